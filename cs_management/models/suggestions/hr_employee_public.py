from odoo import api, fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    cs_suggestion_count = fields.Integer(
        string="Suggestions", compute="_compute_cs_suggestion_count"
    )

    def _compute_cs_suggestion_count(self):
        # Not sudo: a colleague sees the count of what they may read anyway.
        counts = {
            employee.id: count
            for employee, count in self.env["cs.suggestion"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        }
        for employee in self:
            employee.cs_suggestion_count = counts.get(employee.id, 0)

    @api.readonly
    def action_cs_suggestions(self):
        return self.env["hr.employee"].browse(self.ids).action_cs_suggestions()
