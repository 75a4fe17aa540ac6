from odoo import api, fields, models

from ...engine import reviews
from ...engine.money import to_decimal

GRADES = [
    ("excellent", "Excellent"),
    ("good", "Good"),
    ("pass", "Pass"),
    ("poor", "Poor"),
    ("fail", "Fail"),
]


class CsReviewGrade(models.Model):
    """A grade that a sheet uses, from a bound on, and what it moves (R7.3, R5.6)."""

    _name = "cs.review.grade"
    _description = "KPI Sheet Grade"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "template_id, lower_bound desc, id"
    _sealed_by = "template_id.policy_id"

    template_id = fields.Many2one(
        "cs.review.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, index=True, precompute=True
    )
    grade = fields.Selection(GRADES, required=True)
    lower_bound = fields.Float(
        string="From (%)", digits=(6, 2), help="Per cent of the sheet's total."
    )
    exclusive = fields.Boolean(
        string="Over", help="The grade begins above the bound, not at it."
    )
    change_min = fields.Float(
        string="Performance Pay From (%)",
        digits=(6, 2),
        help="A yearly grade moves performance pay within this range; the addon "
        "proposes by the points, HR decides.",
    )
    change_max = fields.Float(string="To (%)", digits=(6, 2))

    _grade_uniq = models.UniqueIndex(
        "(template_id, grade)", "A sheet has each grade once."
    )
    _bound_uniq = models.UniqueIndex(
        "(template_id, lower_bound)", "Two grades cannot begin at the same per cent."
    )
    _range = models.Constraint(
        "CHECK (change_min <= change_max AND change_min >= -100 "
        "AND lower_bound BETWEEN 0 AND 100)",
        "A grade begins between 0 and 100 per cent, and the range of its change "
        "goes from the lower to the higher end.",
    )

    @api.depends("grade")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["grade"]._description_selection(self.env))
        for row in self:
            row.display_name = labels.get(row.grade)

    def _change(self):
        """The row as the engine takes it."""
        return reviews.Change(
            to_decimal(self.lower_bound),
            to_decimal(self.change_min),
            to_decimal(self.change_max),
            self.exclusive,
            self.grade,
        )
