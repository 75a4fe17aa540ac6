from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_suggestion_count = fields.Integer(
        string="Suggestions",
        compute="_compute_cs_suggestion_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_suggestion_count(self):
        counts = dict(
            self.env["cs.suggestion"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_suggestion_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_suggestions(self):
        """What the agent has suggested (R2.12)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_suggestion_action"
        )
        return {
            **action,
            "domain": [("employee_id", "in", self.ids)],
            "context": {"create": False},
        }
