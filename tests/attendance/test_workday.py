"""Workdays from roster, punches, leave and exceptions, down to the statement (R1)."""

from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.demo.roster import make_shift, plan_days
from odoo.addons.cs_management.models.cs_fact_mixin import QUIET

from tests.common import CsCase
from tests.words import check_words


class WorkdayCase(CsCase):
    """March 2026 with an attendance chapter; an agent paid 2200, 22 days a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(attendance_enabled=True, pool_enabled=False)
        cls.company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        cls.day_shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.night_shift = cls.make_shift("N", 17.5, 7.5, break_start=0, break_length=0)
        cls.march = cls.make_period("2026-03")
        cls.agent = cls.make_agent("Li", wage=2200)

    @classmethod
    def edit_policy(cls, **values):
        cls.policy.action_draft()
        cls.policy.write(values)
        cls.policy.action_approve()

    def workday(self, day, agent=None):
        return self.env["cs.workday"].search(
            [("employee_id", "=", (agent or self.agent).id), ("date", "=", day)]
        )

    def work(self, day, arrival="08:30", departure="17:30", agent=None):
        """A planned day with its punches."""
        agent = agent or self.agent
        self.plan(agent, day, self.day_shift)
        return self.punch(agent, f"{day} {arrival}", departure and f"{day} {departure}")

    def make_exception(self, day, kind, agent=None, **values):
        exception = self.env["cs.attendance.exception"].create(
            {
                "employee_id": (agent or self.agent).id,
                "date": day,
                "kind": kind,
                "reason": "As it was",
                **values,
            }
        )
        exception.sudo()._set_state("approved")
        return exception

    def attendance_amount(self, period=None):
        period = period or self.march
        return self.amounts(self.agent, period).get("CS_ATTENDANCE", 0)

    def line(self, code="CS_ATTENDANCE", period=None):
        lines = self.statement(self.agent, period or self.march).line_ids
        return lines.filtered(lambda line: line.code == code)


class TestWorkday(WorkdayCase):
    def test_on_time(self):
        punch = self.work("2026-03-02", "08:25", "17:31")
        day = self.workday("2026-03-02")
        self.assertEqual(day.status, "present")
        self.assertAlmostEqual(day.planned_hours, 8)
        self.assertEqual(day.attendance_ids, punch)
        self.assertEqual((day.arrival, day.departure), ("08:25", "17:31"))
        self.assertEqual(day.period_id, self.march)
        self.assertEqual(day.department_id, self.team)

    def test_a_changed_fact_changes_its_day_at_once_and_only_it(self):
        self.work("2026-03-02")
        self.work("2026-03-05")
        other = self.workday("2026-03-05")
        untouched = other.write_date
        punch = self.workday("2026-03-02").attendance_ids
        punch.check_in = self.local("2026-03-02", "08:50")
        self.assertEqual(self.workday("2026-03-02").late_minutes, 20)
        punch.unlink()
        self.assertEqual(self.workday("2026-03-02").status, "absent")
        self.env["cs.roster.line"].search([("date", "=", "2026-03-02")]).unlink()
        self.assertEqual(self.workday("2026-03-02").status, "rest")
        self.assertEqual((other.write_date, other.status), (untouched, "present"))

    def test_a_night_shift_belongs_to_the_day_it_starts_on_r10(self):
        """Also over the end of a month: the punches after midnight count in March."""
        self.plan(self.agent, "2026-03-31", self.night_shift)
        self.plan(self.agent, "2026-04-01", self.night_shift)
        punch = self.punch(self.agent, "2026-03-31 17:30", "2026-04-01 01:00")
        day = self.workday("2026-03-31")
        self.assertEqual((day.status, day.period_id), ("present", self.march))
        self.assertEqual(day.attendance_ids, punch)
        self.assertAlmostEqual(day.worked_hours, 7.5)
        self.assertEqual(self.workday("2026-04-01").status, "absent")

    def test_the_company_zone_decides(self):
        """08:25 in Shanghai is the evening before in UTC."""
        self.work("2026-03-02", "07:30")
        self.assertEqual(self.workday("2026-03-02").status, "present")
        self.assertFalse(self.workday("2026-03-01").attendance_ids)

    def test_technical_attendances_are_left_out(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        punch = self.punch(self.agent, "2026-03-02 08:30", "2026-03-02 08:31")
        punch.write({"in_mode": "technical", "out_mode": "technical"})
        self.assertEqual(self.workday("2026-03-02").status, "absent")

    def test_a_departure_that_odoo_made_up_is_missing(self):
        punch = self.work("2026-03-02")
        punch.write({"out_mode": "auto_check_out"})
        day = self.workday("2026-03-02")
        self.assertEqual((day.status, day.missed_punches), ("missed", 1))

    def test_the_absence_cron_survives_a_night_shift(self):
        """Odoo's cron fails for everybody if one person works at its moment."""
        self.company.absence_management = True
        midnight = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        # Yesterday's midnight UTC, in the agent's zone and taken for UTC.
        moment = midnight.replace(microsecond=0) + timedelta(hours=8 - 24)
        self.env["hr.attendance"].create(
            {
                "employee_id": self.agent.id,
                "check_in": moment - timedelta(hours=5),
                "check_out": moment + timedelta(hours=3),
            }
        )
        technical = {
            "employee_id": self.agent.id,
            "check_in": moment,
            "check_out": moment + timedelta(seconds=1),
            "in_mode": "technical",
        }
        with self.assertRaises(ValidationError):
            self.env["hr.attendance"].create(technical)
        absent = self.make_agent("Wang")
        made = []
        with patch.object(
            type(self.env["hr.attendance"]),
            "_update_overtime",
            lambda attendances, *_args: made.extend(attendances.employee_id),
        ):
            self.env["hr.attendance"]._cron_absence_detection()
        self.assertIn(absent, made)
        self.assertNotIn(self.agent, made)

    def test_a_shift_of_a_whole_day(self):
        """A 24-hour duty with both punches is no missed punch."""
        shift = self.make_shift("W", 8, 24, break_start=12, break_length=1)
        self.plan(self.agent, ["2026-03-02", "2026-03-03"], shift)
        self.punch(self.agent, "2026-03-02 07:55", "2026-03-03 08:00")
        self.punch(self.agent, "2026-03-03 08:00", "2026-03-04 08:05")
        days = self.workday("2026-03-02") | self.workday("2026-03-03")
        self.assertEqual(days.mapped("status"), ["present", "present"])
        self.assertEqual(sum(days.mapped("missed_punches")), 0)
        self.assertGreaterEqual(min(days.mapped("worked_hours")), 23)

    def test_days_without_roster_follow_the_policy(self):
        self.env["cs.workday"]._refresh_span(
            self.company, self.agent.ids, date(2026, 3, 2), date(2026, 3, 8)
        )
        self.assertEqual(self.workday("2026-03-02").status, "rest")
        self.edit_policy(attendance_unplanned="calendar")
        self.env["cs.workday"]._refresh_span(
            self.company, self.agent.ids, date(2026, 3, 2), date(2026, 3, 8)
        )
        self.assertEqual(self.workday("2026-03-02").status, "absent")
        self.assertEqual(self.workday("2026-03-07").status, "rest")
        self.plan(self.agent, "2026-03-03")
        self.assertEqual(self.workday("2026-03-03").status, "rest")

    def test_a_public_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": self.local("2026-03-03", "00:00"),
                "date_to": self.local("2026-03-03", "23:59"),
            }
        )
        self.punch(self.agent, "2026-03-03 09:00", "2026-03-03 12:00")
        day = self.workday("2026-03-03")
        self.assertEqual((day.kind, day.status), ("holiday", "overtime"))
        self.work("2026-03-04")
        self.assertEqual(self.workday("2026-03-04").kind, "work")

    def holiday(self, day):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": self.local(day, "00:00"),
                "date_to": self.local(day, "23:59:59"),
            }
        )

    def test_a_public_holiday_of_an_afternoon_r1_21(self):
        """12:00 to 18:00: a normal morning, no early leave, nothing extra."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Eve of the festival",
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": self.local("2026-03-03", "12:00"),
                "date_to": self.local("2026-03-03", "18:00"),
            }
        )
        self.work("2026-03-03", departure="12:00")
        day = self.workday("2026-03-03")
        self.assertEqual(
            (day.kind, day.status, day.early_minutes), ("work", "present", 0)
        )
        self.assertFalse(day.overtime_hours)
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), 0)
        self.assertEqual(self.amounts(self.agent, self.march)["CS_BASE"], 2200)

    def test_one_forgotten_departure_r1_3(self):
        """Odoo takes every later punch for its opposite until Friday."""
        days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]
        self.edit_policy(overtime_enabled=True, overtime_after_shift=True)
        self.plan(self.agent, days, self.day_shift)
        moments = [
            f"{day} {at}"
            for day in days
            for at in ("08:30", "17:30")
            if (day, at) != ("2026-03-02", "17:30")
        ]
        for arrival, departure in zip(
            moments[::2], [*moments[1::2], None], strict=True
        ):
            self.punch(self.agent, arrival, departure)
        found = [self.workday(day) for day in days]
        self.assertEqual([day.status for day in found], ["missed", *["present"] * 3])
        self.assertEqual(sum(day.overtime_hours for day in found), 0)
        self.make_exception("2026-03-02", "missed_punch", side="out")
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), 0)

    def test_half_a_day_for_a_long_lateness_r1_5(self):
        """45 minutes, over 30 half a day, over 60 a day: 50 of a day's 100."""
        self.edit_policy(late_half_after=30, late_absence_after=60)
        self.work("2026-03-02", arrival="09:15")
        self.march.action_compute()
        day = self.workday("2026-03-02")
        self.assertEqual((day.absent_days, day.absence_reason), (0.5, "half_day"))
        self.assertEqual(self.attendance_amount(), -50)
        check_words(self, self.line())
        self.assertEqual(dict(day._events()), {"late": 45})

    def test_a_public_holiday_entered_late_changes_its_days_at_once(self):
        self.edit_policy(attendance_unplanned="calendar")
        self.env["cs.workday"]._refresh_span(
            self.company, self.agent.ids, date(2026, 3, 2), date(2026, 3, 4)
        )
        first, second = self.workday("2026-03-03"), self.workday("2026-03-04")
        self.assertEqual((first.status, first.absent_days), ("absent", 1))
        holiday = self.holiday("2026-03-03")
        self.assertEqual((first.status, first.absent_days), ("holiday", 0))
        self.assertEqual(second.status, "absent")
        holiday.write(
            {
                "date_from": self.local("2026-03-04", "00:00"),
                "date_to": self.local("2026-03-04", "23:59:59"),
            }
        )
        self.assertEqual((first.status, second.status), ("absent", "holiday"))
        holiday.unlink()
        self.assertEqual((first.status, second.status), ("absent", "absent"))

    def test_a_public_holiday_behind_the_lock_is_settled_later(self):
        self.edit_policy(attendance_unplanned="calendar")
        self.march.action_lock()
        day = self.workday("2026-03-03")
        self.assertEqual((day.status, day.is_changed_late), ("absent", False))
        holiday = self.holiday("2026-03-03")
        self.assertEqual((day.status, day.is_changed_late), ("absent", True))
        holiday.unlink()
        self.assertFalse(day.is_changed_late)

    def test_leaving_before_the_handover_shows_once_it_is_accepted(self):
        """R8.3: accepted after the outgoing agent punched out."""
        self.work("2026-03-02", departure="17:20")
        handover = self.env["cs.handover"].create(
            {
                "company_id": self.company.id,
                "department_id": self.team.id,
                "date": "2026-03-02",
                "shift_id": self.day_shift.id,
                "outgoing_ids": [Command.set(self.agent.ids)],
            }
        )
        self.assertFalse(self.workday("2026-03-02").has_left)
        handover._set_state("accepted", signed_in_at=self.local("2026-03-02", "17:40"))
        self.assertTrue(self.workday("2026-03-02").has_left)

    def test_off_site_work_counts_once_approved_r1_2(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), -100)
        self.make_exception("2026-03-02", "off_site")
        self.assertEqual(self.workday("2026-03-02").status, "off_site")
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), 0)

    def test_an_extension_counts_as_worked_r8_8(self):
        self.plan(self.agent, "2026-03-02", self.night_shift)
        self.punch(self.agent, "2026-03-02 17:30", "2026-03-03 01:00")
        self.make_exception(
            "2026-03-02", "extension", stop=self.local("2026-03-03", "01:40")
        )
        day = self.workday("2026-03-02")
        self.assertAlmostEqual(day.worked_hours, 490 / 60)
        self.assertAlmostEqual(day.extension_hours, 40 / 60)
        self.assertFalse(day.overtime_hours)

    def test_leave_covers_an_evening_shift(self):
        """Odoo's hours of a day off are those of the working schedule."""
        self.plan(self.agent, "2026-03-02", self.night_shift)
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Leave",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "company_id": self.company.id,
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-03-02",
                "request_date_to": "2026-03-02",
            }
        )
        day = self.workday("2026-03-02")
        self.assertEqual((day.status, day.leave_id), ("leave", leave))
        leave.action_refuse()
        self.assertEqual(self.workday("2026-03-02").status, "absent")

    def test_moving_team_and_leaving_in_mid_month(self):
        self.agent.create_version(
            {"date_version": "2026-03-16", "department_id": self.other_team.id}
        )
        self.agent.version_id.contract_date_end = "2026-03-20"
        self.agent.version_ids.contract_date_end = "2026-03-20"
        for day in ("2026-03-15", "2026-03-16", "2026-03-23"):
            self.punch(self.agent, f"{day} 09:00", f"{day} 12:00")
        self.assertEqual(self.workday("2026-03-15").department_id, self.team)
        self.assertEqual(self.workday("2026-03-16").department_id, self.other_team)
        self.assertFalse(self.workday("2026-03-23"))

    def test_roster_hours_do_not_overlap(self):
        self.plan(self.agent, "2026-03-02", self.night_shift)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.cr.savepoint(),
        ):
            self.plan(
                self.agent,
                "2026-03-03",
                start=self.local("2026-03-03", "00:30"),
                stop=self.local("2026-03-03", "02:00"),
                kind="shift",
            )


class TestSettlement(WorkdayCase):
    """Pay follows the punches (R0.3)."""

    def test_absence_costs_a_day_r1_4(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        line = self.line()
        self.assertEqual(line.amount, -100)
        self.assertEqual(line.base, 100)
        self.assertIn("1 days x wage ¥\xa02,200.00 / 22 days", line.trace_text)
        action = line.action_open_sources()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.workday("2026-03-02"))

    def test_five_confirmed_missed_punches_are_two_days_r1_3(self):
        for day in range(2, 7):
            self.work(f"2026-03-{day:02}", departure=None)
            self.env["hr.attendance"].search([("check_out", "=", False)]).write(
                {
                    "check_out": self.local(f"2026-03-{day:02}", "23:00"),
                    "out_mode": "auto_check_out",
                }
            )
            self.make_exception(f"2026-03-{day:02}", "missed_punch", side="out")
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), -200)
        reasons = self.workday("2026-03-05") | self.workday("2026-03-06")
        self.assertEqual(set(reasons.mapped("absence_reason")), {"not_forgiven"})
        self.assertFalse(self.workday("2026-03-04").absent_days)

    def test_nothing_up_to_ten_minutes_r1_5(self):
        self.work("2026-03-02", "08:36")
        self.work("2026-03-03", departure="17:26")
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), 0)

    def test_the_whole_total_over_ten_r1_5(self):
        self.work("2026-03-02", "08:36")
        self.work("2026-03-03", departure="17:25")
        self.march.action_compute()
        # 2200 / 22 / 8 an hour, 11 minutes.
        self.assertAlmostEqual(self.attendance_amount(), -2.29)
        self.assertEqual(self.workday("2026-03-03").deducted_minutes, 5)
        self.assertIn("11 minutes", self.line().trace_text)

    def test_one_lateness_of_31_minutes_is_a_day_r1_5(self):
        self.work("2026-03-02", "09:01")
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), -100)

    def test_deductions_take_no_more_than_the_base_pay(self):
        days = [date(2026, 3, day) for day in range(1, 32)]
        self.plan(self.agent, days, self.day_shift)
        self.edit_policy(absence_rate=3)
        self.march.action_compute()
        self.assertEqual(self.attendance_amount(), -2200)
        self.assertIn("No more than", self.line().trace_text)

    def test_wage_of_the_day(self):
        """Who is raised in mid-month loses the wage they had on the day."""
        self.agent.create_version({"date_version": "2026-03-16", "wage": 4400})
        self.plan(self.agent, ["2026-03-02", "2026-03-17"], self.day_shift)
        self.march.action_compute()
        self.assertEqual(sorted(self.line().mapped("amount")), [-200, -100])

    def test_each_line_opens_the_days_of_its_wage(self):
        """A raise in mid-month makes two lines; each has its own day, and its own."""
        self.agent.user_id = self.users["agent"]
        factories.promote(self.agent, "2026-03-16", self.senior, 4400)
        self.plan(self.agent, ["2026-03-12", "2026-03-17"], self.day_shift)
        self.march.action_compute()
        self.march.action_publish()
        lines = self.line().with_user(self.users["agent"])
        self.assertEqual(sorted(lines.mapped("amount")), [-200, -100])
        days = {}
        for line in lines:
            action = line.action_open_sources()
            found = self.env[action["res_model"]].search(action["domain"])
            days[line.amount] = [str(day) for day in found.mapped("date")]
        self.assertEqual(days, {-100: ["2026-03-12"], -200: ["2026-03-17"]})

    def test_days_of_who_had_left_go(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.plan(self.agent, "2026-03-20", self.day_shift)
        self.agent.version_id.contract_date_end = "2026-03-10"
        self.march.action_compute()
        self.assertTrue(self.workday("2026-03-02"))
        self.assertFalse(self.workday("2026-03-20"))

    def test_computing_again_changes_nothing(self):
        self.work("2026-03-02", "09:01")
        self.work("2026-03-03", "08:50")
        self.march.action_compute()
        lines = self.line()
        before = lines.read(["amount", "trace", "key", "write_date"])
        days = self.workday("2026-03-02").write_date
        self.march.action_compute()
        self.assertEqual(
            self.line().read(["amount", "trace", "key", "write_date"]), before
        )
        self.assertEqual(self.workday("2026-03-02").write_date, days)

    def test_the_period_from_21st_to_20th_r1_30(self):
        company = self.make_company("Other", cs_period_start_day=21)
        env = factories.in_company(self.env, company)
        ladder = factories.make_ladder(env)
        factories.make_policy(
            env, ladder, "2023-12-21", attendance_enabled=True, score_enabled=False
        )
        agent = factories.make_agent(
            env, "Leap", "1", ladder.level_ids[0], 2200, date(2023, 1, 1)
        )
        shift = make_shift(env, "D", 8.5, 9)
        plan_days(env, agent, ["2024-02-20", "2024-02-29"], shift)
        periods = env["cs.period"]._of_days(
            company, {date(2024, 2, 20), date(2024, 2, 29)}
        )
        days = env["cs.workday"].search([("employee_id", "=", agent.id)])
        # The days were classified before there was a period.
        for period in periods.values():
            period.action_compute()
        self.assertEqual(
            {day.date: day.period_id for day in days if day.absent_days},
            {day: periods[day] for day in periods},
        )

    def test_select_count_does_not_grow(self):
        def selects(agents):
            self.env["cs.roster.line"].with_context(cs_no_workdays=QUIET).create(
                [
                    {
                        "employee_id": agent.id,
                        "date": f"2026-03-{day:02}",
                        "shift_id": self.day_shift.id,
                    }
                    for agent in agents
                    for day in (2, 3)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.env["cs.workday"]._refresh_span(
                    self.company, set(agents.ids), date(2026, 3, 1), date(2026, 3, 31)
                )
            return len(found)

        few = self.make_agent("One")
        many = self.env["hr.employee"].union(*(self.make_agent() for _i in range(100)))
        self.assertEqual(selects(few), selects(many))


class TestConsequences(WorkdayCase):
    def test_absence_under_base_150_r4_1_r4_2(self):
        """One day's absence costs 50 points and the day's wage: 100 points are left."""
        self.edit_policy(
            score_base=150,
            rule_ids=[
                Command.create(
                    {
                        "code": code,
                        "name": code,
                        "points_min": points,
                        "event": "absence",
                    }
                )
                for code, points in (
                    ("ABSENCE", 20),
                    ("TASKS", 10),
                    ("MEETING", 10),
                    ("DUTY_ABSENT", 10),
                )
            ],
            score_cap=0,
        )
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        self.assertEqual(self.statement(self.agent, self.march).score, 100)
        self.assertEqual(self.attendance_amount(), -100)

    def make_rule(self, event, **values):
        self.edit_policy(
            rule_ids=[
                Command.create(
                    {
                        "code": event.upper(),
                        "name": event,
                        "points_min": 20,
                        "event": event,
                        **values,
                    }
                )
            ]
        )

    def entries(self):
        return self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id), ("source", "!=", False)]
        )

    def test_entries_follow_the_facts(self):
        self.make_rule("absence")
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        entry = self.entries()
        self.assertEqual((entry.state, entry.points), ("confirmed", 20))
        self.assertEqual(entry.workday_id, self.workday("2026-03-02"))
        self.march.action_compute()
        self.assertEqual(self.entries(), entry)
        self.punch(self.agent, "2026-03-02 08:30", "2026-03-02 17:30")
        self.march.action_compute()
        self.assertFalse(self.entries())

    def test_an_entry_that_was_cancelled_stays_cancelled(self):
        self.make_rule("absence")
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        self.entries().action_cancel()
        self.march.action_compute()
        self.assertEqual(self.entries().mapped("state"), ["cancelled"])
        self.assertEqual(self.statement(self.agent, self.march).score, 80)

    def test_minutes_late_pass_the_threshold(self):
        self.make_rule("late", threshold=5, points_min=2)
        self.work("2026-03-02", "08:35")
        self.work("2026-03-03", "08:36")
        self.march.action_compute()
        self.assertEqual(self.entries().mapped("date"), [date(2026, 3, 3)])

    def test_proxy_punching_is_an_entry_on_both_r1_7(self):
        self.make_rule("proxy", sanction="dismissal")
        mate = self.make_agent("Wang", wage=2200)
        self.work("2026-03-02")
        self.work("2026-03-02", agent=mate)
        self.make_exception("2026-03-02", "proxy", other_employee_id=mate.id)
        self.march.action_compute()
        found = self.env["cs.conduct.entry"].search([("source", "!=", False)])
        self.assertEqual(found.employee_id, self.agent | mate)
        for agent in self.agent | mate:
            self.assertEqual(self.amounts(agent, self.march)["CS_ATTENDANCE"], -100)
        cases = self.env["cs.disciplinary.case"].search([])
        self.assertEqual(cases.employee_id, self.agent | mate)

    def cases(self):
        return self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", self.agent.id), ("reason", "=", "absence")]
        )

    def test_three_days_running_r1_6(self):
        """Days off between them do not break the run."""
        self.plan(self.agent, ["2026-03-05", "2026-03-06"], self.day_shift)
        self.march.action_compute()
        self.assertFalse(self.cases())
        self.plan(self.agent, "2026-03-09", self.day_shift)
        self.march.action_compute()
        self.assertEqual(self.cases().state, "proposed")
        self.assertIn("3 days running", self.cases().trace_text)

    def test_six_days_within_three_months_r1_6(self):
        periods = [self.make_period(f"2026-0{month}") for month in (3, 4, 5)]
        for month in (3, 4, 5):
            self.plan(self.agent, f"2026-0{month}-02", self.day_shift)
            self.work(f"2026-0{month}-03")
            self.plan(self.agent, f"2026-0{month}-04", self.day_shift)
        for period in periods:
            period.action_compute()
        self.assertEqual(self.cases().mapped("key"), ["within"])
        self.assertEqual(self.cases().period_id, periods[-1])


class TestAppeal(WorkdayCase):
    def test_an_accepted_appeal_excuses_the_day(self):
        own = self.make_agent("Own", user_id=self.users["agent"].id, wage=2200)
        self.plan(own, "2026-03-02", self.day_shift)
        self.march.action_compute()
        day = self.workday("2026-03-02", own).with_user(self.users["agent"])
        self.assertTrue(day.can_appeal)
        appeal = self.env["cs.appeal"].create(
            {"workday_id": day.id, "reason": "I was there"}
        )
        with self.assertRaises(UserError):
            appeal.with_user(self.users["agent"]).action_accept()
        self.assertFalse(day.can_appeal)
        appeal.with_user(self.users["leader"]).action_accept()
        self.assertTrue(day.is_excused)
        self.assertFalse(day.absent_days)
        self.march.action_compute()
        self.assertNotIn("CS_ATTENDANCE", self.amounts(own, self.march))

    def test_a_day_of_the_past_costs_its_difference(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_lock()
        day = self.workday("2026-03-02")
        self.assertEqual(day.statement_id, self.statement(self.agent, self.march))
        self.env["cs.appeal"].create(
            {"workday_id": day.id, "reason": "Forgotten"}
        ).action_accept()
        self.assertEqual(day.absent_days, 1)
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.line("CS_ADJUSTMENT", april).amount, 100)


class TestLocked(WorkdayCase):
    def setUp(self):
        super().setUp()
        self.work("2026-03-02")
        self.march.action_lock()
        self.april = self.make_period("2026-04")

    def test_the_days_of_a_locked_period_stay(self):
        """What changed behind the lock is a money difference of the next period."""
        day = self.workday("2026-03-02")
        punch = day.attendance_ids
        punch.unlink()
        self.assertEqual((day.status, day.absent_days), ("present", 0))
        self.assertTrue(day.is_changed_late)
        self.april.action_compute()
        line = self.line("CS_ADJUSTMENT", self.april)
        self.assertEqual(line.amount, -100)
        self.assertEqual(line.origin_period_id, self.march)
        action = line.action_open_sources()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), day)
        self.april.action_lock()
        self.punch(self.agent, "2026-03-02 08:30", "2026-03-02 17:30")
        self.assertFalse(day.is_changed_late)
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(self.line("CS_ADJUSTMENT", may).amount, 100)

    def test_reopening_takes_the_change_in(self):
        day = self.workday("2026-03-02")
        day.attendance_ids.unlink()
        self.assertTrue(day.is_changed_late)
        self.march.with_user(self.users["manager"]).reopen("A punch was forged")
        self.march.action_compute()
        self.assertFalse(day.is_changed_late)
        self.assertEqual((day.status, day.absent_days), ("absent", 1))

    def test_who_moves_to_another_company_leaves_his_settled_days(self):
        """A punch changed after the move does not touch what the old one settled."""
        day = self.workday("2026-03-02")
        other = self.make_company("Other")
        self.agent.write({"company_id": other.id, "department_id": False})
        day.attendance_ids.unlink()
        self.assertEqual(day.company_id, self.company)
        self.assertEqual(day.period_id, self.march)
        self.assertEqual((day.status, day.absent_days), ("present", 0))

    def test_days_that_the_lock_came_before(self):
        """Locked on the 25th: what happens until the 31st is settled in April."""
        agent = self.make_agent("Wang", wage=2200)
        may = self.make_period("2026-05")
        with freeze_time("2026-04-25 04:00:00"):
            self.plan(agent, ["2026-04-28", "2026-04-29"], self.day_shift)
            self.april.action_compute()
            self.april.action_lock()
        self.assertFalse(self.workday("2026-04-29", agent))
        with freeze_time("2026-04-30 04:00:00"):
            self.punch(agent, "2026-04-28 08:30", "2026-04-28 17:30")
            for _run in range(2):
                self.env["cs.workday"]._cron_classify()
        day = self.workday("2026-04-29", agent)
        self.assertEqual((day.status, day.is_changed_late), ("absent", True))
        for amount in (-100, -100):
            may.action_compute()
            self.assertEqual(self.amounts(agent, may)["CS_ADJUSTMENT"], amount)
        self.punch(agent, "2026-04-29 08:30", "2026-04-29 17:30")
        self.assertEqual(day.status, "present")
        may.action_compute()
        self.assertNotIn("CS_ADJUSTMENT", self.amounts(agent, may))

    def test_a_raise_behind_the_lock_reprices_the_absence(self):
        self.workday("2026-03-02").attendance_ids.unlink()
        self.april.action_lock()
        self.agent.version_id.wage = 2420
        may = self.make_period("2026-05")
        may.action_compute()
        changed = {
            line.adjusted_code: line.amount
            for line in self.line("CS_ADJUSTMENT", may)
            if line.origin_period_id == self.march
        }
        self.assertEqual(changed, {"CS_BASE": 220, "CS_ATTENDANCE": -10})

    def test_the_roster_of_a_locked_period_stays(self):
        roster = self.env["cs.roster.line"].search([("date", "=", "2026-03-02")])
        for attempt in (
            lambda: roster.write({"shift_id": self.night_shift.id}),
            lambda: roster.unlink(),
            lambda: self.plan(self.agent, "2026-03-03", self.day_shift),
            lambda: self.plan(self.agent, "2026-04-03").write({"date": "2026-03-03"}),
        ):
            with self.assertRaisesRegex(UserError, "2026-03"):
                attempt()


class TestRoles(WorkdayCase):
    def test_who_sees_which_days(self):
        own = self.make_agent("Own", user_id=self.users["agent"].id)
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        everybody = self.agent | own | stranger
        for agent in everybody:
            self.work("2026-03-02", agent=agent)
        seen = {
            "agent": own,
            "leader": self.agent | own,
            "officer": everybody,
        }
        for role, agents in seen.items():
            with self.subTest(role):
                days = self.env["cs.workday"].with_user(self.users[role]).search([])
                self.assertEqual(days.sudo().employee_id, agents)
        for role in ("agent", "leader", "officer", "manager"):
            day = self.workday("2026-03-02", own).with_user(self.users[role])
            for attempt in (
                lambda d=day: d.write({"late_minutes": 0}),
                lambda d=day: d.unlink(),
                lambda d=day: d.create({"employee_id": own.id, "date": "2026-03-09"}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_an_agent_sees_his_punches_and_an_officer_all(self):
        own = self.make_agent("Own", user_id=self.users["agent"].id)
        for agent in self.agent | own:
            self.work("2026-03-02", agent=agent)
        punches = self.env["hr.attendance"].search([])
        agent_sees = punches.with_user(self.users["agent"]).search([])
        self.assertEqual(agent_sees.sudo().employee_id, own)
        officer_sees = punches.with_user(self.users["officer"]).search([])
        self.assertEqual(officer_sees.sudo().employee_id, self.agent | own)
