from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_sanction_count = fields.Integer(
        string="Sanctions",
        compute="_compute_cs_sanction_count",
        groups="cs_management.group_cs_officer",
        help="In force or not: what is on file.",
    )

    def _compute_cs_sanction_count(self):
        counts = dict(
            self.env["cs.sanction"]._read_group(
                [("employee_id", "in", self.ids), ("confirmed_on", "!=", False)],
                ["employee_id"],
                ["__count"],
            )
        )
        for employee in self:
            employee.cs_sanction_count = counts.get(employee._origin, 0)

    @api.readonly
    def action_cs_sanctions(self):
        """The agent's file of sanctions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_sanction_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.id)],
            "context": {"default_employee_id": self.id},
        }
