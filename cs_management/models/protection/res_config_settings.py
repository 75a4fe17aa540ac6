from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Customer Service Currency"
    )
    cs_protection_enabled = fields.Boolean(
        related="company_id.cs_protection_enabled", readonly=False
    )
    cs_protection_rate = fields.Float(
        related="company_id.cs_protection_rate", readonly=False
    )
    cs_minimum_wage = fields.Monetary(
        related="company_id.cs_minimum_wage",
        readonly=False,
        currency_field="cs_currency_id",
    )
    cs_protection_rest = fields.Selection(
        related="company_id.cs_protection_rest", readonly=False
    )
