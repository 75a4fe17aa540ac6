from odoo import api, fields, models

from ...engine import conduct
from ...engine.money import to_decimal
from .cs_conduct_rule import SANCTIONS


class CsConductStep(models.Model):
    """What a rule costs from the nth occurrence on: 1st 50, 2nd 100, 3rd ... (R2.1)."""

    _name = "cs.conduct.step"
    _description = "Step by Occurrence"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "rule_id, occurrence, id"
    _sealed_by = "rule_id.policy_id"

    rule_id = fields.Many2one(
        "cs.conduct.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="rule_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    occurrence = fields.Integer(string="From Occurrence", required=True, default=1)
    amount = fields.Monetary(string="Money", aggregator=None)
    keep_points = fields.Boolean(
        string="Points of the Rule",
        default=True,
        help="Off: the points beside replace those of the rule.",
    )
    points = fields.Float(digits=(8, 2))
    sanction = fields.Selection(SANCTIONS)

    _occurrence_uniq = models.UniqueIndex(
        "(rule_id, occurrence)", "Two steps cannot begin at the same occurrence."
    )
    _positive = models.Constraint(
        "CHECK (occurrence > 0 AND amount >= 0)",
        "A step begins with occurrence 1 or later and costs zero or more.",
    )

    @api.depends(
        "occurrence", "amount", "keep_points", "points", "sanction", "currency_id"
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Say in short what the step costs: "2: $ 100.00", "3: Dismissal case"."""
        sanctions = dict(self._fields["sanction"]._description_selection(self.env))
        for step in self:
            costs = [step.currency_id.format(step.amount)] if step.amount else []
            if not step.keep_points:
                costs.append(self.env._("%(points)g points", points=step.points))
            costs += [sanctions[step.sanction]] if step.sanction else []
            step.display_name = f"{step.occurrence}: {', '.join(costs)}"

    def _engine_step(self):
        return conduct.Step(
            self.occurrence,
            to_decimal(self.amount),
            None if self.keep_points else to_decimal(self.points),
            self.sanction or "",
        )
