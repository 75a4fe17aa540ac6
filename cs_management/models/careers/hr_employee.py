from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_wage_differs = fields.Boolean(
        related="version_id.cs_wage_differs",
        inherited=True,
        groups="hr.group_hr_manager",
    )
    cs_wage_note = fields.Char(
        related="version_id.cs_wage_note",
        inherited=True,
        groups="hr.group_hr_manager",
    )
    cs_level_change_count = fields.Integer(
        string="Level Changes",
        compute="_compute_cs_level_change_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_level_change_count(self):
        counts = dict(
            self.env["cs.level.change"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_level_change_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_level_changes(self):
        """The way of an agent on their ladder, and a change of level to propose."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_level_change_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.id)],
            "context": {"default_employee_id": self.id},
        }
