"""What days enter by themselves: pending, and behind locks (R1.2, R3.5, R4.1)."""

from random import Random

from freezegun import freeze_time

from odoo.exceptions import UserError

from tests.attendance.test_attendance_exception import (
    MONDAY,
    NEXT_MORNING,
    ExceptionCase,
)
from tests.attendance.test_workday import WorkdayCase


class DayEntryCase(WorkdayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.action_draft()
        cls.rule = cls.env["cs.conduct.rule"].create(
            {
                "policy_id": cls.policy.id,
                "code": "absence_itself",
                "name": "Absence",
                "kind": "violation",
                "event": "absence",
                "points_min": 20,
                "points_max": 20,
                "amount_min": 30,
                "amount_max": 30,
            }
        )
        cls.policy.action_approve()

    def entries(self, **domain):
        found = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id), ("rule_id", "=", self.rule.id)],
            order="id",
        )
        return found.filtered(
            lambda row: all(row[name] == value for name, value in domain.items())
        )

    def close(self, period):
        period.action_compute()
        period.action_publish()
        period.action_lock()

    def fines(self, period):
        """What entries cost in a period, late ones included."""
        lines = self.statement(self.agent, period).line_ids
        return sum(
            line.amount
            for line in lines
            if line.code == "CS_FINE" or line.adjusted_code == "CS_FINE"
        )


class TestPending(DayEntryCase, ExceptionCase):
    """An absence stays pending while the exception that explains it waits (R1.2)."""

    def ask_on_the_morning_after(self):
        with freeze_time(NEXT_MORNING):
            return self.ask("missed_punch")

    def test_it_counts_once_the_exception_is_refused_r1_2(self):
        record = self.ask_on_the_morning_after()
        self.march.action_compute()
        entry = self.entries()
        self.assertEqual((entry.state, entry.is_pending), ("draft", True))
        self.assertRegex(entry.trace_text, "^A day's absence: ")
        self.assertTrue(self.workday(MONDAY).is_waiting)
        self.assertEqual(self.statement(self.agent, self.march).score, 80)
        self.assertNotIn("CS_FINE", self.amounts(self.agent, self.march))
        with self.assertRaisesRegex(UserError, "decide first"):
            self.by("leader", entry).action_confirm()
        with freeze_time(NEXT_MORNING):
            self.by("leader", record).refuse("Nobody saw them")
        self.march.action_compute()
        self.assertEqual(self.entries(), entry)
        self.assertEqual((entry.state, entry.is_pending), ("confirmed", False))
        self.assertEqual(self.statement(self.agent, self.march).score, 60)
        self.assertEqual(self.amounts(self.agent, self.march)["CS_FINE"], -30)
        self.assertFalse(self.workday(MONDAY).is_waiting)

    def test_approval_takes_it_back_r1_2(self):
        record = self.ask_on_the_morning_after()
        self.march.action_compute()
        self.assertTrue(self.entries())
        with freeze_time(NEXT_MORNING):
            self.by("leader", record).action_approve()
        self.march.action_compute()
        self.assertFalse(self.entries())
        self.assertEqual(self.statement(self.agent, self.march).score, 80)

    def test_what_was_asked_for_later_makes_it_pending_again_r1_2(self):
        self.march.action_compute()
        self.assertEqual(self.entries().state, "confirmed")
        self.ask_on_the_morning_after()
        self.march.action_compute()
        self.assertEqual(self.entries().state, "draft")

    def test_nobody_decided_until_the_lock_r1_2(self):
        """Not approved, it is an absence."""
        self.ask_on_the_morning_after()
        self.march.action_compute()
        self.march.action_publish()
        said = self.march._undecided()
        self.assertTrue(any("exceptions waiting" in text for text in said), said)
        self.assertFalse(any("Draft" in text for text in said), said)
        self.march.action_lock()
        self.assertEqual(self.entries().state, "confirmed")
        self.assertEqual(self.statement(self.agent, self.march).score, 60)

    def test_days_that_wait_make_no_dismissal_case_r1_6(self):
        self.plan(self.agent, ["2026-03-03", "2026-03-04"], self.day_shift)
        record = self.ask_on_the_morning_after()
        self.march.action_compute()
        cases = self.env["cs.disciplinary.case"]
        own = [("employee_id", "=", self.agent.id), ("reason", "=", "absence")]
        self.assertFalse(cases.search(own))
        with freeze_time(NEXT_MORNING):
            self.by("leader", record).refuse("Nobody saw them")
        self.march.action_compute()
        self.assertTrue(cases.search(own))


class TestLate(DayEntryCase):
    """Days of a locked month that are something else by now (R3.5)."""

    def setUp(self):
        super().setUp()
        self.plan(self.agent, MONDAY, self.day_shift)
        self.close(self.march)
        self.entry = self.entries()
        self.april = self.make_period("2026-04")

    def test_an_absence_that_was_none_is_reversed_r3_5(self):
        punch = self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        self.april.action_compute()
        self.april.action_compute()
        reversal = self.entries() - self.entry
        self.assertEqual(reversal.reversal_of_id, self.entry)
        self.assertEqual(reversal.period_id, self.april)
        self.assertEqual(self.fines(self.april), 30)
        self.assertEqual(self.fines(self.march), -30)
        # As long as April is open, the reversal goes with its reason.
        punch.unlink()
        self.april.action_compute()
        self.assertEqual(self.entries(), self.entry)
        self.assertFalse(self.entry.is_reversed)
        self.assertEqual(self.fines(self.april), 0)

    def test_forth_and_back_over_locks_r3_5(self):
        punch = self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        self.close(self.april)
        punch.unlink()
        may = self.make_period("2026-05")
        self.close(may)
        self.assertEqual(self.fines(may), -30)
        last = self.entries()[-1]
        self.assertEqual((last.origin_period_id, last.state), (self.march, "confirmed"))
        self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        june = self.make_period("2026-06")
        self.close(june)
        self.assertEqual(self.fines(june), 30)

    def test_an_absence_found_behind_the_lock_r3_5(self):
        """A punch that was forged: the fine counts in April."""
        other = self.work("2026-04-01")
        self.close(self.april)
        other.unlink()
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(self.fines(may), -30)
        late = self.entries()[-1]
        self.assertEqual((late.period_id, late.origin_period_id), (may, self.april))

    def test_what_people_reversed_stays_r3_5(self):
        self.entry.cancel("It was a mistake")
        self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        self.april.action_compute()
        self.assertEqual(self.fines(self.april), 30)
        self.env["hr.attendance"].search([("employee_id", "=", self.agent.id)]).unlink()
        self.april.action_compute()
        self.assertEqual(self.fines(self.april), 30)

    def test_an_officer_who_is_an_agent_computes_their_own_r3_5(self):
        self.agent.user_id = self.users["officer"]
        self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        self.april.with_user(self.users["officer"]).action_compute()
        self.assertEqual(self.fines(self.april), 30)

    def test_who_has_left_r3_5(self):
        """Somebody without a day in April gets the fine back all the same."""
        self.agent.version_id.contract_date_end = "2026-03-31"
        self.punch(self.agent, f"{MONDAY} 08:30", f"{MONDAY} 17:30")
        self.april.action_compute()
        self.assertEqual(self.fines(self.april), 30)


class TestHistories(DayEntryCase):
    def test_any_history_adds_up_to_the_facts_r3_5(self):
        """Absences come and go over locks: all months together cost today's facts."""
        days = [f"2026-03-{day:02}" for day in (2, 3, 4, 5)]
        for seed in range(4):
            with self.subTest(seed=seed):
                self.run_history(Random(seed), days, f"Agent {seed}")

    def run_history(self, random, days, name):
        self.agent = self.make_agent(name, wage=2200)
        self.plan(self.agent, days, self.day_shift)
        present = {}
        periods = self.env["cs.period"]
        for month in range(3, 7):
            for _change in range(random.randrange(1, 4)):
                day = random.choice(days)
                if day in present:
                    present.pop(day).unlink()
                else:
                    present[day] = self.punch(
                        self.agent, f"{day} 08:30", f"{day} 17:30"
                    )
            period = self.make_period(f"2026-{month:02}")
            if period.state == "locked":
                period.with_user(self.users["manager"]).reopen("Another history")
            periods |= period
            for _again in range(random.randrange(1, 3)):
                period.action_compute()
            if period.state != "published":
                period.action_publish()
            period.action_lock()
        due = -30 * (len(days) - len(present))
        paid = sum(self.fines(period) for period in periods)
        self.assertEqual(paid, due, sorted(present))
        for period in periods[::-1]:
            period.with_user(self.users["manager"]).reopen("Another history")
