from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine import bounds, careers
from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Careers": what lets an agent rise or fall (R5.10-R5.16, R5.20)."""

    _inherit = "cs.policy"

    careers_enabled = fields.Boolean(string="Levels Move by Evidence", tracking=True)
    criterion_ids = fields.One2many(
        "cs.policy.criterion", "policy_id", string="Criteria", copy=True
    )
    career_small_team = fields.Integer(
        string="Small Team up to",
        default=3,
        help="In a team of so many scored agents or fewer a rank says nothing: the "
        "mean score must reach the grade beside instead. 0: ranks always count.",
    )
    career_small_place = fields.Integer(
        string="Grade of Small Teams",
        default=2,
        help="Place of the grade on the scale of the score: 1 is the best one.",
    )
    career_small_grade_id = fields.Many2one(
        "cs.policy.grade", string="That Is", compute="_compute_career_small_grade_id"
    )
    career_gaps = fields.Selection(
        [
            ("skip", "Are left out"),
            ("break", "Break months running, and means"),
        ],
        string="Months without a Score",
        required=True,
        default="skip",
    )
    career_quarter_months = fields.Integer(
        string="Scored Months of a Quarter",
        default=1,
        help="With fewer scored months a quarter has no grade. The grade is that of "
        "the mean of its locked scores.",
    )
    career_title_max = fields.Integer(
        string="Titles a Quarter and Team",
        default=1,
        help="So many agents of a team can be given the title of excellent agent in "
        "a quarter. 0: nobody.",
    )

    _career_counts = models.Constraint(
        "CHECK (career_small_team >= 0 AND career_small_place > 0 "
        "AND career_quarter_months > 0 AND career_title_max >= 0)",
        "Careers: a team and a number of titles cannot be negative; a grade's place "
        "and the months of a quarter begin with 1.",
    )

    def _compute_career_small_grade_id(self):
        for policy in self:
            policy.career_small_grade_id = policy._grade_at(policy.career_small_place)

    def _parts(self):
        part = Part("careers", self.careers_enabled, self._check_criteria)
        return [*super()._parts(), part]

    def _check_criteria(self):
        """Criteria there must be, and what they ask for must be there."""
        if not self.criterion_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s moves levels by evidence but has no criteria: add at "
                    "least one.",
                    policy=self.name,
                )
            )
        self._check_qualities()
        self._check_grades()

    def _check_qualities(self):
        for criterion in self.criterion_ids:
            if criterion.measure == careers.JUDGED and not criterion._quality_rows():
                raise ValidationError(
                    self.env._(
                        "%(policy)s: %(level)s asks for judged qualities, but the "
                        "policy lists none for the way from there. Add them to its "
                        "Judged Qualities.",
                        policy=self.name,
                        level=criterion.level_id.name,
                    )
                )

    def _check_grades(self):
        if not self.grade_ids:
            # Without a monthly score nothing that asks for grades is ever met.
            return
        for criterion in self.criterion_ids:
            if criterion._asks_grade() and not self._grade_at(criterion.grade_place):
                raise ValidationError(
                    self.env._(
                        "%(policy)s: %(criterion)s of %(level)s asks for grade "
                        "number %(place)s, but the score has %(count)s grades.",
                        policy=self.name,
                        criterion=criterion.display_name,
                        level=criterion.level_id.name,
                        place=criterion.grade_place,
                        count=len(self.grade_ids),
                    )
                )

    def _grade_at(self, place):
        """The grade at a place of the scale, 1 for the best; empty if there is none."""
        ordered = self.grade_ids.sorted("lower_bound", reverse=True)
        return ordered[place - 1 : place] if place > 0 else ordered.browse()

    def _grade_place(self, grade):
        """The place of a grade on the policy's scale."""
        return list(self.grade_ids.sorted("lower_bound", reverse=True)).index(grade) + 1

    def _scale_at(self, place):
        """Where the grade at a place begins, as the engine takes it."""
        grade = self._grade_at(place)
        if not grade:
            return None
        return bounds.Bound(
            to_decimal(grade.lower_bound), grade.exclusive, key=grade.id
        )

    def _career_readings(self):
        """How the policy reads what the regulation leaves open (R5.20)."""
        self.ensure_one()
        return careers.Readings(
            small_team=self.career_small_team,
            small_scale=self._scale_at(self.career_small_place),
            gaps_break=self.career_gaps == "break",
        )

    def _career_criteria(self):
        """The criteria as the engine takes them.

        :return: ``{(level_id, direction): [engine.careers.Criterion]}``
        """
        self.ensure_one()
        found = {}
        for row in self.criterion_ids.sorted():
            key = (row.level_id.id, row.direction)
            found.setdefault(key, []).append(row._career_criterion())
        return found

    def _document_chapters(self):
        """What people need to know of their way up and down, in the regulation."""
        found = super()._document_chapters()
        if not self.careers_enabled:
            return found
        criteria = self._document_table(
            self.env._("Criteria"),
            self.criterion_ids.sorted(),
            "level_id",
            "direction",
            "group_number",
            "summary",
            "since_level",
        )
        names = (
            "career_title_max",
            "career_quarter_months",
            "career_gaps",
            "career_small_team",
            "career_small_grade_id",
        )
        chapter = self._chapter(95, self.env._("Careers"), names, [criteria])
        return [*found, chapter]

    def _judged_criteria(self, level):
        """Criteria of who shall rise from a level that people judge."""
        return self.criterion_ids.filtered(
            lambda row: row.level_id == level
            and row.direction == careers.PROMOTION
            and row.measure == careers.JUDGED
        )
