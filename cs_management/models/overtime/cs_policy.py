from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine import overtime
from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Overtime": what counts, and at which rate (R1.20, R1.21, R8.8)."""

    _inherit = "cs.policy"

    overtime_enabled = fields.Boolean(
        string="Overtime",
        tracking=True,
        help="Overtime is found on every workday and paid by the hour rate. It rests "
        "on the chapter Attendance.",
    )
    overtime_rest_days = fields.Boolean(
        string="On Rest Days", default=True, help="Days off by the roster."
    )
    overtime_after_shift = fields.Boolean(
        string="After the Shift",
        help="Working days, too: what was worked after the last shift of the day.",
    )
    overtime_holidays = fields.Boolean(
        string="On Public Holidays",
        default=True,
        help="Work on a public holiday is paid by its own rate.",
    )
    overtime_extension = fields.Boolean(
        string="Running-On of a Shift",
        help="Until the last conversation is finished: it always counts as "
        "worked, and with this as overtime of a working day, too.",
    )
    overtime_approved_only = fields.Boolean(
        string="Approved Overtime Only",
        default=True,
        help="Only what was worked within the hours of an approved exception of the "
        'kind "Overtime" counts.',
    )
    overtime_planned_holidays = fields.Boolean(
        string="Planned Holiday Shifts Need No Approval",
        help="Who is on the roster on a public holiday need not ask for it as well.",
    )
    overtime_week_hours = fields.Float(
        string="Week's Attendance over (Hours)",
        default=40,
        digits=(6, 2),
        help="Overtime counts in weeks in which more was worked than this, the "
        "overtime included; leave is no attendance. 0: in every week. Public "
        "holidays count whatever the week was.",
    )
    overtime_minimum = fields.Integer(
        string="At Least (Minutes)", help="Less on a day does not count."
    )
    overtime_step = fields.Integer(
        string="In Steps of (Minutes)",
        default=1,
        help="30: half hours. 1: every minute counts.",
    )
    overtime_rounding = fields.Selection(
        [
            (overtime.DOWN, "Down"),
            (overtime.NEAREST, "To the nearest step"),
            (overtime.UP, "Up"),
        ],
        string="Rounded",
        required=True,
        default=overtime.DOWN,
    )
    overtime_rest_rate = fields.Float(
        string="Rest Days (%)",
        default=200,
        digits=(6, 2),
        help="Of the hour rate, where no overtime ruleset of the agent's contract "
        "gives a higher rate than 100 %.",
    )
    overtime_after_rate = fields.Float(
        string="After the Shift (%)",
        default=150,
        digits=(6, 2),
        help="Of the hour rate, where no overtime ruleset of the agent's contract "
        "gives a higher rate than 100 %.",
    )
    overtime_holiday_rate = fields.Float(
        string="Public Holidays (%)",
        default=300,
        digits=(6, 2),
        help="Of the hour rate: triple pay. A ruleset only counts where it gives more.",
    )
    overtime_holiday_basis = fields.Selection(
        [
            ("on_top", "In full beside the base wage"),
            ("difference", "Less the base wage, which is part of it"),
        ],
        string="Holiday Rate Is Paid",
        required=True,
        default="on_top",
        help="The monthly wage covers public holidays already. In full: 300 % are "
        "paid beside it. Less the base wage: 200 % are, which makes 300 % with it.",
    )
    overtime_holiday_voided = fields.Boolean(
        string="Void if a Punch Is Missing",
        default=True,
        help="Work on a public holiday is not paid if a punch of the day is missing, "
        "unless an approved exception for the missed punch is on file.",
    )

    _overtime_figures = models.Constraint(
        "CHECK (overtime_week_hours >= 0 AND overtime_minimum >= 0 "
        "AND overtime_step > 0 AND overtime_rest_rate >= 0 "
        "AND overtime_after_rate >= 0 AND overtime_holiday_rate >= 0)",
        "Figures of the overtime chapter cannot be negative, and a step has one minute "
        "or more.",
    )

    def _parts(self):
        part = Part("overtime", self.overtime_enabled, self._check_overtime)
        return [*super()._parts(), part]

    def _check_overtime(self):
        if not self.attendance_enabled:
            raise ValidationError(
                self.env._(
                    "%(policy)s: overtime is found on workdays. Switch the chapter "
                    "Attendance on, too, or switch Overtime off.",
                    policy=self.name,
                )
            )

    def _overtime_rules(self):
        """The chapter as the engine takes it."""
        self.ensure_one()
        return overtime.OvertimeRules(
            rest_days=self.overtime_rest_days,
            after_shift=self.overtime_after_shift,
            holidays=self.overtime_holidays,
            extension=self.overtime_extension,
            approved_only=self.overtime_approved_only,
            planned_holidays=self.overtime_planned_holidays,
            week_minutes=round(self.overtime_week_hours * 60),
            minimum=self.overtime_minimum,
            step=self.overtime_step,
            rounding=self.overtime_rounding,
            holiday_voided=self.overtime_holiday_voided,
            rest_rate=to_decimal(self.overtime_rest_rate),
            after_rate=to_decimal(self.overtime_after_rate),
            holiday_rate=to_decimal(self.overtime_holiday_rate),
            holiday_on_top=self.overtime_holiday_basis == "on_top",
        )

    def _document_chapters(self):
        chapter = self.overtime_enabled and self._chapter(
            50,
            self.env._("Overtime"),
            self._overtime_articles(),
        )
        return [*super()._document_chapters(), chapter]

    def _overtime_articles(self):
        """The chapter's fields; rates of what is no overtime are left out."""
        names = [
            "overtime_rest_days",
            "overtime_after_shift",
            "overtime_holidays",
            "overtime_extension",
            "overtime_approved_only",
        ]
        if self.overtime_holidays and self.overtime_approved_only:
            names.append("overtime_planned_holidays")
        names += ["overtime_week_hours", "overtime_minimum", "overtime_step"]
        if self.overtime_step != 1:
            names.append("overtime_rounding")
        if self.overtime_rest_days:
            names.append("overtime_rest_rate")
        if self.overtime_after_shift or self.overtime_extension:
            names.append("overtime_after_rate")
        if self.overtime_holidays:
            names += [
                "overtime_holiday_rate",
                "overtime_holiday_basis",
                "overtime_holiday_voided",
            ]
        return names
