from odoo import api, fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    cs_mentorship_count = fields.Integer(
        string="New Starters", compute="_compute_cs_mentorship_count"
    )

    def _compute_cs_mentorship_count(self):
        # Not sudo: a colleague sees the count of what they may read anyway.
        counts = {
            employee.id: count
            for employee, count in self.env["cs.mentorship"]._read_group(
                [("mentor_id", "in", self.ids)], ["mentor_id"], ["__count"]
            )
        }
        for employee in self:
            employee.cs_mentorship_count = counts.get(employee.id, 0)

    @api.readonly
    def action_cs_mentorships(self):
        return self.env["hr.employee"].browse(self.ids).action_cs_mentorships()
