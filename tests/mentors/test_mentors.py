"""Mentors: new starters in cohorts, and prizes for the fastest (R2.11)."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import CsCase
from tests.words import check_words


@freeze_time("2026-03-20 02:00:00")
class MentorCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prizes = [
            Command.create({"place": place, "amount": amount})
            for place, amount in ((1, 150), (2, 100), (3, 50))
        ]
        cls.edit_policy({"mentors_enabled": True, "mentor_prize_ids": prizes})
        cls.mentors = [cls.make_agent(f"Mentor {n}") for n in range(4)]
        cls.starters = [
            cls.make_agent(f"Starter {n}", level=cls.trial, joined="2026-02-01")
            for n in range(4)
        ]
        cls.cohort = (
            cls.env["cs.mentor.cohort"]
            .with_user(cls.users["officer"])
            .create({"name": "February", "company_id": cls.company.id})
        )
        cls.march = cls.make_period("2026-03")

    def bring_on(self, number, passed=None, mentor=None, cohort=None):
        """A mentorship from February on; passed on a day of March."""
        row = (
            self.env["cs.mentorship"]
            .with_user(self.users["leader"])
            .create(
                {
                    "employee_id": self.starters[number].id,
                    "mentor_id": (mentor or self.mentors[number]).id,
                    "cohort_id": (cohort or self.cohort).id,
                    "date": "2026-02-01",
                    "date_passed": passed and date(2026, 3, passed),
                }
            )
        )
        if passed:
            row.action_pass()
        return row

    def prizes(self, period=None):
        period = period or self.march
        period.action_compute()
        return [
            self.amounts(mentor, period).get("CS_PRIZE", 0) for mentor in self.mentors
        ]


@freeze_time("2026-03-20 02:00:00")
class TestPrizes(MentorCase):
    def test_fastest_second_third_r2_11(self):
        """R2.11, worked: 150, 100, 50 by days; the fourth gets nothing."""
        rows = [self.bring_on(n, day) for n, day in enumerate((12, 3, 8, 16))]
        self.assertEqual(rows[1].days, 30)
        self.assertEqual(self.prizes(), [0, 0, 0, 0])
        self.cohort.action_close()
        self.assertEqual([row.place for row in rows], [3, 1, 2, 4])
        self.assertEqual(self.prizes(), [50, 150, 100, 0])
        line = self.statement(self.mentors[1], self.march).line_ids.filtered(
            lambda line: line.code == "CS_PRIZE"
        )
        self.assertIn("Starter 1 passed the trial after 30 days", line.trace_text)
        self.assertIn("place 1 of February", line.trace_text)
        self.assertEqual(check_words(self, line), 1)
        action, domain = line._source()
        self.assertEqual(action, "cs_management.cs_mentorship_action")
        self.assertEqual(self.env["cs.mentorship"].search(domain), rows[1])

    def test_ties_are_a_choice_r2_11(self):
        """Two first get 150 each, or share 150 and 100."""
        for number, day in enumerate((3, 3, 8)):
            self.bring_on(number, day)
        self.cohort.action_close()
        self.assertEqual(self.prizes(), [150, 150, 50, 0])
        self.cohort.action_reopen()
        self.assertEqual(self.prizes(), [0, 0, 0, 0])
        self.edit_policy({"mentors_ties": "share"})
        self.cohort.action_close()
        self.assertEqual(self.prizes(), [125, 125, 50, 0])
        lines = self.march.statement_ids.line_ids
        prizes = lines.filtered(lambda line: line.code == "CS_PRIZE")
        self.assertEqual(check_words(self, prizes), 3)

    def test_a_starter_who_leaves_takes_no_place_r2_11(self):
        self.bring_on(0, 12)
        gone = self.bring_on(1)
        quiet = self.bring_on(2)
        with self.assertRaisesRegex(UserError, "Starter 2, Starter 1"):
            self.cohort.action_close()
        gone.action_leave()
        self.starters[2].contract_date_end = "2026-03-10"
        self.cohort.action_close()
        self.assertEqual((gone.state, quiet.state), ("left", "left"))
        self.assertEqual(self.prizes(), [150, 0, 0, 0])

    def test_a_mentor_who_left_after_the_trial_is_paid_r2_11(self):
        """Who was there when the trial was passed gets the prize, also when gone."""
        self.bring_on(0, 3)
        self.mentors[0].contract_date_end = "2026-03-05"
        self.cohort.action_close()
        self.assertEqual(self.prizes()[0], 150)

    def test_a_mentor_who_left_in_a_month_before_is_paid_r2_11(self):
        self.bring_on(0, 3)
        self.mentors[0].contract_date_end = "2026-03-05"
        with freeze_time("2026-04-10 02:00:00"):
            self.cohort.action_close()
        self.march.action_lock()
        self.assertEqual(self.prizes(self.make_period("2026-04"))[0], 150)

    def test_a_mentor_who_left_before_gets_nothing_and_nobody_moves_up_r2_11(self):
        self.bring_on(0, 8)
        self.mentors[0].contract_date_end = "2026-03-05"
        second = self.bring_on(1, 12)
        self.cohort.action_close()
        self.assertEqual(second.place, 2)
        self.assertEqual(self.prizes(), [0, 100, 0, 0])

    def test_the_mentor_at_the_end_gets_it_r2_11(self):
        row = self.bring_on(0)
        row.mentor_id = self.mentors[3]
        row.date_passed = "2026-03-03"
        row.action_pass()
        self.cohort.action_close()
        self.assertEqual(self.prizes(), [0, 0, 0, 150])

    def test_one_mentor_of_two_starters_gets_both_r2_11(self):
        self.bring_on(0, 3)
        self.bring_on(1, 8, mentor=self.mentors[0])
        self.cohort.action_close()
        self.assertEqual(self.prizes(), [250, 0, 0, 0])

    def test_the_lock_seals_the_cohort_r2_11(self):
        row = self.bring_on(0, 3)
        self.cohort.action_close()
        self.march.action_lock()
        with self.assertRaisesRegex(UserError, "locked"):
            self.cohort.action_reopen()
        with self.assertRaisesRegex(UserError, "closed"):
            row.note = "Another word"
        with self.assertRaisesRegex(UserError, "closed"):
            row.action_resume()

    def test_closed_in_a_locked_month_it_is_paid_with_the_next_r2_11(self):
        self.bring_on(0, 3)
        self.march.action_lock()
        self.cohort.action_close()
        self.assertEqual(self.cohort.date_closed, date(2026, 4, 1))
        self.assertEqual(self.prizes(self.make_period("2026-04"))[0], 150)

    def test_as_many_queries_for_many_mentors_as_for_one(self):
        self.bring_on(0, 3)
        self.cohort.action_close()

        def selects():
            run = self.march._run_pipeline()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.march._step_mentors(run)
            return len(found)

        few = selects()
        second = self.cohort.create({"name": "More", "company_id": self.company.id})
        for number in range(1, 4):
            self.bring_on(number, 5 + number, cohort=second)
        second.action_close()
        self.assertEqual(selects(), few)


@freeze_time("2026-03-20 02:00:00")
class TestRoles(MentorCase):
    def test_a_day_that_can_be_r2_11(self):
        row = self.bring_on(0)
        for day, text in (("2026-01-31", "before it began"), ("2026-03-21", "ahead")):
            with self.assertRaises(ValidationError) as caught:
                row.date_passed = day
            self.assertIn(text, str(caught.exception))
        row.action_pass()
        self.assertEqual(row.date_passed, date(2026, 3, 20))
        with self.assertRaisesRegex(UserError, "take it up again"):
            row.date_passed = "2026-03-01"
        row.action_resume()
        self.assertFalse(row.date_passed)

    def test_neither_mentor_nor_starter_decides_r2_11(self):
        leader = self.users["leader"]
        own = self.make_agent("Lead", user_id=leader.id)
        with self.assertRaisesRegex(UserError, "concerns you"):
            self.bring_on(0, mentor=own)
        row = self.bring_on(1)
        with self.assertRaises(UserError):
            row.mentor_id = own
        row.with_user(self.users["officer"]).mentor_id = own
        with self.assertRaisesRegex(UserError, "concerns you"):
            row.action_pass()

    def test_hr_closes_cohorts_r2_11(self):
        self.bring_on(0, 3)
        with self.assertRaises(AccessError):
            self.cohort.with_user(self.users["leader"]).action_close()
        with self.assertRaisesRegex(AccessError, "set by hand"):
            self.cohort.date_closed = "2026-03-01"
        row = self.cohort.mentorship_ids
        with self.assertRaisesRegex(AccessError, "set by hand"):
            row.with_user(self.users["leader"]).prize = 1000

    def test_hr_that_mentors_does_not_close_r2_11(self):
        own = self.make_agent("Officer", user_id=self.users["officer"].id)
        self.bring_on(0, 3, mentor=own)
        with self.assertRaisesRegex(UserError, "concerns you"):
            self.cohort.action_close()
        self.cohort.with_user(self.users["manager"]).action_close()

    def test_agents_see_their_own_r2_11(self):
        self.mentors[0].user_id = self.users["agent"]
        row = self.bring_on(0)
        self.bring_on(1)
        seen = self.env["cs.mentorship"].with_user(self.users["agent"])
        self.assertEqual(seen.search([]), row)
        with self.assertRaises(UserError):
            seen.browse(row.id).note = "Fast"
        officer = self.mentors[0].with_user(self.users["officer"])
        self.assertEqual(officer.cs_mentorship_count, 1)

    def test_the_policy_names_places_r2_11(self):
        with self.assertRaisesRegex(ValidationError, "no places"):
            self.edit_policy({"mentor_prize_ids": [Command.clear()]})
