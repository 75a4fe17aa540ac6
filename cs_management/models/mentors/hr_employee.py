from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_mentorship_count = fields.Integer(
        string="New Starters",
        compute="_compute_cs_mentorship_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_mentorship_count(self):
        counts = dict(
            self.env["cs.mentorship"]._read_group(
                [("mentor_id", "in", self.ids)], ["mentor_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_mentorship_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_mentorships(self):
        """New starters whom the agent brought on (R2.11)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_mentorship_action"
        )
        return {
            **action,
            "domain": [("mentor_id", "in", self.ids)],
            "context": {"create": False},
        }
