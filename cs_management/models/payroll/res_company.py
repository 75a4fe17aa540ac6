from odoo import api, models


class ResCompany(models.Model):
    """Payroll counts with as many decimals as the companies' currencies have."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._cs_fit_payroll_digits()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "currency_id" in vals:
            self._cs_fit_payroll_digits()
        return result

    def _cs_fit_payroll_digits(self):
        """Payroll has two decimals for all; dinars have three. Never fewer."""
        precision = self.env.ref("payroll.decimal_payroll", raise_if_not_found=False)
        wanted = max(self.currency_id.mapped("decimal_places"), default=0)
        if precision and precision.digits < wanted:
            # sudo: who makes a company may not set precisions; they only grow
            precision.sudo().digits = wanted

    @api.model
    def _cs_fit_all(self):
        """Fit the decimals to every company there is."""
        # sudo: an update looks at all companies
        self.sudo().search([])._cs_fit_payroll_digits()
