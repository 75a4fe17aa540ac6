from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine import bounds, merits, score
from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Score": base, cap, grades, float, further penalties (R3)."""

    _inherit = "cs.policy"

    score_enabled = fields.Boolean(string="Monthly Score", tracking=True)
    score_base = fields.Float(string="Base Score", default=80, digits=(8, 2))
    score_cap = fields.Float(
        string="Highest Score", default=110, digits=(8, 2), help="0: no limit."
    )
    score_count_rules = fields.Boolean(
        string="Count Articles, not Occurrences",
        default=True,
        help="For further penalties: an article broken twice counts once.",
    )
    score_issuers = fields.Selection(
        [
            ("leaders", "The team's leaders"),
            ("assessors", "The assessor; the supervisor scores the assessor"),
        ],
        string="Who Scores",
        required=True,
        default="leaders",
        help="Who confirms entries with points. Assessors are entered on the "
        "department; a team without one is scored by its leaders. HR may always.",
    )
    score_best_measure = fields.Selection(
        [
            (merits.BOTH, "Customers served and conversion, by both ranks"),
            (merits.SERVED, "Customers served"),
            (merits.BOUGHT, "Customers who bought"),
            (merits.CONVERSION, "Conversion"),
        ],
        string="Best Workload and Quality by",
        required=True,
        default=merits.BOTH,
        help="The best of the month, by the service figures; each of those who tie. "
        "With a violation in the month nobody is.",
    )
    score_best_scope = fields.Selection(
        [("team", "Of the team"), ("company", "Of the company")],
        string="The Best",
        required=True,
        default="team",
    )
    score_merits_partial = fields.Boolean(
        string="Merits for Part of a Month",
        help="Merits of a whole month also go to who was an agent in a part of it.",
    )
    score_leave_kept = fields.Boolean(
        string="Leave Keeps Full Attendance",
        help="Off: a month with any leave is no month of full attendance.",
    )
    float_enabled = fields.Boolean(string="Pay Floats with the Score", default=True)
    float_reference = fields.Float(
        string="Score without Float", default=80, digits=(8, 2)
    )
    float_rate = fields.Monetary(string="Money per Point", default=10, aggregator=None)
    float_min = fields.Monetary(string="Lowest Float", default=-300, aggregator=None)
    float_max = fields.Monetary(string="Highest Float", default=300, aggregator=None)
    float_waiting_months = fields.Integer(
        string="Months without Float",
        default=2,
        help="After joining, this many months are scored but pay does not float.",
    )
    dismissal_score = fields.Float(
        string="Dismissal Case below",
        default=60,
        digits=(8, 2),
        help="A score below this bound proposes a dismissal case. 0: never.",
    )
    last_rank_months = fields.Integer(
        string="Months Last of the Team",
        default=2,
        help="Last of the team so many months running, and below the score beside, "
        "proposes a dismissal case. 0: never.",
    )
    last_rank_score = fields.Float(string="... and below", default=70, digits=(8, 2))
    grade_ids = fields.One2many(
        "cs.policy.grade", "policy_id", string="Grades", copy=True
    )
    penalty_ids = fields.One2many(
        "cs.policy.penalty", "policy_id", string="Further Penalties", copy=True
    )

    _float_limits = models.Constraint(
        "CHECK (float_min <= float_max)",
        "The lowest float must not be above the highest float.",
    )
    _waiting_months = models.Constraint(
        "CHECK (float_waiting_months >= 0 AND last_rank_months >= 0)",
        "A number of months cannot be negative.",
    )

    def _parts(self):
        return [*super()._parts(), Part("score", self.score_enabled, self._check_score)]

    def _check_score(self):
        if not self.grade_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s has a monthly score but no grades: add at least one.",
                    policy=self.name,
                )
            )

    def _is_assessed(self):
        """Whether the assessor scores, not the leaders (R3.12)."""
        self.ensure_one()
        return self.score_issuers == "assessors"

    def _score_rules(self):
        """The chapter as the engine takes it."""
        self.ensure_one()
        return score.ScoreRules(
            base=to_decimal(self.score_base),
            cap=to_decimal(self.score_cap) if self.score_cap else None,
            penalties=[
                score.Penalty(line.severity, line.count, to_decimal(line.points))
                for line in self.penalty_ids
            ],
            count_rules=self.score_count_rules,
            float_reference=to_decimal(self.float_reference),
            float_rate=to_decimal(self.float_rate),
            float_min=to_decimal(self.float_min),
            float_max=to_decimal(self.float_max),
            waiting_months=self.float_waiting_months,
        )

    def _grade_bounds(self):
        """The grades as a scale of the engine; each key is a ``cs.policy.grade``."""
        return [
            bounds.Bound(to_decimal(grade.lower_bound), grade.exclusive, key=grade)
            for grade in self.grade_ids
        ]

    def _document_chapters(self):
        chapter = self.score_enabled and self._chapter(
            30,
            self.env._("Score"),
            [
                "score_base",
                "score_cap",
                "score_count_rules",
                "score_issuers",
                "score_best_measure",
                "score_best_scope",
                "score_merits_partial",
                "score_leave_kept",
                *self._float_articles(),
                "dismissal_score",
                *self._last_rank_articles(),
            ],
            [
                self._document_table(
                    self.env._("Grades"),
                    self.grade_ids,
                    "name",
                    "lower_bound",
                    "exclusive",
                ),
                self._document_table(
                    self.env._("Further Penalties"),
                    self.penalty_ids,
                    "severity",
                    "count",
                    "points",
                ),
            ],
        )
        return [*super()._document_chapters(), chapter]

    def _last_rank_articles(self):
        if not self.last_rank_months:
            return ["last_rank_months"]
        return ["last_rank_months", "last_rank_score"]

    def _float_articles(self):
        if not self.float_enabled:
            return ["float_enabled"]
        return [
            "float_enabled",
            "float_reference",
            "float_rate",
            "float_min",
            "float_max",
            "float_waiting_months",
        ]

    def _level_rows(self):
        names = ["scored"] if self.score_enabled else []
        return [*super()._level_rows(), *names]
