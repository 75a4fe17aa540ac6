from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import careers
from ...engine.money import to_decimal

DIRECTIONS = [
    (careers.PROMOTION, "To rise"),
    (careers.DEMOTION, "To fall"),
    (careers.CASE, "Dismissal case"),
]
MEASURES = [
    (careers.SERVICE, "Months of service"),
    (careers.TENURE, "Months at the level"),
    (careers.MEAN_RANK, "Mean monthly rank"),
    (careers.RANK_OUTSIDE, "Months running outside the first"),
    (careers.MEAN_SCORE, "Mean monthly score"),
    (careers.GRADES_ROW, "Quarterly grades in a row"),
    (careers.GRADE_ONCE, "A quarterly grade once"),
    (careers.GRADE_UNDER, "A quarter below a grade"),
    (careers.TITLES, "Titles of excellent agent"),
    (careers.FAILED_REVIEWS, "Reviews failed in a row"),
    (careers.SANCTIONS, "Sanctions in force"),
    (careers.OPEN_CASE, "Open dismissal case"),
    (careers.JUDGED, "Judged qualities"),
]
GRADED = {
    careers.MEAN_SCORE,
    careers.GRADES_ROW,
    careers.GRADE_ONCE,
    careers.GRADE_UNDER,
}
RUNNING = {careers.RANK_OUTSIDE, careers.GRADES_ROW, careers.FAILED_REVIEWS}
BY_MONTHS = {
    careers.MEAN_RANK,
    careers.MEAN_SCORE,
    careers.TITLES,
    careers.SANCTIONS,
}
BY_QUARTERS = {careers.GRADE_ONCE, careers.GRADE_UNDER}


class CsPolicyCriterion(models.Model):
    """What a level asks of who shall rise from it, and what leads down (R5.10-R5.16).

    All criteria of a group must be met; of several groups one is enough. A grade is
    meant by its place on the policy's scale, so that a copy of the policy means its
    own grade.
    """

    _name = "cs.policy.criterion"
    _description = "Criterion of a Level"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, level_sequence, direction desc, group_number, sequence, id"

    ladder_id = fields.Many2one(related="policy_id.ladder_id")
    level_id = fields.Many2one(
        "cs.level",
        string="From Level",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('ladder_id', '=', ladder_id)]",
    )
    level_sequence = fields.Integer(
        related="level_id.sequence", string="Place of the Level", store=True
    )
    direction = fields.Selection(DIRECTIONS, required=True, default=careers.PROMOTION)
    group_number = fields.Integer(
        string="Group",
        required=True,
        default=1,
        aggregator=None,
        help="All criteria of a group must be met; of several groups one is enough.",
    )
    sequence = fields.Integer(default=10)
    regulation = fields.Char(help="Where the criterion stands, e.g. § 12.")
    measure = fields.Selection(MEASURES, required=True)
    bound = fields.Float(
        digits=(8, 2),
        aggregator=None,
        help="Months of service or at the level; the last rank that is still inside; "
        "a number of titles; the score from which on a month is passed; how many "
        "sanctions are borne at most.",
    )
    window = fields.Integer(
        aggregator=None,
        help="Months or quarters that are looked at, or that must run. 0: all; of "
        "sanctions those that are in force when the period is locked.",
    )
    grade_place = fields.Integer(
        string="Place of the Grade",
        required=True,
        default=1,
        aggregator=None,
        help="On the scale of the monthly score: 1 is the best grade.",
    )
    grade_id = fields.Many2one("cs.policy.grade", compute="_compute_grade_id")
    since_level = fields.Boolean(
        string="Since the Level",
        help="Only what came since the present level began counts.",
    )
    sanction_kind = fields.Selection(
        "_sanction_kinds",
        string="Sanctions From",
        required=True,
        default="warning",
        help="Graver sanctions count as well, lighter ones do not.",
    )
    summary = fields.Char(string="Criterion", compute="_compute_summary")

    _counts = models.Constraint(
        'CHECK (group_number > 0 AND bound >= 0 AND "window" >= 0 AND grade_place > 0)',
        "A criterion's group and grade begin with 1, bound and window with 0.",
    )

    @api.depends("measure", "grade_place", "policy_id.grade_ids.lower_bound")
    def _compute_grade_id(self):
        for row in self:
            asks = row._asks_grade()
            row.grade_id = asks and row.policy_id._grade_at(row.grade_place)

    @api.depends("summary")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.summary

    @api.depends(
        "measure",
        "direction",
        "bound",
        "window",
        "grade_id",
        "sanction_kind",
        "level_id",
        "policy_id.quality_ids.name",
        "policy_id.quality_ids.level_id",
        "policy_id.level_ids.change_min_qualities",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        texts = self._summaries()
        for row in self:
            is_rise = row.direction == careers.PROMOTION
            text = texts.get(row.measure, ("", ""))[0 if is_rise else 1]
            row.summary = text % row._summary_args() + row._window_text()

    @api.constrains("level_id", "policy_id")
    def _check_ladder(self):
        for row in self:
            if row.level_id.ladder_id != row.policy_id.ladder_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is no level of the ladder of %(policy)s: choose "
                        "one of %(ladder)s.",
                        level=row.level_id.display_name,
                        policy=row.policy_id.name,
                        ladder=row.policy_id.ladder_id.name,
                    )
                )

    @api.constrains("measure", "window")
    def _check_measure(self):
        for row in self:
            if row.measure in RUNNING and row.window < 1:
                raise ValidationError(
                    self.env._(
                        "%(level)s: say how many months or quarters must run. Set "
                        "the window of %(criterion)s to 1 or more.",
                        level=row.level_id.name,
                        criterion=row._measure_label(),
                    )
                )

    # ------------------------------------------------------------------
    # For the engine
    # ------------------------------------------------------------------

    def _asks_grade(self):
        return self.measure in GRADED

    @api.model
    def _sanction_kinds(self):
        return self.env["cs.sanction"]._kinds()

    def _quality_rows(self):
        """What is judged on the way to the level asked: the policy's one list."""
        return self.policy_id._qualities_of(self._level_asked())

    def _level_asked(self):
        """The level that a promotion leads to; on the way down the present one."""
        if self.direction != careers.PROMOTION:
            return self.level_id
        levels = self.level_id.ladder_id.level_ids.sorted()
        above = levels.filtered(lambda level: level.sequence > self.level_id.sequence)
        return above[:1]

    def _career_criterion(self):
        """The row as the engine takes it."""
        self.ensure_one()
        return careers.Criterion(
            measure=self.measure,
            direction=self.direction,
            group=self.group_number,
            bound=to_decimal(self._engine_bound()),
            window=self.window,
            grade=self.grade_place,
            scale=self.policy_id._scale_at(self.grade_place),
            since_level=self.since_level,
            severity=self.env["cs.sanction"]._severity(self.sanction_kind),
            qualities=tuple(self._quality_rows().mapped("code")),
            key=self.id,
        )

    def _engine_bound(self):
        """The bound; of qualities how many a recommendation ticks at least."""
        if self.measure != careers.JUDGED:
            return self.bound
        asked = self._level_asked()
        rows = self.policy_id.level_ids.filtered(lambda row: row.level_id == asked)
        return rows[:1].change_min_qualities

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    def _measure_label(self):
        labels = dict(self._fields["measure"]._description_selection(self.env))
        return labels.get(self.measure, "")

    def _summary_args(self):
        return {
            "bound": f"{self.bound:g}",
            "window": self.window,
            "grade": self.grade_id.name or f"#{self.grade_place}",
            "qualities": ", ".join(self._quality_rows().mapped("name")),
            "sanction": dict(self._sanction_kinds()).get(self.sanction_kind, ""),
        }

    def _window_text(self):
        if not self.window:
            return ""
        if self.measure in BY_MONTHS:
            return self.env._(" (last %(window)s months)", window=self.window)
        if self.measure in BY_QUARTERS:
            return self.env._(" (last %(window)s quarters)", window=self.window)
        return ""

    @api.model
    def _summaries(self):
        """What each measure asks for: to rise, and on the way down."""
        return {
            careers.SERVICE: (
                self.env._("Months of service: %(bound)s"),
                self.env._("Within %(bound)s months of joining"),
            ),
            careers.TENURE: (
                self.env._("Months at the level: %(bound)s"),
                self.env._("Within %(bound)s months at the level"),
            ),
            careers.MEAN_RANK: (
                self.env._("Mean rank %(bound)s or better"),
                self.env._("Mean rank worse than %(bound)s"),
            ),
            careers.RANK_OUTSIDE: (
                self.env._("Not %(window)s months running outside the first %(bound)s"),
                self.env._("%(window)s months running outside the first %(bound)s"),
            ),
            careers.MEAN_SCORE: (
                self.env._("Mean score graded %(grade)s or better"),
                self.env._("Mean score below grade %(grade)s"),
            ),
            careers.GRADES_ROW: (
                self.env._("Quarters running graded %(grade)s or better: %(window)s"),
                self.env._("Quarters running graded %(grade)s or worse: %(window)s"),
            ),
            careers.GRADE_ONCE: (
                self.env._("One quarter graded %(grade)s or better"),
                self.env._("One quarter graded %(grade)s or worse"),
            ),
            careers.GRADE_UNDER: (
                self.env._("No quarter below grade %(grade)s"),
                self.env._("One quarter below grade %(grade)s"),
            ),
            careers.TITLES: (
                self.env._("Titles of excellent agent: %(bound)s"),
                self.env._("Fewer titles of excellent agent than %(bound)s"),
            ),
            careers.FAILED_REVIEWS: (
                self.env._("Not %(window)s reviews running failed"),
                self.env._("Reviews running failed: %(window)s"),
            ),
            careers.SANCTIONS: (
                self.env._("Sanctions from %(sanction)s on: at most %(bound)s"),
                self.env._("Sanctions from %(sanction)s on: more than %(bound)s"),
            ),
            careers.OPEN_CASE: (
                self.env._("No open dismissal case"),
                self.env._("An open dismissal case"),
            ),
            careers.JUDGED: (
                self.env._("Judged: %(qualities)s"),
                self.env._("Judged: %(qualities)s"),
            ),
        }
