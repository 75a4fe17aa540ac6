from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine import attendance
from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Attendance": what lateness, missed punches and absence cost (R1, R8.3).

    Overtime and leave are chapters of their own, in files of their own.
    """

    _inherit = "cs.policy"

    attendance_enabled = fields.Boolean(
        string="Attendance",
        tracking=True,
        help="Every day of an agent is classified from roster, punches, leave and "
        "exceptions.",
    )
    attendance_unplanned = fields.Selection(
        [("rest", "Rest days"), ("calendar", "Days of the working schedule")],
        string="Days without Roster",
        required=True,
        default="rest",
        help="What a day is for which the roster says nothing.",
    )
    attendance_presence = fields.Selection(
        [
            ("ends", "From the first arrival to the last departure"),
            ("pairs", "All pairs of punches"),
        ],
        string="Presence Counted",
        required=True,
        default="ends",
        help="Two punches a day; or who punches out in mid-shift and in again "
        "is away meanwhile, and those minutes are deducted.",
    )
    attendance_before = fields.Boolean(
        string="Time before the Shift Counts",
        default=True,
        help="Who comes early works from then on, and the week is longer by it. Off: "
        "work begins with the shift.",
    )
    attendance_rest_break = fields.Boolean(
        string="Meal Break on Days off",
        default=True,
        help="Who works through the meal break of their last shift on a day without "
        "one has had the break, too.",
    )
    attendance_hours_per_day = fields.Float(
        string="Hours per Day",
        default=8,
        digits=(6, 2),
        help="The hour rate is the day rate divided by them.",
    )
    missed_forgiven = fields.Integer(
        string="Missed Punches Forgiven",
        default=3,
        help="Confirmed ones in a period; each further one is a day's absence.",
    )
    late_tolerance = fields.Integer(
        string="Minutes Tolerated",
        default=10,
        help="Late and early minutes of a period that cost nothing. 0: every "
        "minute is deducted.",
    )
    late_deduct = fields.Selection(
        [("whole", "The whole total"), ("excess", "What exceeds the tolerance")],
        string="What Is Deducted",
        required=True,
        default="whole",
    )
    late_separate = fields.Boolean(
        string="Late and Early Apart",
        help="Late minutes and early minutes have the tolerance each.",
    )
    late_is_absence = fields.Boolean(
        string="A Long Lateness Is an Absence",
        default=True,
        help="One lateness or early leave over the minutes beside is a day's absence.",
    )
    late_absence_after = fields.Integer(
        string="... over (Minutes)",
        default=30,
        help="0: every lateness without leave is an absence.",
    )
    late_half_after = fields.Integer(
        string="Half a Day over (Minutes)",
        help="One lateness or early leave over so many minutes, up to what makes an "
        "absence, costs half a day. 0: never.",
    )
    absence_rate = fields.Float(
        string="Day's Wages per Absence",
        default=1,
        digits=(6, 2),
        help="What a day's absence costs, in wages of a day.",
    )
    left_early_cost = fields.Selection(
        [
            (attendance.COST_NOTHING, "Nothing"),
            (attendance.COST_EARLY, "Early leave, until it was accepted"),
            (attendance.COST_ABSENCE, "A day's absence"),
        ],
        string="Leaving before the Handover",
        required=True,
        default=attendance.COST_NOTHING,
        help="Outgoing agents who punch out before the handover is accepted.",
    )
    absence_case_days = fields.Integer(
        string="Days Absent Running",
        default=3,
        help="So many consecutive days of absence propose a dismissal case. 0: never.",
    )
    absence_case_total = fields.Integer(
        string="Days Absent in All",
        default=6,
        help="So many days within the months beside propose one, too. 0: never.",
    )
    absence_case_months = fields.Integer(string="... within (Months)", default=3)

    _attendance_figures = models.Constraint(
        "CHECK (missed_forgiven >= 0 AND late_tolerance >= 0 "
        "AND late_absence_after >= 0 AND late_half_after >= 0 "
        "AND absence_rate >= 0 "
        "AND absence_case_days >= 0 AND absence_case_total >= 0 "
        "AND absence_case_months > 0)",
        "Figures of the attendance chapter cannot be negative, and absences are "
        "counted within one month or more.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        result = super().write(vals)
        if "attendance_enabled" in vals:
            self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _uses_attendance(self):
        """Whether any policy has the chapter: asked at every punch."""
        return bool(self.search_count([("attendance_enabled", "=", True)], limit=1))

    def _parts(self):
        part = Part("attendance", self.attendance_enabled, self._check_attendance)
        return [*super()._parts(), part]

    def _check_attendance(self):
        if self.attendance_hours_per_day <= 0:
            raise ValidationError(
                self.env._(
                    "%(policy)s: enter the hours per day, the hour rate needs them.",
                    policy=self.name,
                )
            )

    def _attendance_rules(self):
        """The chapter as the engine takes it."""
        self.ensure_one()
        return attendance.Rules(
            forgiven=self.missed_forgiven,
            tolerance=self.late_tolerance,
            deduct_excess=self.late_deduct == "excess",
            separate=self.late_separate,
            absence_after=self.late_absence_after if self.late_is_absence else None,
            half_after=self.late_half_after or None,
            left_cost=self.left_early_cost,
            before=self.attendance_before,
            pairs=self.attendance_presence == "pairs",
        )

    def _hours_per_day(self):
        return to_decimal(self.attendance_hours_per_day)

    def _document_chapters(self):
        absence = ["late_absence_after"] if self.late_is_absence else []
        running = ["absence_case_months"] if self.absence_case_total else []
        chapter = self.attendance_enabled and self._chapter(
            40,
            self.env._("Attendance"),
            [
                "attendance_unplanned",
                "attendance_presence",
                "attendance_before",
                "attendance_rest_break",
                "attendance_hours_per_day",
                "missed_forgiven",
                "late_tolerance",
                "late_deduct",
                "late_separate",
                "late_is_absence",
                *absence,
                "late_half_after",
                "absence_rate",
                "left_early_cost",
                "absence_case_days",
                "absence_case_total",
                *running,
                *self._exception_articles(),
            ],
        )
        return [*super()._document_chapters(), chapter]
