from odoo import models


class HrDepartment(models.Model):
    """Other leaders decide what still waits."""

    _inherit = "hr.department"

    def write(self, vals):
        result = super().write(vals)
        if not {"cs_leader_ids", "manager_id", "parent_id"}.isdisjoint(vals):
            self.env["cs.leave.approval"]._plan_anew(
                [("department_id", "child_of", self.ids)]
            )
        return result
