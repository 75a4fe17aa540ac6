from odoo import fields, models


class HrPayslipLine(models.Model):
    _name = "hr.payslip.line"
    _inherit = ["hr.payslip.line", "cs.payslip.part.mixin"]
    _sealed_by = "slip_id"

    # Not indexed by payroll: deleting one line reads all lines ever paid.
    slip_id = fields.Many2one(index=True)
    parent_line_id = fields.Many2one(index=True)
