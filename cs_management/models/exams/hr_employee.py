from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_exam_count = fields.Integer(
        string="Exams",
        compute="_compute_cs_exam_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_exam_count(self):
        counts = dict(
            self.env["cs.exam.result"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_exam_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_exams(self):
        """The agent's marks (R9.7)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_exam_result_action"
        )
        return {
            **action,
            "domain": [("employee_id", "in", self.ids)],
            "context": {"create": False},
        }
