from odoo import models


class HrPayslipWorkedDays(models.Model):
    _name = "hr.payslip.worked_days"
    _inherit = ["hr.payslip.worked_days", "cs.payslip.part.mixin"]
