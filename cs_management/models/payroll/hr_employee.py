from odoo import fields, models


class HrEmployee(models.Model):
    """Payroll's fields carry no groups: colleagues could not read an employee."""

    _inherit = "hr.employee"

    struct_id = fields.Many2one(
        related="version_id.struct_id",
        inherited=True,
        readonly=False,
        groups="hr.group_hr_manager",
    )
    schedule_pay = fields.Selection(
        related="version_id.schedule_pay",
        inherited=True,
        readonly=False,
        groups="hr.group_hr_manager",
    )
    slip_ids = fields.One2many(groups="payroll.group_payroll_user")
