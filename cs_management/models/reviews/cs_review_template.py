from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import reviews
from ...engine.bounds import Bound
from ...engine.money import to_decimal


class CsReviewTemplate(models.Model):
    """A KPI sheet of a policy: lines, total, bar, grades (R7.1, R7.3, R7.5).

    Total and bar are data: the sheet of R7.1 has lines of 110 points, says 130 and is
    passed from 91 on.
    """

    _name = "cs.review.template"
    _description = "KPI Sheet Template"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True, help="Names the sheet across versions of the policy."
    )
    name = fields.Char(required=True, translate=True)
    regulation = fields.Char(help="Where the sheet stands, e.g. § 12.")
    kind = fields.Selection(
        [("month", "Every period"), ("year", "Once a year")],
        string="Made",
        required=True,
        default="month",
    )
    year_month = fields.Integer(
        string="Year Ends In Month",
        default=12,
        help="A yearly sheet is made with the period that ends in this month, for the "
        "twelve months up to it.",
    )
    away_months = fields.Integer(
        string="Left Out if Away (Months)",
        default=2,
        help="Who was on leave longer in the year has no yearly sheet; a monthly one "
        "leaves out who was away for all of the period.",
    )
    total = fields.Float(
        required=True, default=100, digits=(8, 2), help="Points of the whole sheet."
    )
    bar = fields.Float(
        string="Passed From",
        required=True,
        default=70,
        digits=(8, 2),
        help="Points; below them the sheet is failed and pays no bonus.",
    )
    points_sum = fields.Float(
        string="Lines Add Up To", compute="_compute_points_sum", digits=(8, 2)
    )
    not_applicable = fields.Selection(
        [
            (reviews.PROPORTION, "Leaves total and bar in proportion"),
            (reviews.FULL, "Counts in full"),
        ],
        string="A Line That Does Not Apply",
        required=True,
        default=reviews.PROPORTION,
    )
    weight_performance = fields.Float(
        string="Performance (%)",
        digits=(6, 2),
        help="Weights of the parts, 100 together. All zero: the lines are added up.",
    )
    weight_ability = fields.Float(string="Ability (%)", digits=(6, 2))
    weight_attitude = fields.Float(string="Attitude (%)", digits=(6, 2))
    level_ids = fields.Many2many(
        "cs.level", string="Levels", help="Whom it is for; empty: all levels."
    )
    ladder_id = fields.Many2one(related="policy_id.ladder_id")
    criterion_ids = fields.One2many(
        "cs.review.criterion", "template_id", string="Lines", copy=True
    )
    grade_ids = fields.One2many(
        "cs.review.grade", "template_id", string="Grades", copy=True
    )

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "Another sheet of this policy has this code."
    )
    _figures = models.Constraint(
        "CHECK (total > 0 AND bar BETWEEN 0 AND total "
        "AND year_month BETWEEN 1 AND 12 AND away_months >= 0)",
        "A sheet has a total above zero, a bar within it, and a year that ends in "
        "month 1 to 12.",
    )
    _weights = models.Constraint(
        "CHECK (weight_performance >= 0 AND weight_ability >= 0 "
        "AND weight_attitude >= 0 AND COALESCE(weight_performance, 0) "
        "+ COALESCE(weight_ability, 0) + COALESCE(weight_attitude, 0) IN (0, 100))",
        "The weights of the parts are 100 together, or all zero.",
    )

    @api.depends("criterion_ids.most")
    def _compute_points_sum(self):
        for template in self:
            template.points_sum = sum(template.criterion_ids.mapped("most"))

    def _check_complete(self):
        """Raise if nobody could be judged by this sheet."""
        self.ensure_one()
        bare = self.criterion_ids.filtered(lambda line: not line.band_ids)
        if not self.criterion_ids or bare:
            raise ValidationError(
                self.env._(
                    "The sheet %(sheet)s gives no points for %(line)s: add steps or "
                    "bounds.",
                    sheet=self.name,
                    line=bare[:1].name or self.env._("anything, as it has no lines"),
                )
            )
        if self._weights_of_parts():
            lacking = self.criterion_ids.filtered(lambda line: not line.part)
            if lacking:
                raise ValidationError(
                    self.env._(
                        "The sheet %(sheet)s weighs its parts, but %(line)s is in "
                        "none: choose one.",
                        sheet=self.name,
                        line=lacking[0].name,
                    )
                )
        if self.grade_ids and min(self.grade_ids.mapped("lower_bound")) > 0:
            raise ValidationError(
                self.env._(
                    "The grades of %(sheet)s must begin at 0 %%: a result may be "
                    "below all of them.",
                    sheet=self.name,
                )
            )

    def _of_level(self, level):
        """The first of these sheets that is for a level."""
        return self.filtered(
            lambda sheet: not sheet.level_ids or level in sheet.level_ids
        )[:1]

    def _weights_of_parts(self):
        """Weights by part, in per cent; empty where the lines are added up (R7.5)."""
        return {
            part: to_decimal(self[f"weight_{part}"])
            for part in reviews.PARTS
            if self[f"weight_{part}"]
        }

    def _sheet_rules(self):
        """The sheet as the engine takes it."""
        self.ensure_one()
        return reviews.SheetRules(
            to_decimal(self.total),
            to_decimal(self.bar),
            self.not_applicable,
            self._weights_of_parts(),
            [
                Bound(to_decimal(row.lower_bound), row.exclusive, key=row.grade)
                for row in self.grade_ids
            ],
        )

    def _changes(self):
        """What each grade moves performance pay by (R5.6)."""
        return [row._change() for row in self.grade_ids]
