from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_performance_pay = fields.Monetary(
        related="version_id.cs_performance_pay",
        inherited=True,
        readonly=False,
        groups="cs_management.group_cs_officer,hr.group_hr_manager",
    )
    cs_skill_allowance = fields.Monetary(
        related="version_id.cs_skill_allowance",
        inherited=True,
        readonly=False,
        groups="cs_management.group_cs_officer,hr.group_hr_manager",
    )
    cs_bonus_count = fields.Integer(
        string="Bonuses",
        compute="_compute_cs_bonus_count",
        groups="cs_management.group_cs_officer",
    )

    def _compute_cs_bonus_count(self):
        counts = dict(
            self.env["cs.bonus"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_bonus_count = counts.get(employee._origin, 0)

    @api.readonly
    def action_cs_bonuses(self):
        """The bonuses of an agent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_bonus_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.id)],
            "context": {"default_employee_id": self.id},
        }
