from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_retention_on = fields.Boolean(
        string="Remove What Is Over Time",
        readonly=True,
        groups="cs_management.group_cs_officer",
        help="Switched on by a manager in the list of rules.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # sudo: whoever makes a company gives it the usual rules
        self.env["cs.retention"].sudo()._set_up(companies)
        return companies
