from odoo import api, fields, models


class HrPayslipLine(models.Model):
    _name = "hr.payslip.line"
    _inherit = ["hr.payslip.line", "cs.payslip.part.mixin"]
    _sealed_by = "slip_id"

    # Not indexed by payroll: deleting one line reads all lines ever paid.
    slip_id = fields.Many2one(index=True)
    parent_line_id = fields.Many2one(index=True)

    @api.depends("slip_id.company_id.currency_id")
    def _compute_total(self):
        """What pays a statement is rounded as money of the slip's company: payroll has
        two decimals for all."""
        result = super()._compute_total()
        for line in self:
            if not line.slip_id._cs_is_money():
                continue
            line.total = line.slip_id._cs_currency().round(
                float(line.quantity) * line.amount * line.rate / 100
            )
        return result
