"""Entries across a lock: occurrences count over locked months, too (R2.1)."""

from tests.conduct.test_conduct import ConductCase
from tests.words import check_words


class TestAcrossTheLock(ConductCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.april, cls.may = cls.make_period("2026-04"), cls.make_period("2026-05")

    def case_of(self, entry):
        return self.env["cs.disciplinary.case"].search([("key", "=", str(entry.id))])

    def adjusted(self, *periods):
        """What fines of March were changed by in later months."""
        found = 0
        for period in periods:
            lines = self.statement(self.agent, period).line_ids
            check_words(self, lines)
            found += sum(
                line.amount for line in lines if line.adjusted_code == "CS_FINE"
            )
        return found

    def three(self):
        days = ("2026-03-03", "2026-03-12", "2026-03-31")
        entries = [self.entry_of("COMPLAINT", day) for day in days]
        self.lock(self.march)
        return entries

    def test_the_first_of_three_cancelled_after_the_lock_r2_1(self):
        """50 given back: 100 became 50; the dismissal case falls."""
        first, second, third = self.three()
        self.assertEqual(self.case_of(third).state, "proposed")
        score = self.statement(self.agent, self.march).score
        first.with_user(self.leader).cancel("A mistake")
        for _run in range(2):
            self.april.action_compute()
        # The first is taken back, the second was 100 and is a first of 50.
        self.assertEqual(self.adjusted(self.april), 50 + 50)
        self.assertEqual(self.case_of(third).state, "dropped")
        self.assertEqual((second.amount, third.occurrence), (100, 3))
        self.assertEqual(self.statement(self.agent, self.march).score, score)

    def test_the_first_of_two_cancelled_after_the_lock_r2_1(self):
        first, second = (
            self.entry_of("COMPLAINT", day) for day in ("2026-03-03", "2026-03-12")
        )
        self.lock(self.march)
        first.with_user(self.leader).cancel("A mistake")
        self.april.action_compute()
        self.assertEqual(self.adjusted(self.april), 50 + 50)
        self.lock(self.april)
        self.may.action_compute()
        self.assertEqual(self.adjusted(self.april, self.may), 100)
        second.with_user(self.leader).cancel("A mistake")
        self.may.action_compute()
        self.assertEqual(self.adjusted(self.april, self.may), 150)

    def test_a_third_complaint_found_late_r2_1(self):
        for day in ("2026-03-03", "2026-03-12"):
            self.entry_of("COMPLAINT", day)
        self.lock(self.march)
        third = self.entry_of("COMPLAINT", "2026-03-20")
        self.assertEqual((third.occurrence, third.period_id), (3, self.april))
        self.april.action_compute()
        self.assertEqual(self.adjusted(self.april), 0)
        self.assertEqual(self.case_of(third).state, "proposed")
        self.assertEqual(self.case_of(third).period_id, self.april)

    def test_a_complaint_found_late_before_the_others_r2_1(self):
        """It is the first now; what the others took stays, the case is proposed."""
        entries = [
            self.entry_of("COMPLAINT", day) for day in ("2026-03-10", "2026-03-12")
        ]
        self.lock(self.march)
        late = self.entry_of("COMPLAINT", "2026-03-02")
        self.april.action_compute()
        self.assertEqual(late.amount, 50)
        self.assertEqual(self.adjusted(self.april), -50)
        case = self.case_of(entries[1])
        self.assertEqual((case.period_id, case.state), (self.april, "proposed"))
        late.with_user(self.leader).cancel("A mistake")
        self.april.action_compute()
        self.assertFalse(self.case_of(entries[1]))

    def test_decided_cases_stay_r2_1(self):
        first, _second, third = self.three()
        case = self.case_of(third).with_user(self.officer)
        case.decision_note = "Talked it over"
        case.action_drop()
        first.with_user(self.leader).cancel("A mistake")
        self.april.action_compute()
        self.assertEqual(case.decision_note, "Talked it over")
        self.assertFalse(case.is_withdrawn)
