"""What leave costs, what it is asked for by, and what HR loads (R1.41, R1.42)."""

from datetime import date
from unittest.mock import PropertyMock, patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.cs_management.demo import factories

from tests.common import CsCase
from tests.leave.common import LeaveCase
from tests.payroll.common import PayrollCase


class TestLeavePay(LeaveCase):
    def test_two_sick_days(self):
        """R1.41: 2200 by 22 days, 40 % kept: 120.00 are deducted; by 21.75: 121.38."""
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.assertEqual(self.deducted(), -120)
        self.company.cs_day_rate_days = 21.75
        self.assertEqual(self.deducted(), -121.38)

    def test_the_line_says_how(self):
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.deducted()
        line = self.line()
        self.assertEqual((line.base, line.rate), (100, 60))
        self.assertIn("Sick: x 60 % not paid = ¥\xa0-120.00", line.trace_text)
        self.assertIn("2 days x wage ¥\xa02,200.00 / 22 days", line.trace_text)

    def test_sources_open_the_leave(self):
        """HR and the agent find the leave behind the line, and nothing else."""
        sick = self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.grant(self.personal, "2026-03-12")
        self.march.action_compute()
        self.march.action_publish()
        line = self.line().filtered(lambda line: line.rate == 60)
        for role in ("agent", "officer"):
            action = line.with_user(self.users[role]).action_open_sources()
            found = self.env[action["res_model"]].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(found.search(action["domain"]), sick)

    def test_one_line_a_type(self):
        self.grant(self.sick, "2026-03-10")
        self.grant(self.personal, "2026-03-12", "2026-03-13")
        self.grant(self.official, "2026-03-16")
        self.assertEqual(self.deducted(), -260)
        self.assertEqual(sorted(self.line().mapped("amount")), [-200, -60])

    def test_a_weekend_costs_nothing_r1_41(self):
        """Sick leave is counted in calendar days; what it costs are days to work."""
        self.grant(self.sick, "2026-03-06", "2026-03-09")
        self.assertEqual(self.deducted(), -120)
        self.grant(self.personal, "2026-03-13", "2026-03-16")
        self.assertEqual(self.deducted(), -320)

    def test_public_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": self.local("2026-03-17", "00:00"),
                "date_to": self.local("2026-03-17", "23:59"),
            }
        )
        self.grant(self.personal, "2026-03-16", "2026-03-18")
        self.assertEqual(self.deducted(), -200)

    def test_half_days(self):
        half = {"request_date_from_period": "am", "request_date_to_period": "am"}
        self.grant(self.personal, "2026-03-10", **half)
        self.assertEqual(self.deducted(), -50)
        self.grant(self.sick, "2026-03-10", request_date_from_period="pm")
        self.assertEqual(self.deducted(), -80)

    def test_hours(self):
        hourly = self.make_type("By the hour", unpaid=True, request_unit="hour")
        self.grant(hourly, "2026-03-10", request_hour_from=9, request_hour_to=11)
        self.assertEqual(self.deducted(), -25)

    def test_leave_over_the_month_end(self):
        """Each month deducts its own days, also of a leap day."""
        self.grant(self.sick, "2026-03-31", "2026-04-02")
        april = self.make_period("2026-04")
        self.assertEqual(self.deducted(), -60)
        self.assertEqual(self.deducted(april), -120)

    def test_leap_day(self):
        agent = self.make_agent("Wu", wage=2200, joined=date(2024, 1, 1))
        self.policy.action_draft()
        self.policy.date_from = "2024-01-01"
        self.policy.action_approve()
        first = self.env["cs.period"].search(
            [("company_id", "=", self.company.id)], order="date_from", limit=1
        )
        first.unlink()
        february = self.make_period("2024-02")
        self.grant(self.sick, "2024-02-28", "2024-03-01", agent=agent)
        self.assertEqual(self.deducted(february, agent), -120)

    def test_period_from_the_21st(self):
        """R1.30: leave on 20th and 21st counts in two periods."""
        company = self.make_company("Other", cs_period_start_day=21)
        company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        ladder = self.make_ladder(company)
        self.make_policy(ladder, date_from="2025-01-21", leave_enabled=True)
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        agent = self.make_agent(
            "Chen", level=ladder.level_ids[1], wage=2200, department_id=False
        ).with_env(env)
        sick = self.make_type("Sick", company_id=company.id, cs_pay_rate=40)
        leave = env["hr.leave"].create(
            {
                "employee_id": agent.id,
                "holiday_status_id": sick.id,
                "request_date_from": "2026-03-19",
                "request_date_to": "2026-03-23",
            }
        )
        while leave.state != "validate":
            leave.action_approve()
        periods = env["cs.period"]._of_days(
            company, {date(2026, 3, 20), date(2026, 3, 21)}
        )
        for day, amount in ((20, -120), (21, -60)):
            period = periods[date(2026, 3, day)]
            period.action_compute()
            lines = period.statement_ids.line_ids
            found = sum(
                lines.filtered(lambda line: line.code == "CS_LEAVE").mapped("amount")
            )
            self.assertEqual(found, amount)

    def test_wage_change_in_mid_month(self):
        """Each day by the wage of that day, in a line of its own."""
        self.grant(self.personal, "2026-03-13", "2026-03-17")
        version = self.agent.create_version({"date_version": "2026-03-16"})
        version.wage = 4400
        self.assertEqual(self.deducted(), -500)
        self.assertEqual(sorted(self.line().mapped("amount")), [-400, -100])

    def test_each_line_opens_the_leave_of_its_wage(self):
        """A raise in mid-month: the leave after it is none of the line before."""
        factories.promote(self.agent, "2026-03-16", self.senior, 4400)
        early = self.grant(self.sick, "2026-03-10")
        late = self.grant(self.sick, "2026-03-17")
        self.march.action_compute()
        found = []
        for line in self.line():
            action = line.action_open_sources()
            found.append(self.env[action["res_model"]].search(action["domain"]))
        self.assertEqual(found, [early, late])

    def test_days_before_joining_cost_nothing(self):
        agent = self.make_agent("Zhou", wage=2200, joined=date(2026, 3, 11))
        self.grant(self.personal, "2026-03-11", "2026-03-12", agent=agent)
        self.assertEqual(self.deducted(agent=agent), -200)
        agent.version_id.contract_date_start = "2026-03-12"
        self.assertEqual(self.deducted(agent=agent), -100)

    def test_days_after_leaving_cost_nothing(self):
        self.grant(self.personal, "2026-03-11", "2026-03-13")
        self.agent.version_id.contract_date_end = "2026-03-12"
        self.assertEqual(self.deducted(), -200)

    def test_a_month_without_pay(self):
        """Unpaid leave of a whole month takes the base pay, and no more."""
        self.company.cs_day_rate_days = 20
        self.grant(self.personal, "2026-03-01", "2026-03-31")
        self.deducted()
        amounts = self.amounts(self.agent, self.march)
        self.assertEqual(amounts["CS_LEAVE"], -2200)
        self.assertEqual(amounts["CS_BASE"], 2200)

    def test_sick_pay_floor(self):
        """A sick day pays 80 % of the minimum wage's day at least."""
        self.company.write({"cs_minimum_wage": 1980, "cs_sick_floor": 80})
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.assertEqual(self.deducted(), -56)
        self.assertIn("at least ¥\xa01,584.00 a month", self.line().trace_text)

    def test_nothing_without_the_chapter(self):
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.edit_policy({"leave_enabled": False})
        self.assertEqual(self.deducted(), 0)

    def test_recomputing_changes_nothing(self):
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.deducted()
        before = self.line()
        self.deducted()
        self.assertEqual(self.line(), before)

    def test_selects_do_not_grow_with_agents(self):
        """One run's queries are the same for one agent on leave and for twenty."""
        self.grant(self.sick, "2026-03-10")
        self.deducted()
        self.march.action_compute()
        with self.count_selects() as few:
            self.march.action_compute()
        for _place in range(20):
            self.grant(self.sick, "2026-03-10", agent=self.make_agent())
        self.march.action_compute()
        with self.count_selects() as many:
            self.march.action_compute()
        self.assertEqual(len(few), len(many))


class TestLeaveAndAttendance(LeaveCase):
    """With the attendance chapter the roster says what a working day is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy({"attendance_enabled": True})
        cls.shift = cls.make_shift("D", 9, 9, break_start=12, break_length=1)

    def test_rostered_weekend(self):
        """Working days are those of the roster, not Monday to Friday."""
        self.plan(self.agent, ["2026-03-07", "2026-03-08"], self.shift)
        self.plan(self.agent, ["2026-03-09", "2026-03-10"])
        self.grant(self.personal, "2026-03-07", "2026-03-10")
        self.assertEqual(self.deducted(), -200)

    def test_leave_that_the_roster_left_out(self):
        """Who is not planned while they are on leave is deducted by the schedule."""
        self.plan(self.agent, ["2026-03-02"], self.shift)
        self.punch(self.agent, "2026-03-02 09:00", "2026-03-02 18:00")
        self.grant(self.personal, "2026-03-12", "2026-03-16")
        self.assertEqual(self.deducted(), -300)

    def test_half_a_day_of_leave_and_half_absent(self):
        """No minute is deducted twice: leave and absence share the day."""
        half = {"request_date_from_period": "am", "request_date_to_period": "am"}
        self.plan(self.agent, "2026-03-10", self.shift)
        self.grant(self.personal, "2026-03-10", **half)
        self.deducted()
        amounts = self.amounts(self.agent, self.march)
        self.assertEqual(amounts["CS_LEAVE"] + amounts["CS_ATTENDANCE"], -100)
        self.assertEqual(amounts["CS_LEAVE"], -37.5)

    def test_half_a_sick_day_and_half_absent(self):
        """Days of the calendar, too, share a planned day by its hours."""
        half = {"request_date_from_period": "am", "request_date_to_period": "am"}
        self.plan(self.agent, "2026-03-10", self.shift)
        self.grant(self.sick, "2026-03-10", **half)
        self.deducted()
        amounts = self.amounts(self.agent, self.march)
        self.assertEqual(amounts["CS_LEAVE"], -22.5, "3 of 8 hours at 60 %")
        self.assertEqual(amounts["CS_ATTENDANCE"], -62.5)

    def test_hours_by_the_plan(self):
        hourly = self.make_type("By the hour", unpaid=True, request_unit="hour")
        self.plan(self.agent, "2026-03-10", self.shift)
        self.punch(self.agent, "2026-03-10 11:00", "2026-03-10 18:00")
        self.grant(hourly, "2026-03-10", request_hour_from=9, request_hour_to=11)
        self.assertEqual(self.deducted(), -25)
        self.assertNotIn("CS_ATTENDANCE", self.amounts(self.agent, self.march))


class TestLateLeave(LeaveCase):
    """Leave decided after the lock: the difference counts in the next month."""

    def setUp(self):
        super().setUp()
        self.march.action_compute()

    def lock(self, period=None):
        period = period or self.march
        period.action_compute()
        period.action_publish()
        period.action_lock()

    def adjusted(self, month):
        period = self.make_period(month)
        period.action_compute()
        return self.amounts(self.agent, period).get("CS_ADJUSTMENT", 0)

    def test_granted_late_and_taken_back(self):
        self.lock()
        leave = self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.assertEqual(self.march.leave_changed_ids, self.agent)
        self.assertEqual(self.adjusted("2026-04"), -120)
        self.assertEqual(self.amounts(self.agent, self.march).get("CS_LEAVE", 0), 0)
        leave.action_refuse()
        self.assertEqual(self.adjusted("2026-04"), 0)

    def test_taken_back_after_it_was_settled(self):
        self.lock()
        self.company.cs_day_rate_days = 21.75
        leave = self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.lock(self.make_period("2026-04"))
        april = self.make_period("2026-04")
        self.assertEqual(self.amounts(self.agent, april)["CS_ADJUSTMENT"], -120)
        leave.action_refuse()
        self.assertEqual(self.adjusted("2026-05"), 120)

    def test_refused_after_the_lock(self):
        leave = self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.lock()
        self.assertEqual(self.amounts(self.agent, self.march)["CS_LEAVE"], -120)
        leave.action_refuse()
        self.assertEqual(self.adjusted("2026-04"), 120)

    def test_a_public_holiday_after_the_lock(self):
        """The leave is a day shorter: its wage comes back in the next period."""
        self.grant(self.personal, "2026-03-10", "2026-03-11")
        self.lock()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": self.local("2026-03-11", "00:00"),
                "date_to": self.local("2026-03-11", "23:59:59"),
            }
        )
        self.assertEqual(self.march.leave_changed_ids, self.agent)
        self.assertEqual(self.adjusted("2026-04"), 100)

    def test_the_figures_of_the_locked_month_hold(self):
        """A type that pays more today does not change what was settled."""
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.lock()
        self.sick.cs_pay_rate = 80
        self.grant(self.personal, "2026-03-12")
        self.assertEqual(self.adjusted("2026-04"), -100)

    def test_with_the_attendance_chapter(self):
        """An absence becomes leave: the wage comes back, what it does not pay goes."""
        self.edit_policy({"attendance_enabled": True})
        shift = self.make_shift("D", 9, 9, break_start=12, break_length=1)
        self.plan(self.agent, "2026-03-10", shift)
        self.lock()
        self.assertEqual(self.amounts(self.agent, self.march)["CS_ATTENDANCE"], -100)
        leave = self.grant(self.sick, "2026-03-10")
        self.assertEqual(self.adjusted("2026-04"), 40)
        leave.action_refuse()
        self.assertEqual(self.adjusted("2026-04"), 0)

    def test_sources_of_the_adjustment(self):
        self.lock()
        leave = self.grant(self.sick, "2026-03-10", "2026-03-11")
        april = self.make_period("2026-04")
        april.action_compute()
        line = self.statement(self.agent, april).line_ids.filtered("origin_period_id")
        action = line.action_open_sources()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, leave)


@freeze_time("2026-03-10 02:00:00")
class TestLeaveRules(LeaveCase):
    """10 March 2026 in Shanghai: what may be asked for today."""

    def ask_self(self, leave_type, first, last=None, **values):
        return self.ask(leave_type, first, last, user=self.users["agent"], **values)

    def assert_refused(self, reason, leave_type, first, last=None, **values):
        with self.assertRaisesRegex(ValidationError, reason), self.cr.savepoint():
            self.ask_self(leave_type, first, last, **values)

    def test_one_day_ahead(self):
        """R0.2, R1.42: asked for one day ahead, else as an urgent case."""
        self.personal.cs_notice_days = 1
        self.ask_self(self.personal, "2026-03-11")
        self.assert_refused("mark it as urgent", self.personal, "2026-03-10")
        self.assert_refused("say why", self.personal, "2026-03-10", cs_is_urgent=True)
        self.ask_self(
            self.personal,
            "2026-03-10",
            cs_is_urgent=True,
            cs_urgent_reason="Child in hospital",
        )

    def test_the_form_is_due_on_the_first_day_back(self):
        """R1.42: on Monday for Friday, not on Tuesday."""
        self.personal.cs_notice_days = 1
        urgent = {"cs_is_urgent": True, "cs_urgent_reason": "Flood"}
        self.ask_self(self.personal, "2026-03-09", **urgent)
        self.assert_refused("first day back", self.personal, "2026-03-06", **urgent)
        with freeze_time("2026-03-09 02:00:00"):
            self.ask_self(self.personal, "2026-03-06", **urgent)

    def test_no_short_notice_at_all(self):
        """R1.42: one text accepts none; HR enters what happened."""
        self.edit_policy({"leave_urgent_allowed": False})
        self.personal.cs_notice_days = 1
        urgent = {"cs_is_urgent": True, "cs_urgent_reason": "Flood"}
        self.assert_refused("not accepted", self.personal, "2026-03-10", **urgent)
        self.ask(self.personal, "2026-03-10")

    def test_at_most_so_many_days(self):
        """R1.41: two weeks of personal leave, also in two parts."""
        self.personal.cs_max_days = 10
        self.ask_self(self.personal, "2026-03-16", "2026-03-27")
        self.assert_refused("at most 10 days", self.personal, "2026-03-30")
        self.ask_self(self.personal, "2026-04-01")

    def test_calendar_days_at_most(self):
        """R1.41: bereavement is 3 calendar days, with the weekend."""
        bereavement = self.make_type(
            "Bereavement", cs_max_days=3, cs_day_count="calendar"
        )
        self.assert_refused("at most 3", bereavement, "2026-03-13", "2026-03-16")
        self.ask_self(bereavement, "2026-03-13", "2026-03-15")

    def test_after_probation(self):
        self.official.cs_min_service_months = 15
        self.assert_refused("15 months", self.official, "2026-03-31")
        self.ask_self(self.official, "2026-04-01")

    def test_marriage(self):
        """R1.41: within 6 months of registration, employed by then."""
        marriage = self.make_type("Marriage", cs_event_limit=6, cs_min_service_months=3)
        self.assert_refused("day of the event", marriage, "2026-03-16")
        self.assert_refused(
            "begins between", marriage, "2026-03-16", cs_event_date="2025-09-15"
        )
        self.assert_refused(
            "begins between", marriage, "2026-03-16", cs_event_date="2026-03-17"
        )
        self.ask_self(marriage, "2026-03-16", cs_event_date="2025-09-16")
        self.agent.version_id.contract_date_start = "2025-09-01"
        self.assert_refused(
            "3 months", marriage, "2026-03-18", cs_event_date="2025-11-30"
        )

    def test_not_split(self):
        """R1.41: maternity leave is taken at once."""
        maternity = self.make_type("Maternity", cs_no_split=True)
        self.ask_self(maternity, "2026-03-16", "2026-03-20")
        self.ask_self(maternity, "2026-03-23")
        self.assert_refused("at once", maternity, "2026-03-25")

    def test_nobody_asks_for_others(self):
        """R1.42: illness excepted; HR enters what it is handed."""
        colleague = self.users["salesman"]
        self.agent.leave_manager_id = colleague
        with (
            self.assertRaisesRegex(ValidationError, "asks for this leave"),
            self.cr.savepoint(),
        ):
            self.ask(self.personal, "2026-03-16", user=colleague)
        self.ask(self.sick, "2026-03-17", user=colleague)
        self.edit_policy({"leave_own_only": False})
        self.ask(self.personal, "2026-03-16", user=colleague)

    def test_others_are_asked_nothing(self):
        """Who is no agent, and agents without the chapter, ask as Odoo lets them."""
        self.personal.write({"cs_notice_days": 5, "cs_max_days": 1})
        other = self.env["hr.employee"].create(
            {"name": "Clerk", "user_id": self.users["outsider"].id}
        )
        asked = self.ask(
            self.personal,
            "2026-03-10",
            "2026-03-12",
            agent=other,
            user=self.users["outsider"],
        )
        self.assert_refused("5 days ahead", self.personal, "2026-03-10", "2026-03-12")
        self.edit_policy({"leave_enabled": False})
        asked |= self.ask_self(self.personal, "2026-03-10", "2026-03-12")
        for leave in asked:
            self.assertEqual((leave.state, leave.number_of_days), ("confirm", 3))
            self.assertFalse(leave.sudo().cs_policy_id)

    def test_the_regulation_is_not_chosen(self):
        with self.assertRaises(AccessError):
            self.ask_self(self.personal, "2026-03-16", cs_policy_id=False)


class TestLeaveTypes(CsCase):
    def load(self, user=None):
        types = self.env["hr.leave.type"].with_user(user or self.users["manager"])
        types.action_cs_load_usual()
        return self.env["hr.leave.type"].search([("company_id", "=", self.company.id)])

    def test_usual_types(self):
        """R1.41, each once, with what it pays and how long it is."""
        types = {row.cs_payroll_code: row for row in self.load()}
        self.assertEqual(types["SICK"].cs_pay_rate, 40)
        self.assertTrue(types["SICK"].cs_is_sick and types["SICK"].support_document)
        self.assertEqual(types["PERSONAL"].cs_pay_rate, 0)
        for code, days, count in (
            ("PERSONAL", 14, "working"),
            ("MARRIAGE", 3, "working"),
            ("MARRIAGE_LATE", 10, "working"),
            ("ANTENATAL", 0.5, "working"),
            ("MATERNITY", 90, "calendar"),
            ("PATERNITY", 3, "calendar"),
            ("BEREAVEMENT", 3, "calendar"),
            ("BEREAVEMENT_GRAND", 1, "calendar"),
        ):
            with self.subTest(code):
                self.assertEqual(types[code].cs_max_days, days)
                self.assertEqual(types[code].cs_day_count, count)
        needs_hr = {code for code, row in types.items() if row.cs_needs_hr}
        self.assertLessEqual({"ANNUAL", "MARRIAGE", "MATERNITY"}, needs_hr)
        self.assertNotIn("PERSONAL", needs_hr)

    def test_what_exists_stays(self):
        own = self.env["hr.leave.type"].create(
            {
                "name": "Ours",
                "company_id": self.company.id,
                "cs_payroll_code": "SICK",
                "cs_pay_rate": 80,
            }
        )
        first = self.load()
        self.assertEqual(own.cs_pay_rate, 80)
        self.assertEqual(len(first.filtered(lambda t: t.cs_payroll_code == "SICK")), 1)
        self.assertEqual(self.load(), first)
        plans = self.env["hr.leave.accrual.plan"].search(
            [("time_off_type_id", "in", first.ids)]
        )
        self.assertEqual(len(plans), 2)

    def test_managers_load(self):
        for role in ("agent", "leader", "officer"):
            with self.assertRaises(AccessError):
                self.load(self.users[role])

    def test_names_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        types = self.load().with_context(lang="zh_CN")
        self.assertIn("病假", types.mapped("name"))

    def entitled(self, plan, day):
        """Days of an allocation by a plan since 2025-01-01, on a day."""
        agent = self.make_agent()
        with freeze_time("2025-01-01"):
            allocation = self.env["hr.leave.allocation"].create(
                {
                    "name": "Annual",
                    "employee_id": agent.id,
                    "holiday_status_id": plan.time_off_type_id.id,
                    "allocation_type": "accrual",
                    "accrual_plan_id": plan.id,
                    "date_from": "2025-01-01",
                    "number_of_days": 0,
                }
            )
            allocation.action_approve()
        with freeze_time(day):
            allocation._update_accrual()
        return allocation.number_of_days

    def test_annual_leave_grows(self):
        """R1.41: 5 days in year 1, then 10, cap 15; directors 10, cap 15."""
        annual = self.load().filtered(lambda row: row.cs_payroll_code == "ANNUAL")
        staff, directors = self.env["hr.leave.accrual.plan"].search(
            [("time_off_type_id", "=", annual.id)], order="id"
        )
        self.assertEqual(self.entitled(staff, "2025-06-01"), 5)
        self.assertEqual(self.entitled(staff, "2026-06-01"), 15)
        self.assertEqual(self.entitled(staff, "2027-06-01"), 15)
        self.assertEqual(self.entitled(directors, "2025-06-01"), 10)
        self.assertEqual(self.entitled(directors, "2026-06-01"), 15)

    def test_unpaid_types_pay_nothing(self):
        leave_type = self.env["hr.leave.type"].create({"name": "X", "unpaid": True})
        self.assertEqual(leave_type.cs_pay_rate, 0)
        leave_type.cs_pay_rate = 30
        self.assertEqual(leave_type.cs_pay_rate, 30)
        self.assertEqual(
            self.env["hr.leave.type"].create({"name": "Y"}).cs_pay_rate, 100
        )

    def test_proof_needs_an_approver(self):
        with self.assertRaises(ValidationError):
            self.env["hr.leave.type"].create(
                {
                    "name": "X",
                    "leave_validation_type": "no_validation",
                    "cs_note_required": True,
                }
            )

    def test_payroll_code(self):
        """Readable, unique in the company, and fit for salary rules."""
        types = self.env["hr.leave.type"].create(
            [{"name": name, "company_id": self.company.id} for name in "AB"]
        )
        self.assertEqual(
            types.mapped("cs_payroll_code"), [f"LEAVE{row.id}" for row in types]
        )
        for code in ("GLOBAL", "WORK100", "two words", "1st"):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                types[0].cs_payroll_code = code
        types[0].cs_payroll_code = "SICK"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            types[1].cs_payroll_code = "SICK"
            types.flush_recordset()


class TestPayslipCodes(PayrollCase):
    """Worked days of a payslip name each kind of leave, with its own code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sick, cls.personal = cls.env["hr.leave.type"].create(
            [
                {
                    "name": name,
                    "requires_allocation": False,
                    "leave_validation_type": "no_validation",
                    "company_id": cls.company.id,
                    "cs_payroll_code": code,
                }
                for name, code in (("Sick", "SICK"), ("Personal", "PERSONAL"))
            ]
        )
        for leave_type, day in ((cls.sick, 10), (cls.personal, 12)):
            cls.env["hr.leave"].create(
                {
                    "employee_id": cls.agent.id,
                    "holiday_status_id": leave_type.id,
                    "request_date_from": f"2026-03-{day}",
                    "request_date_to": f"2026-03-{day}",
                }
            )

    def codes(self):
        slip = self.make_slip(self.agent, contract_id=self.agent.version_id.id)
        rows = slip.get_worked_day_lines(slip.contract_id, slip.date_from, slip.date_to)
        slip.worked_days_line_ids = [Command.create(row) for row in rows]
        self.env.flush_all()
        return {line.code: line.number_of_days for line in slip.worked_days_line_ids}

    def test_two_types_in_one_month(self):
        codes = self.codes()
        self.assertEqual((codes["SICK"], codes["PERSONAL"]), (-1, -1))
        self.assertNotIn("GLOBAL", codes)

    def test_a_type_whose_code_was_emptied(self):
        self.sick.cs_payroll_code = False
        self.assertIn(f"LEAVE{self.sick.id}", self.codes())

    def test_payroll_gives_no_code(self):
        """With hr_work_entry_holidays payroll returns None, which cannot be stored."""
        with self.no_codes():
            codes = self.codes()
        self.assertEqual((codes["SICK"], codes["PERSONAL"]), (-1, -1))

    def no_codes(self):
        """Leave types as with that module, and without a work entry type."""

        class NoWorkEntryType:
            code, sequence = None, 5

        return patch.object(
            type(self.env["hr.leave.type"]),
            "work_entry_type_id",
            PropertyMock(return_value=NoWorkEntryType()),
            create=True,
        )
