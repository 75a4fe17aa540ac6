from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_credit_basis = fields.Selection(
        related="company_id.cs_credit_basis", readonly=False
    )
    cs_counter_sales = fields.Boolean(
        related="company_id.cs_counter_sales", readonly=False
    )
    cs_has_counter = fields.Boolean(compute="_compute_cs_has_counter")

    @api.depends("company_id")
    def _compute_cs_has_counter(self):
        self.cs_has_counter = self.env["cs.period"]._has_counter()
