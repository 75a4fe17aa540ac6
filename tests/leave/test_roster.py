"""Leave by the roster: durations, balances, limits and the preview (R1.40, R1.41)."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from tests.leave.common import LeaveCase


class TestByRoster(LeaveCase):
    """A 40-hour working schedule from Monday to Friday, a roster on all seven days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shift = cls.env["cs.shift"].create(
            {"name": "Day", "code": "D", "company_id": cls.company.id}
        )

    def plan(self, *days, **values):
        values = values or {"shift_id": self.shift.id}
        return self.env["cs.roster.line"].create(
            [{"employee_id": self.agent.id, "date": day, **values} for day in days]
        )

    def test_leave_on_a_saturday_with_a_shift_r1_41(self):
        self.plan("2026-03-14", "2026-03-15")
        for leave_type in (self.personal, self.sick):
            with self.subTest(leave_type.name):
                leave = self.grant(leave_type, "2026-03-14")
                self.assertEqual((leave.number_of_days, leave.state), (1, "validate"))
                leave.action_refuse()
        self.grant(self.personal, "2026-03-14", "2026-03-15")
        self.assertEqual(self.deducted(), -200)

    def test_leave_on_a_saturday_without_a_shift_is_no_leave(self):
        with self.assertRaises(ValidationError):
            self.grant(self.personal, "2026-03-14")

    def test_a_rest_day_takes_nothing_of_the_balance_r1_41(self):
        """Monday is their day off: Monday to Tuesday is one day."""
        annual = self.make_type("Annual", requires_allocation=True)
        self.env["hr.leave.allocation"].create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": annual.id,
                "number_of_days": 5,
                "date_from": "2026-01-01",
            }
        ).action_approve()
        self.plan("2026-03-09", kind="rest")
        self.plan("2026-03-10")
        leave = self.grant(annual, "2026-03-09", "2026-03-10")
        self.assertEqual(leave.number_of_days, 1)
        left = annual.get_allocation_data(self.agent, leave.request_date_to)
        self.assertEqual(left[self.agent][0][1]["remaining_leaves"], 4)

    def test_half_days_and_hours_of_a_shift(self):
        self.plan("2026-03-14")
        half = self.grant(
            self.personal,
            "2026-03-14",
            request_date_from_period="am",
            request_date_to_period="am",
        )
        self.assertEqual(half.number_of_days, 0.5)
        hourly = self.make_type("By the hour", request_unit="hour")
        self.plan("2026-03-15")
        leave = self.grant(
            hourly, "2026-03-15", request_hour_from=9, request_hour_to=11
        )
        self.assertEqual((leave.number_of_hours, leave.number_of_days), (2, 0.25))

    def test_the_end_of_a_shift_after_midnight_r10(self):
        """17:30 to 1:00, leave from 23:00 on: an hour of it on either side."""
        self.edit_policy({"attendance_enabled": True})
        late = self.make_shift("N", 17.5, 7.5, break_start=0, break_length=0)
        self.plan("2026-03-10", shift_id=late.id)
        self.punch(self.agent, "2026-03-10 17:30", "2026-03-10 23:00")
        hourly = self.make_type("By the hour", request_unit="hour", unpaid=True)
        hours = {"request_hour_from": 23, "request_hour_to": 1}
        leave = self.grant(hourly, "2026-03-10", **hours)
        self.assertEqual((leave.number_of_hours, leave.number_of_days), (2, 0.25))
        self.assertEqual(leave.date_from, self.local("2026-03-10", "23:00"))
        self.assertEqual(leave.date_to, self.local("2026-03-11", "01:00"))
        day = self.env["cs.workday"].search([("employee_id", "=", self.agent.id)])
        day = day.filtered(lambda row: str(row.date) == "2026-03-10")
        self.assertEqual((day.status, day.early_minutes), ("leave", 0))
        self.assertEqual(day.leave_hours, 2)

    def test_hours_that_no_shift_has_are_a_mistake_r10(self):
        self.plan("2026-03-10")
        hourly = self.make_type("By the hour", request_unit="hour")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.grant(hourly, "2026-03-10", request_hour_from=23, request_hour_to=1)

    def test_the_length_follows_a_change_of_the_roster(self):
        lines = self.plan("2026-03-13", "2026-03-14")
        leave = self.ask(self.personal, "2026-03-13", "2026-03-14")
        self.assertEqual(leave.number_of_days, 2)
        lines[1].unlink()
        self.assertEqual(leave.number_of_days, 1)


class TestLimits(LeaveCase):
    def refused(self, text, leave_type, first, last=None, **values):
        with (
            self.assertRaisesRegex(ValidationError, text),
            self.env.cr.savepoint(),
        ):
            self.ask(leave_type, first, last, **values)

    def test_two_weeks_of_personal_leave_are_14_calendar_days_r1_41(self):
        self.personal.write({"cs_max_days": 14, "cs_max_calendar": True})
        self.refused("14 calendar days", self.personal, "2026-03-09", "2026-03-26")
        self.ask(self.personal, "2026-03-09", "2026-03-22")

    def test_nursing_takes_an_hour_a_day_r1_41(self):
        nursing = self.make_type("Nursing", request_unit="hour", cs_max_hours=1)
        hours = {"request_hour_from": 9, "request_hour_to": 16}
        self.refused("1 hours a day", nursing, "2026-03-10", **hours)
        self.ask(nursing, "2026-03-10", request_hour_from=9, request_hour_to=10)

    def test_annual_leave_comes_with_confirmation_r1_41(self):
        """By the level, not by months of service."""
        annual = self.make_type("Annual", cs_confirmed_only=True)
        self.trial.is_trial = True
        self.agent.cs_level_id = self.trial
        self.refused("confirmed agents", annual, "2026-03-10")
        self.agent.create_version(
            {"date_version": "2026-03-16", "cs_level_id": self.junior.id}
        )
        self.refused("confirmed agents", annual, "2026-03-13")
        self.ask(annual, "2026-03-17")

    def test_the_usual_types_r1_40_r1_41(self):
        """Certificates, and official leave goes to HR."""
        company = self.make_company("Fresh")
        self.env["hr.leave.type"]._cs_load_usual(company)
        types = self.env["hr.leave.type"].search([("company_id", "=", company.id)])
        by_code = {row.cs_payroll_code: row for row in types}
        for code in (
            "MARRIAGE",
            "MATERNITY",
            "NURSING",
            "PATERNITY",
            "BEREAVEMENT",
            "BEREAVEMENT_GRAND",
            "SICK",
        ):
            self.assertTrue(by_code[code].cs_note_required, code)
        self.assertTrue(by_code["OFFICIAL"].cs_needs_hr)
        self.assertTrue(by_code["ANNUAL"].cs_confirmed_only)
        self.assertEqual(by_code["NURSING"].cs_max_hours, 1)
