from odoo import models


class HrEmployee(models.Model):
    """Other managers decide what still waits."""

    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if not {"department_id", "parent_id", "leave_manager_id"}.isdisjoint(vals):
            self.env["cs.leave.approval"]._plan_anew([("employee_id", "in", self.ids)])
        return result
