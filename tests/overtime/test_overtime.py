"""Overtime: what counts, at which rate, down to the statement (R1.20, R1.21, R8.8)."""

from datetime import date

from odoo import Command
from odoo.exceptions import ValidationError

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.models.cs_fact_mixin import QUIET

from tests.attendance.test_workday import WorkdayCase

WEEK = [f"2026-03-0{day}" for day in range(2, 7)]  # Monday to Friday
SATURDAY = "2026-03-07"


class OvertimeCase(WorkdayCase):
    """A week of 40 hours from Monday on, and a Saturday off; an hour is 12.50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(overtime_enabled=True)
        cls.company.cs_week_start = "0"
        cls.full_week(cls.agent, WEEK)

    @classmethod
    def full_week(cls, agent, days):
        cls.plan(agent, days, cls.day_shift)
        for day in days:
            cls.punch(agent, f"{day} 08:30", f"{day} 17:30")

    def approve(
        self, day, start=None, stop=None, kind="overtime", agent=None, **values
    ):
        """An approved exception, with hours in local time or without any."""
        hours = {"start": start, "stop": stop}
        return self.make_exception(
            day,
            kind,
            agent=agent,
            **{name: self.local(*at.split()) for name, at in hours.items() if at},
            **values,
        )

    @classmethod
    def holiday(cls, day):
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": cls.company.id,
                "calendar_id": False,
                "date_from": cls.local(day, "00:00"),
                "date_to": cls.local(day, "23:59:59"),
            }
        )

    def hours(self, day, agent=None):
        workday = self.workday(day, agent)
        return workday.overtime_hours, workday.overtime_rate

    def saturday(self):
        """Four hours on the day off, approved."""
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 13:00")
        return self.approve(SATURDAY, f"{SATURDAY} 09:00", f"{SATURDAY} 13:00")


class TestRestDay(OvertimeCase):
    """R1.20: rest days, over 40 hours a week, approved."""

    def test_paid_by_the_hour_rate(self):
        self.saturday()
        self.assertEqual(self.hours(SATURDAY), (4, 200))
        self.march.action_compute()
        line = self.line("CS_OVERTIME")
        self.assertEqual(line.amount, 4 * 12.5 * 2)
        self.assertEqual((line.base, line.rate), (12.5, 200))
        self.assertIn("4", line.trace_text)
        self.assertIn("200", line.trace_text)
        action = line.action_open_sources()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.workday(SATURDAY))

    def test_not_without_approval_unless_the_policy_says_so(self):
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 13:00")
        self.assertEqual(self.hours(SATURDAY), (0, 0))
        self.edit_policy(overtime_approved_only=False)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (4, 200))

    def test_only_what_was_worked_within_the_approved_hours(self):
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 13:00")
        self.approve(SATURDAY, f"{SATURDAY} 11:30", f"{SATURDAY} 18:00")
        self.assertEqual(self.hours(SATURDAY), (1.5, 200))

    def test_no_double_claims(self):
        self.saturday()
        self.approve(SATURDAY, f"{SATURDAY} 10:00", f"{SATURDAY} 12:00")
        self.assertEqual(self.hours(SATURDAY), (4, 200))

    def test_what_is_refused_again_no_longer_counts(self):
        request = self.saturday()
        request._set_state("refused")
        self.assertEqual(self.hours(SATURDAY), (0, 0))

    def test_the_meal_break_of_the_shift_is_no_work_r1_20(self):
        """9:00 to 18:00 on the day off, the shift's break at 12: 8 hours, not 9."""
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 18:00")
        self.approve(SATURDAY, f"{SATURDAY} 09:00", f"{SATURDAY} 18:00")
        self.assertEqual(self.hours(SATURDAY), (8, 200))
        self.assertEqual(self.workday(SATURDAY).worked_hours, 8)
        self.edit_policy(attendance_rest_break=False)
        self.workday(SATURDAY)._refresh({(self.agent.id, date(2026, 3, 7))})
        self.assertEqual(self.hours(SATURDAY), (9, 200))

    def test_minutes_before_the_shift_make_no_week_longer_r1_20(self):
        """15 minutes early on five days: with the policy's choice a week of 40."""
        agent = self.make_agent("Early")
        self.plan(agent, WEEK, self.day_shift)
        for day in WEEK[:-1]:
            self.punch(agent, f"{day} 08:15", f"{day} 17:30")
        self.punch(agent, f"{WEEK[-1]} 08:15", f"{WEEK[-1]} 13:30")
        self.punch(agent, f"{SATURDAY} 09:00", f"{SATURDAY} 12:10")
        self.approve(SATURDAY, f"{SATURDAY} 09:00", f"{SATURDAY} 12:10", agent=agent)
        self.assertGreater(self.hours(SATURDAY, agent)[0], 0)
        self.edit_policy(attendance_before=False)
        self.workday(SATURDAY)._refresh(
            {(agent.id, date.fromisoformat(day)) for day in [*WEEK, SATURDAY]}
        )
        self.assertEqual(self.hours(SATURDAY, agent), (0, 0))

    def test_only_in_a_week_over_the_bound(self):
        self.env["hr.attendance"].search(
            [("employee_id", "=", self.agent.id), ("check_in", ">=", "2026-03-06")]
        ).unlink()
        self.saturday()
        self.assertEqual(self.hours(SATURDAY), (0, 0), "36 hours")
        self.edit_policy(overtime_week_hours=0)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (4, 200))

    def test_the_week_is_that_of_the_weekly_sheet(self):
        """R1.3, R1.20: Saturday to Friday; Saturday begins the next week."""
        self.company.cs_week_start = "5"
        self.saturday()
        self.assertEqual(self.hours(SATURDAY), (0, 0), "4 hours so far")
        self.full_week(self.agent, [f"2026-03-{day}" for day in range(10, 14)])
        self.assertEqual(self.hours(SATURDAY), (0, 0), "36 hours")
        self.full_week(self.agent, ["2026-03-09"])
        self.assertEqual(self.hours(SATURDAY), (4, 200), "44 hours")

    def test_a_day_that_changes_decides_about_its_week(self):
        """40 hours at Friday's end less the hour that Friday loses afterwards."""
        self.saturday()
        friday = self.workday("2026-03-06").attendance_ids
        friday.check_out = self.local("2026-03-06", "13:30")
        self.assertEqual(self.hours(SATURDAY), (0, 0), "exactly 40 hours")
        friday.check_out = self.local("2026-03-06", "13:31")
        self.assertEqual(self.hours(SATURDAY), (4, 200))

    def test_rest_days_switched_off(self):
        self.saturday()
        self.edit_policy(overtime_rest_days=False)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (0, 0))

    def test_the_chapter_switched_off(self):
        self.saturday()
        self.edit_policy(overtime_enabled=False)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (0, 0))
        self.assertFalse(self.line("CS_OVERTIME"))

    def test_steps_and_least_minutes(self):
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 10:50")
        self.approve(SATURDAY)
        self.edit_policy(overtime_step=30)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (1.5, 200))
        self.edit_policy(overtime_minimum=120)
        self.march.action_compute()
        self.assertEqual(self.hours(SATURDAY), (0, 0))

    def test_computing_again_changes_nothing(self):
        self.saturday()
        self.march.action_compute()
        line = self.line("CS_OVERTIME")
        written = self.workday(SATURDAY).write_date
        self.march.action_compute()
        self.assertEqual(self.line("CS_OVERTIME"), line)
        self.assertEqual(line.amount, 100)
        self.assertEqual(self.workday(SATURDAY).write_date, written)

    def test_one_line_for_each_wage(self):
        self.saturday()
        self.agent.create_version({"date_version": "2026-03-09", "wage": 4400})
        self.full_week(self.agent, [f"2026-03-{day}" for day in range(16, 21)])
        self.punch(self.agent, "2026-03-21 09:00", "2026-03-21 10:00")
        self.approve("2026-03-21")
        self.march.action_compute()
        lines = self.line("CS_OVERTIME")
        self.assertEqual(sorted(lines.mapped("amount")), [50, 100])

    def test_nothing_is_looked_up_without_the_chapter(self):
        """Odoo's leave of a company without workdays costs no query for them."""
        self.edit_policy(overtime_enabled=False, attendance_enabled=False)
        Workday = self.env["cs.workday"]
        Workday._is_wanted()
        with self.count_selects() as found:
            Workday._refresh({(self.agent.id, date(2026, 3, 2))})
        self.assertFalse(found)

    def test_each_line_opens_the_days_of_its_wage(self):
        """Same rate, two wages: each line has the Saturdays of its own."""
        self.saturday()
        self.full_week(self.agent, [f"2026-03-{day}" for day in range(16, 21)])
        self.punch(self.agent, "2026-03-21 09:00", "2026-03-21 13:00")
        self.approve("2026-03-21", "2026-03-21 09:00", "2026-03-21 13:00")
        factories.promote(self.agent, "2026-03-16", self.senior, 4400)
        self.march.action_compute()
        found = []
        for line in self.line("CS_OVERTIME"):
            action = line.action_open_sources()
            days = self.env[action["res_model"]].search(action["domain"])
            found.append([str(day) for day in days.mapped("date")])
        self.assertEqual(found, [[SATURDAY], ["2026-03-21"]])

    def test_the_chapter_needs_attendance(self):
        self.policy.action_draft()
        self.policy.attendance_enabled = False
        with self.assertRaisesRegex(ValidationError, "Attendance"):
            self.policy.action_approve()


class TestWorkingDay(OvertimeCase):
    """After the shift, and the running-on of it (R8.8)."""

    def late(self):
        friday = self.workday("2026-03-06").attendance_ids
        friday.check_out = self.local("2026-03-06", "19:30")

    def test_after_the_shift_only_where_the_policy_says_so(self):
        self.late()
        self.approve("2026-03-06", "2026-03-06 17:30", "2026-03-06 20:00")
        self.assertEqual(self.hours("2026-03-06"), (0, 0))
        self.edit_policy(overtime_after_shift=True)
        self.march.action_compute()
        self.assertEqual(self.hours("2026-03-06"), (2, 150))

    def test_work_on_a_day_off_soon_after_a_night_shift_r1_20(self):
        """The night shift ended at 1:00; work from 6:00 on has 8 hours of its own."""
        self.plan(self.agent, "2026-03-06", self.night_shift)
        self.punch(self.agent, "2026-03-06 17:30", "2026-03-07 01:00")
        self.approve("2026-03-07", "2026-03-07 06:00", "2026-03-07 14:00")
        self.punch(self.agent, "2026-03-07 06:00", "2026-03-07 14:00")
        self.assertEqual(self.hours("2026-03-07")[0], 8)
        self.assertEqual(self.workday("2026-03-06").early_minutes, 0)

    def test_running_on_counts_as_worked_not_as_overtime(self):
        self.edit_policy(overtime_after_shift=True)
        self.late()
        self.approve("2026-03-06", stop="2026-03-06 19:30", kind="extension")
        self.approve("2026-03-06", "2026-03-06 17:30", "2026-03-06 20:00")
        workday = self.workday("2026-03-06")
        self.assertEqual(workday.worked_hours, 10)
        self.assertEqual(self.hours("2026-03-06"), (0, 0))
        self.edit_policy(overtime_extension=True)
        self.march.action_compute()
        self.assertEqual(self.hours("2026-03-06"), (2, 150))


class TestHoliday(OvertimeCase):
    """R1.21: triple pay, void if a punch is missing."""

    day = "2026-03-12"

    def work(self, departure="17:30"):
        self.holiday(self.day)
        self.plan(self.agent, self.day, self.day_shift)
        self.approve(self.day, f"{self.day} 08:30", f"{self.day} 17:30")
        self.punch(
            self.agent, f"{self.day} 08:30", departure and f"{self.day} {departure}"
        )

    def test_triple_pay_beside_the_base_wage(self):
        self.work()
        self.assertEqual(self.hours(self.day), (8, 300), "without the meal break")
        self.march.action_compute()
        self.assertEqual(self.line("CS_OVERTIME").amount, 8 * 12.5 * 3)
        self.edit_policy(overtime_holiday_basis="difference")
        self.march.action_compute()
        self.assertEqual(self.line("CS_OVERTIME").amount, 8 * 12.5 * 2)

    def test_void_if_a_punch_is_missing(self):
        self.work(departure=None)
        self.assertEqual(self.workday(self.day).status, "missed")
        self.assertEqual(self.hours(self.day), (0, 0))

    def test_not_void_with_a_missed_punch_on_file(self):
        self.work(departure=None)
        self.approve(self.day, kind="missed_punch", side="out")
        self.assertEqual(self.hours(self.day), (8, 300))

    def test_off_by_the_roster(self):
        self.holiday(self.day)
        self.approve(self.day, f"{self.day} 09:00", f"{self.day} 12:00")
        self.punch(self.agent, f"{self.day} 09:00")
        self.assertEqual(self.hours(self.day), (0, 0))
        self.approve(self.day, kind="missed_punch", side="out")
        self.assertEqual(self.hours(self.day), (3, 300), "as approved")

    def test_not_without_approval_unless_planning_is_one(self):
        self.holiday(self.day)
        self.plan(self.agent, self.day, self.day_shift)
        self.punch(self.agent, f"{self.day} 08:30", f"{self.day} 17:30")
        self.assertEqual(self.hours(self.day), (0, 0))
        self.edit_policy(overtime_planned_holidays=True)
        self.march.action_compute()
        self.assertEqual(self.hours(self.day), (8, 300))

    def test_holidays_switched_off(self):
        self.work()
        self.edit_policy(overtime_holidays=False)
        self.march.action_compute()
        self.assertEqual(self.hours(self.day), (0, 0))

    def test_a_night_shift_belongs_to_the_day_it_starts_on(self):
        """Over midnight on the eve: no holiday; on the holiday: all of it (R10)."""
        self.edit_policy(overtime_approved_only=False)
        self.holiday(self.day)
        self.plan(self.agent, ["2026-03-11", self.day], self.night_shift)
        self.punch(self.agent, "2026-03-11 17:30", f"{self.day} 01:00")
        self.punch(self.agent, f"{self.day} 17:30", "2026-03-13 01:00")
        self.assertEqual(self.hours("2026-03-11"), (0, 0))
        self.assertEqual(self.hours(self.day), (7.5, 300))
        self.assertFalse(self.workday("2026-03-13").overtime_hours)


class TestRuleset(OvertimeCase):
    """Rates of Odoo's own overtime rulesets."""

    def ruleset(self, rate):
        ruleset = self.env["hr.attendance.overtime.ruleset"].create(
            {
                "name": "Weekend",
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Days off",
                            "base_off": "timing",
                            "timing_type": "non_work_days",
                            "timing_start": 0,
                            "timing_stop": 24,
                            "paid": True,
                            "amount_rate": rate,
                        }
                    )
                ],
            }
        )
        self.agent.version_id.ruleset_id = ruleset
        return ruleset

    def odoo_lines(self):
        return self.env["hr.attendance.overtime.line"].search(
            [("employee_id", "=", self.agent.id), ("date", "=", SATURDAY)]
        )

    def test_its_rate_is_copied(self):
        self.ruleset(2.5)
        self.saturday()
        self.assertEqual(self.odoo_lines().mapped("amount_rate"), [2.5])
        self.assertEqual(self.hours(SATURDAY), (4, 250))
        self.march.action_compute()
        self.assertEqual(self.line("CS_OVERTIME").amount, 125)

    def test_the_default_ruleset_says_nothing(self):
        self.saturday()
        self.assertEqual(self.odoo_lines().mapped("amount_rate"), [1])
        self.assertEqual(self.hours(SATURDAY), (4, 200))

    def test_a_ruleset_applied_anew(self):
        self.saturday()
        ruleset = self.ruleset(2.5)
        ruleset.action_regenerate_overtimes()
        self.assertEqual(self.hours(SATURDAY), (4, 250))

    def test_what_is_refused_there_does_not_count(self):
        self.ruleset(2.5)
        self.saturday()
        lines = self.odoo_lines()
        lines.action_refuse()
        self.assertEqual(self.hours(SATURDAY), (0, 0))
        lines.action_approve()
        self.assertEqual(self.hours(SATURDAY), (4, 250))


class TestPeriods(OvertimeCase):
    """Weeks over the end of a period, locked periods, many agents."""

    def test_a_week_across_the_period_border_r1_30(self):
        """21st-20th: Saturday the 21st opens a period, its week began before."""
        self.company.cs_period_start_day = 21
        agent = self.make_agent("Qian", wage=2200)
        self.full_week(agent, [f"2026-11-{day}" for day in range(16, 21)])
        self.punch(agent, "2026-11-21 09:00", "2026-11-21 11:00")
        self.approve("2026-11-21", agent=agent)
        before, period = self.make_period("2026-11-20"), self.make_period("2026-11-21")
        self.assertNotEqual(before, period)
        period.action_compute()
        self.assertEqual(self.hours("2026-11-21", agent), (2, 200))
        self.assertEqual(self.amounts(agent, period)["CS_OVERTIME"], 50)
        before.action_compute()
        self.assertNotIn("CS_OVERTIME", self.amounts(agent, before))

    def test_approved_behind_the_lock(self):
        """The difference is paid in the next open period, and no day changes."""
        self.punch(self.agent, f"{SATURDAY} 09:00", f"{SATURDAY} 13:00")
        self.march.action_compute()
        self.march.action_publish()
        self.march.action_lock()
        self.approve(SATURDAY)
        self.assertEqual(self.hours(SATURDAY), (0, 0))
        self.assertTrue(self.workday(SATURDAY).is_changed_late)
        april = self.make_period("2026-04")
        april.action_compute()
        line = self.line("CS_ADJUSTMENT", april)
        self.assertEqual(line.amount, 100)
        self.assertEqual(line.adjusted_code, "CS_OVERTIME")
        action = line.action_open_sources()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.workday(SATURDAY))
        april.action_compute()
        self.assertEqual(self.line("CS_ADJUSTMENT", april), line)

    def test_the_number_of_selects_does_not_depend_on_agents(self):
        def classify(agents):
            ids = set(agents.ids)
            first, last = self.march.date_from, self.march.date_to
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.env["cs.workday"]._refresh_span(self.company, ids, first, last)
            return len(selects)

        self.saturday()
        agents = self.agent
        silent = self.env(context={**self.env.context, "cs_no_workdays": QUIET})
        for _index in range(99):
            agent = self.make_agent()
            agents |= agent
            mine = agent.with_env(silent)
            self.plan(mine, WEEK, self.day_shift)
        self.env["hr.attendance"].with_env(silent).create(
            [
                {
                    "employee_id": agent.id,
                    "check_in": self.local(day, "08:30"),
                    "check_out": self.local(day, "17:30"),
                }
                for agent in agents[1:]
                for day in [*WEEK, SATURDAY]
            ]
        )
        exceptions = self.env["cs.attendance.exception"].with_env(silent)
        for agent in agents[1:]:
            record = exceptions.create(
                {
                    "employee_id": agent.id,
                    "date": SATURDAY,
                    "kind": "overtime",
                    "start": self.local(SATURDAY, "08:30"),
                    "stop": self.local(SATURDAY, "17:30"),
                    "reason": "Sale",
                }
            )
            record._set_state("approved")
        one = classify(self.agent)
        self.assertEqual(classify(agents), one)
        self.assertEqual(self.hours(SATURDAY, agents[-1]), (8, 200))
