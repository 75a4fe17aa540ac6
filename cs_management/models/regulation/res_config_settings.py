from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_regulation_months = fields.Integer(
        related="company_id.cs_regulation_months", readonly=False
    )
    cs_notify_regulation = fields.Boolean(
        related="company_id.cs_notify_regulation", readonly=False
    )
