from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_period_start_day = fields.Integer(
        related="company_id.cs_period_start_day", readonly=False
    )
    cs_tz = fields.Selection(related="company_id.cs_tz", readonly=False)
    cs_clawback_months = fields.Integer(
        related="company_id.cs_clawback_months", readonly=False
    )
    cs_notify_statement = fields.Boolean(
        related="company_id.cs_notify_statement", readonly=False
    )
