from odoo import api, fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    review_count = fields.Integer(compute="_compute_review_count")

    @api.depends("employee_id", "period_id")
    def _compute_review_count(self):
        groups = self.env["cs.review"]._read_group(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("period_id", "in", self.period_id.ids),
            ],
            ["employee_id", "period_id"],
            ["__count"],
        )
        counts = {(employee, period): count for employee, period, count in groups}
        for statement in self:
            key = statement.employee_id, statement.period_id
            statement.review_count = counts.get(key, 0)

    @api.readonly
    def action_view_reviews(self):
        """The agent's KPI sheets of the statement's period."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_review_action"
        )
        return {
            **action,
            "domain": [
                ("employee_id", "=", self.employee_id.id),
                ("period_id", "=", self.period_id.id),
            ],
            "context": {"create": False},
        }
