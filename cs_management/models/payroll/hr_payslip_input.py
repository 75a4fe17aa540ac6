from odoo import models


class HrPayslipInput(models.Model):
    _name = "hr.payslip.input"
    _inherit = ["hr.payslip.input", "cs.payslip.part.mixin"]
