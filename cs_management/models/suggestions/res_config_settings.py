from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_notify_suggestion = fields.Boolean(
        related="company_id.cs_notify_suggestion", readonly=False
    )
