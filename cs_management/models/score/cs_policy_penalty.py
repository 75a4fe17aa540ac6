from odoo import api, fields, models

from ..conduct.cs_conduct_rule import SEVERITIES


class CsPolicyPenalty(models.Model):
    """A further deduction once a severity was met so many times (R3.5)."""

    _name = "cs.policy.penalty"
    _description = "Further Penalty"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, severity, count, id"

    severity = fields.Selection(SEVERITIES, required=True)
    count = fields.Integer(string="Violations in the Period", required=True, default=2)
    points = fields.Float(string="Further Points", required=True, digits=(8, 2))

    _positive = models.Constraint(
        "CHECK (count > 0 AND points >= 0)",
        "A further penalty needs a count above zero and points of zero or more.",
    )

    @api.depends("severity", "count", "points")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["severity"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{line.count} x {labels.get(line.severity, '')}"
