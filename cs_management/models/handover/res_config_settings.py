from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_notify_handover = fields.Boolean(
        related="company_id.cs_notify_handover", readonly=False
    )
    cs_notify_item = fields.Boolean(related="company_id.cs_notify_item", readonly=False)
