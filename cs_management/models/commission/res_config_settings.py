from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_credit_basis = fields.Selection(
        related="company_id.cs_credit_basis", readonly=False
    )
