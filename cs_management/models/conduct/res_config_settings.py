from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_notify_entry = fields.Boolean(
        related="company_id.cs_notify_entry", readonly=False
    )
