from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_review_count = fields.Integer(
        string="KPI Sheets",
        compute="_compute_cs_review_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_review_count(self):
        counts = dict(
            self.env["cs.review"]._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
        )
        for employee in self:
            employee.cs_review_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_reviews(self):
        """The KPI sheets of the employee, as far as the user may see them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_review_action"
        )
        return {
            **action,
            "domain": [("employee_id", "in", self.ids)],
            "context": {"create": False},
        }
