from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_day_rate_basis = fields.Selection(
        related="company_id.cs_day_rate_basis", readonly=False
    )
    cs_day_rate_days = fields.Float(
        related="company_id.cs_day_rate_days", readonly=False
    )
    cs_day_rate_kind = fields.Selection(
        related="company_id.cs_day_rate_kind", readonly=False
    )
