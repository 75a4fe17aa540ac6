from odoo import fields, models
from odoo.exceptions import ValidationError

from ..cs_policy import Part

# What commission can go by: the month's sheet, and the shop's statistics (R7.2).
MEASURES = [
    ("kpi", "KPI Sheet (%)"),
    ("shop_refund_rate", "Refund Rate (%)"),
    ("shop_first_response", "First Response (s)"),
    ("shop_average_response", "Average Response (s)"),
    ("shop_reply_rate", "Reply Rate (%)"),
    ("shop_first_contact", "Solved at First Contact (%)"),
    ("shop_resolution_time", "Time to Solve (h)"),
    ("shop_satisfaction", "Satisfaction (%)"),
    ("shop_repurchase", "Repurchase (%)"),
]


class CsPolicy(models.Model):
    """Chapter "KPI sheets": which sheets, when, what follows from them (R7)."""

    _inherit = "cs.policy"

    commission_measure = fields.Selection(
        selection_add=MEASURES, ondelete=dict.fromkeys(dict(MEASURES), "set default")
    )
    review_enabled = fields.Boolean(string="KPI Sheets", tracking=True)
    review_day_from = fields.Integer(
        string="Reviews Begin On",
        default=5,
        help="Day of the month after the period: agents have assessed themselves by "
        "then, and their leaders begin.",
    )
    review_day_to = fields.Integer(
        string="Reviews End On",
        default=10,
        help="Day of that month by which the sheets are confirmed. What is confirmed "
        "after the period was locked is paid in the next open one.",
    )
    review_bonus_by_days = fields.Boolean(
        string="Bonus by Days",
        default=True,
        help="A KPI bonus of a fixed amount is paid by the days that the base pay is "
        "paid for.",
    )
    review_fails = fields.Integer(
        string="Fails Running",
        default=2,
        help="So many failed monthly sheets running propose a dismissal case. "
        "0: never.",
    )
    review_template_ids = fields.One2many(
        "cs.review.template", "policy_id", string="Sheets", copy=True
    )

    _review_figures = models.Constraint(
        "CHECK (review_day_from BETWEEN 1 AND 28 "
        "AND review_day_to BETWEEN review_day_from AND 28 AND review_fails >= 0)",
        "KPI sheets are reviewed between day 1 and 28, and fails running cannot be "
        "below zero.",
    )

    def _parts(self):
        part = Part("reviews", self.review_enabled, self._check_reviews)
        return [*super()._parts(), part]

    def _check_reviews(self):
        if not self.review_template_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s has KPI sheets but none is described: add one.",
                    policy=self.name,
                )
            )
        for template in self.review_template_ids:
            template._check_complete()

    def _document_chapters(self):
        return [*super()._document_chapters(), self._document_reviews()]

    def _document_reviews(self):
        """The sheets as they are read: each with its lines and its grades."""
        if not self.review_enabled:
            return None
        sheets = self.review_template_ids
        tables = [
            self._document_table(
                self.env._("Sheets"),
                sheets,
                "name",
                "kind",
                "total",
                "bar",
                "not_applicable",
                "weight_performance",
                "weight_ability",
                "weight_attitude",
                "level_ids",
            )
        ]
        for sheet in sheets:
            tables += [
                self._document_table(
                    sheet.name, sheet.criterion_ids, "name", "hint", "part", "summary"
                ),
                self._document_table(
                    self.env._("%(sheet)s: grades", sheet=sheet.name),
                    sheet.grade_ids,
                    "grade",
                    "lower_bound",
                    "exclusive",
                    "change_min",
                    "change_max",
                ),
            ]
        names = [
            "review_day_from",
            "review_day_to",
            "review_bonus_by_days",
            "review_fails",
        ]
        return self._chapter(65, self.env._("KPI Sheets"), names, tables)
