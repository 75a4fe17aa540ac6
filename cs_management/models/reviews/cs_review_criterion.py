from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.bounds import Bound
from ...engine.money import to_decimal

PARTS = [
    ("performance", "Performance"),
    ("ability", "Ability"),
    ("attitude", "Attitude"),
]
KINDS = [("judged", "Judged"), ("metric", "Figure")]
# Where a figure is found; the last ones count what stands in other chapters.
SOURCES = [
    ("typed", "Typed"),
    ("refund_rate", "Refund rate (%)"),
    ("conversion", "Conversion (%)"),
    ("first_response", "First response (s)"),
    ("average_response", "Average response (s)"),
    ("reply_rate", "Reply rate (%)"),
    ("first_contact", "Solved at first contact (%)"),
    ("resolution_time", "Time to solve (h)"),
    ("satisfaction", "Satisfaction (%)"),
    ("repurchase", "Repurchase (%)"),
    ("order_value", "Average order value"),
    ("sales", "Sales"),
    ("entries", "Entries of an article"),
    ("entry_rate", "Entries of an article (% of customers served)"),
    ("score", "Score"),
    ("late", "Days late"),
]


class CsReviewCriterion(models.Model):
    """A line of a sheet: judged by steps, or a figure in bands (R7.1, R7.2)."""

    _name = "cs.review.criterion"
    _description = "KPI Sheet Line Template"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "template_id, sequence, id"
    _sealed_by = "template_id.policy_id"

    template_id = fields.Many2one(
        "cs.review.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    hint = fields.Char(
        string="What Is Judged", translate=True, help="Shown beside the line."
    )
    kind = fields.Selection(KINDS, required=True, default="judged")
    part = fields.Selection(PARTS)
    source = fields.Selection(
        SOURCES,
        string="Figure",
        required=True,
        default="typed",
        help="Filled in from the facts of the span; one that is not found is typed.",
    )
    rule_code = fields.Char(
        string="Article", help="Code of the conduct rule whose entries are counted."
    )
    band_ids = fields.One2many(
        "cs.review.band", "criterion_id", string="Steps", copy=True
    )
    most = fields.Float(string="Points at Most", compute="_compute_most", digits=(8, 2))
    summary = fields.Char(string="Gives", compute="_compute_summary")

    @api.depends("band_ids.points")
    def _compute_most(self):
        for line in self:
            line.most = max(line.band_ids.mapped("points"), default=0)

    @api.depends("band_ids.display_name", "kind")
    @api.depends_context("lang")
    def _compute_summary(self):
        for line in self:
            rows = line.band_ids
            if line.kind == "metric":
                rows = rows.sorted(lambda row: (row.lower_bound, row.exclusive))
            line.summary = ", ".join(rows.mapped(lambda row: row.display_name or ""))

    @api.constrains("source", "rule_code")
    def _check_rule_code(self):
        for line in self:
            if line.source in ("entries", "entry_rate") and not line.rule_code:
                raise ValidationError(
                    self.env._(
                        "%(line)s counts entries: give the code of the article.",
                        line=line.name,
                    )
                )

    def _bounds(self):
        """The bands of a figure as a scale of the engine, keyed by their points."""
        return [
            Bound(
                to_decimal(row.lower_bound), row.exclusive, key=to_decimal(row.points)
            )
            for row in self.band_ids
        ]

    def _figure_key(self):
        """Which figure the line takes, as ``cs.review._figures`` names it."""
        self.ensure_one()
        counted = self.source in ("entries", "entry_rate")
        return self.source, counted and self.rule_code
