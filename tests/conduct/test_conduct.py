from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from tests.common import CsCase

GUARDED = {
    "issuer_id": 1,
    "period_id": False,
    "origin_period_id": False,
    "occurrence": 9,
    "sanction": "dismissal",
    "is_override": True,
    "source": "import",
    "reversal_of_id": False,
    "statement_id": False,
}


class ConductCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader, cls.officer = cls.users["leader"], cls.users["officer"]
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.colleague = cls.make_agent("Wang")
        cls.march = cls.make_period("2026-03")

    def entry_of(self, code, day="2026-03-10", agent=None, **values):
        return self.make_entry(agent or self.agent, code, day, **values)

    def lock(self, period):
        period.action_compute()
        period.action_lock()


class TestOccurrences(ConductCase):
    """What the nth entry of a rule costs (R2.1)."""

    def complaints(self, *days):
        return [self.entry_of("COMPLAINT", day) for day in days]

    def facts(self, entries):
        return [(entry.occurrence, entry.amount) for entry in entries]

    def test_three_complaints_cost_50_100_and_a_dismissal_case_r2_1(self):
        entries = self.complaints("2026-03-03", "2026-03-12", "2026-03-31")
        self.assertEqual(self.facts(entries), [(1, 50), (2, 100), (3, 0)])
        self.assertEqual(entries[2].sanction, "dismissal")
        self.march.action_compute()
        self.assertEqual(self.amounts(self.agent, self.march)["CS_FINE"], -150)
        case = self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", self.agent.id), ("reason", "=", "step")]
        )
        self.assertEqual(case.key, str(entries[2].id))
        self.assertEqual(case.state, "proposed")

    def test_fines_go_into_the_teams_fund_at_the_lock_r2_10(self):
        self.complaints("2026-03-03", "2026-03-12", "2026-03-31")
        self.march.action_compute()
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertFalse(fund, "nothing is posted before the lock")
        self.march.action_lock()
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertEqual(fund.balance, 150)
        self.assertEqual(fund.move_ids.kind, "fine")
        with self.assertRaises(UserError):
            fund.move_ids.write({"amount": 1})

    def test_reopening_takes_the_fines_out_of_the_fund_again(self):
        self.complaints("2026-03-03")
        self.lock(self.march)
        self.march.with_user(self.users["manager"]).reopen("a complaint was wrong")
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertEqual(fund.balance, 0)
        self.march.action_lock()
        self.assertEqual(fund.balance, 50)

    def test_a_new_calendar_month_begins_with_the_first_again_r2_1(self):
        entries = self.complaints("2026-03-30", "2026-03-31", "2026-04-01")
        self.assertEqual(self.facts(entries), [(1, 50), (2, 100), (1, 50)])

    def test_occurrences_are_counted_per_agent_and_rule(self):
        first = self.entry_of("COMPLAINT")
        other = self.entry_of("COMPLAINT", agent=self.colleague)
        another = self.entry_of("DUTY")
        self.assertEqual([first.occurrence, other.occurrence], [1, 1])
        self.assertEqual(another.occurrence, 1)

    def test_amounts_follow_when_an_earlier_entry_is_cancelled_r2_1(self):
        first, second, third = self.complaints("2026-03-03", "2026-03-12", "2026-03-31")
        first.action_cancel()
        self.assertEqual(self.facts([second, third]), [(1, 50), (2, 100)])
        self.assertFalse(third.sanction)

    def test_amounts_follow_when_an_entry_is_dated_back_r2_1(self):
        first, second = self.complaints("2026-03-12", "2026-03-20")
        second.date = "2026-03-02"
        self.assertEqual(self.facts([second, first]), [(1, 50), (2, 100)])

    def test_a_late_recorded_earlier_entry_moves_the_others_up_r2_1(self):
        later = self.entry_of("COMPLAINT", "2026-03-20")
        earlier = self.entry_of("COMPLAINT", "2026-03-02")
        self.assertEqual(self.facts([earlier, later]), [(1, 50), (2, 100)])

    def test_drafts_do_not_count(self):
        draft = self.entry_of("COMPLAINT", "2026-03-01", confirm=False)
        confirmed = self.entry_of("COMPLAINT", "2026-03-20")
        self.assertEqual(confirmed.occurrence, 1)
        draft.action_confirm()
        self.assertEqual(self.facts([draft, confirmed]), [(1, 50), (2, 100)])

    def test_a_value_set_by_hand_survives_renumbering(self):
        late = self.entry_of("RANGE", "2026-03-20", points=5)
        self.assertTrue(late.is_override)
        first = self.entry_of("RANGE", "2026-03-02")
        self.assertEqual((first.occurrence, first.points), (1, 2))
        self.assertEqual((late.occurrence, late.points), (2, 5))
        first.action_cancel()
        self.assertEqual((late.occurrence, late.points), (1, 5))

    def test_changing_one_value_keeps_the_other_one_set_by_hand(self):
        entry = self.entry_of("MERIT", points=20, amount=100)
        entry.points = 30
        self.assertEqual((entry.points, entry.amount), (30, 100))
        self.assertTrue(entry.is_override)


class TestEntry(ConductCase):
    """How an entry is recorded, and who may (R2, R3)."""

    def test_points_stay_within_the_rules_range_r3_3(self):
        self.assertEqual(self.entry_of("RANGE").points, 2)
        self.assertEqual(self.entry_of("RANGE", points=5).points, 5)
        for points in (1, 5.01):
            with self.assertRaises(ValidationError):
                self.entry_of("RANGE", points=points)
        with self.assertRaises(ValidationError):
            self.entry_of("LIGHT2", points=3)

    def test_money_stays_within_the_rules_range_r2_12(self):
        self.assertEqual(self.entry_of("MERIT", amount=100).money, 100)
        with self.assertRaises(ValidationError):
            self.entry_of("MERIT", amount=501)
        with self.assertRaises(ValidationError):
            self.entry_of("COMPLAINT", amount=60)

    def test_violations_lower_and_merits_raise_the_score(self):
        self.assertEqual(self.entry_of("LIGHT2").score_points, -2)
        self.assertEqual(self.entry_of("MERIT5").score_points, 5)
        self.assertEqual(self.entry_of("COMPLAINT").money, -50)

    def test_worked_numbers_r2_6(self):
        """First reply after 30 / 60 / 95 s: 0 / 5 / 15."""
        entry = self.entry_of("REPLY", confirm=False, measure=30)
        for seconds, fine in ((30, 0), (60, 5), (95, 15)):
            entry.measure = seconds
            self.assertEqual(entry.amount, fine)

    def test_nobody_writes_an_entry_about_himself(self):
        own = self.make_agent("Leader Zhao", user_id=self.leader.id)
        with self.assertRaisesRegex(ValidationError, "about themselves"):
            self.entry_of("MERIT5", agent=own, user=self.leader)
        written = self.entry_of("LIGHT2", agent=own, confirm=False)
        self.assertFalse(written.with_user(self.leader).can_confirm)
        with self.assertRaisesRegex(UserError, "against themselves"):
            written.with_user(self.leader).action_confirm()
        written.action_confirm()
        with self.assertRaisesRegex(UserError, "against themselves"):
            written.with_user(self.leader).action_cancel()

    def test_who_records_an_entry_is_its_issuer_whatever_he_sends(self):
        with self.assertRaises(AccessError):
            self.entry_of("LIGHT2", user=self.leader, issuer_id=self.officer.id)
        self.preset(issuer_id=self.officer.id)
        entry = self.entry_of("LIGHT2", user=self.leader)
        self.assertEqual(entry.issuer_id, self.leader)

    def preset(self, **defaults):
        """Send values the other way: as defaults of the context."""
        context = {f"default_{name}": value for name, value in defaults.items()}
        env = self.env(context={**self.env.context, **context})
        self.patch(type(self), "env", env)

    def test_an_entry_stays_with_the_department_of_its_agent(self):
        entry = self.entry_of("LIGHT2", confirm=False).with_user(self.leader)
        with self.assertRaisesRegex(AccessError, "follow the agent"):
            entry.write({"department_id": self.other_team.id})
        self.preset(department_id=self.other_team.id)
        self.assertEqual(
            self.entry_of("DUTY", user=self.leader).department_id, self.team
        )

    def test_what_only_the_system_sets_is_no_ones_to_write(self):
        entry = self.entry_of("LIGHT2", user=self.leader, confirm=False)
        for name, value in GUARDED.items():
            with self.subTest(name), self.assertRaises(UserError):
                entry.with_user(self.leader).write({name: value})

    def test_a_reversal_cannot_be_made_up(self):
        """Its points and money are those of what it reverses, not a chosen sum."""
        entry = self.entry_of("DUTY")
        with self.assertRaises(AccessError):
            self.entry_of("DUTY", user=self.leader, reversal_of_id=entry.id)
        self.preset(reversal_of_id=entry.id)
        made_up = self.entry_of("DUTY", user=self.leader)
        self.assertFalse(made_up.reversal_of_id)
        self.assertEqual(made_up.money, -10)

    def test_marks_for_team_leads_need_a_lead_and_a_reason_r3_7(self):
        lead = self.make_agent("Leader Zhao", user_id=self.leader.id)
        with self.assertRaisesRegex(ValidationError, "leads no"):
            self.entry_of("LEAD", note="calm", points=3)
        with self.assertRaisesRegex(ValidationError, "written reason"):
            self.entry_of("LEAD", agent=lead, points=3)
        with self.assertRaisesRegex(ValidationError, "written reason"):
            self.entry_of("LEAD", agent=lead, points=3, note="   ")
        entry = self.entry_of("LEAD", agent=lead, points=-5, note="late reports")
        self.assertEqual(entry.score_points, -5)
        with self.assertRaises(ValidationError):
            self.entry_of("LEAD", agent=lead, points=6, note="too much")

    def test_a_loss_is_made_good_only_where_the_rule_asks_for_it_r2_17(self):
        entry = self.entry_of("LOSS", compensation=120)
        self.march.action_compute()
        amounts = self.amounts(self.agent, self.march)
        self.assertEqual(amounts["CS_COMPENSATION"], -120)
        self.assertNotIn("CS_FINE", amounts)
        self.assertEqual(entry.money, 0)
        with self.assertRaisesRegex(ValidationError, "loss to be made good"):
            self.entry_of("LIGHT2", compensation=5)

    def test_the_state_changes_by_buttons_only(self):
        entry = self.entry_of("LIGHT2", confirm=False).with_user(self.leader)
        with self.assertRaises(AccessError):
            entry.write({"state": "confirmed"})
        with self.assertRaises(AccessError):
            self.entry_of("LIGHT2", user=self.leader, state="confirmed")
        self.preset(state="confirmed")
        created = self.entry_of("LIGHT2", user=self.leader, confirm=False)
        self.assertEqual(created.state, "draft")

    def test_a_confirmed_entry_keeps_its_agent_and_rule(self):
        entry = self.entry_of("LIGHT2")
        for values in (
            {"employee_id": self.colleague.id},
            {"rule_id": self.rules["DUTY"].id},
        ):
            with self.assertRaisesRegex(UserError, "keeps its agent"):
                entry.write(values)

    def test_an_agent_neither_writes_nor_confirms_entries(self):
        user = self.users["agent"]
        with self.assertRaises(AccessError):
            self.entry_of("MERIT5", agent=self.colleague, user=user)
        entry = self.entry_of("LIGHT2")
        with self.assertRaises(UserError):
            entry.with_user(user).action_cancel()

    def test_a_leader_records_for_his_teams_and_no_other(self):
        night = self.make_agent("Chen", department_id=self.subteam.id)
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        for agent in (self.agent, night):
            entry = self.entry_of("LIGHT2", agent=agent, user=self.leader)
            self.assertEqual(entry.state, "confirmed")
        with self.assertRaises(AccessError):
            self.entry_of("LIGHT2", agent=stranger, user=self.leader)

    def test_an_entry_keeps_the_department_of_its_day(self):
        entry = self.entry_of("LIGHT2")
        self.agent.create_version(
            {"date_version": "2026-03-15", "department_id": self.other_team.id}
        )
        later = self.entry_of("LIGHT2", "2026-03-20")
        self.assertEqual(entry.department_id, self.team)
        self.assertEqual(later.department_id, self.other_team)

    def test_the_rule_is_that_of_the_policy_in_force_on_the_day(self):
        version = self.policy.new_version("2026-04-01")
        rule = version.rule_ids.filtered(lambda rule: rule.code == "DUTY")
        rule.write({"amount_min": 30, "amount_max": 30})
        version.action_approve()
        before = self.entry_of("DUTY", "2026-03-31")
        after = self.entry_of("DUTY", "2026-04-01")
        self.assertEqual((before.amount, after.amount), (10, 30))
        self.assertEqual(after.rule_id, rule)

    def test_several_agents_at_once(self):
        batch = (
            self.env["cs.conduct.entry.batch"]
            .with_user(self.leader)
            .create(
                {
                    "employee_ids": [Command.set((self.agent + self.colleague).ids)],
                    "date": "2026-03-10",
                    "rule_id": self.rules["DUTY"].id,
                    "note": "cleaning",
                }
            )
        )
        self.assertIn(self.policy, batch.policy_ids)
        entries = self.env["cs.conduct.entry"].search(batch.action_create()["domain"])
        self.assertEqual(entries.employee_id, self.agent + self.colleague)
        self.assertEqual(set(entries.mapped("state")), {"confirmed"})
        self.assertEqual(entries.issuer_id, self.leader)


class TestCase(ConductCase):
    """R2.1, R3.10: people decide about a dismissal case, with a reason."""

    def setUp(self):
        super().setUp()
        for day in ("2026-03-03", "2026-03-12", "2026-03-31"):
            self.entry_of("COMPLAINT", day)
        self.march.action_compute()
        case = self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", self.agent.id), ("reason", "=", "step")]
        )
        self.case = case.with_user(self.users["officer"])

    def test_a_decision_needs_its_reason_and_stays(self):
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.case.action_drop()
        self.case.decision_note = "The third one was a misunderstanding"
        self.case.action_drop()
        self.assertEqual(self.case.state, "dropped")
        self.assertEqual(self.case.decided_by_id, self.users["officer"])
        with self.assertRaisesRegex(UserError, "status is Dropped"):
            self.case.action_uphold()
        with self.assertRaisesRegex(UserError, "status is Dropped"):
            self.case.decision_note = "Something else"
        self.march.action_compute()
        self.assertEqual(self.case.state, "dropped")

    def test_nobody_decides_about_himself(self):
        self.agent.user_id = self.users["officer"]
        with self.assertRaisesRegex(UserError, "themselves"):
            self.case.action_drop()
        with self.assertRaisesRegex(UserError, "themselves"):
            self.case.decision_note = "I am sorry"

    def test_leaders_do_not_decide(self):
        with self.assertRaisesRegex(UserError, "decided by HR"):
            self.case.with_user(self.users["leader"]).action_drop()


class TestLockedEntry(ConductCase):
    """What a locked period rests on no longer changes."""

    def test_a_locked_entry_is_frozen(self):
        entry = self.entry_of("COMPLAINT")
        self.lock(self.march)
        for values in ({"amount": 0}, {"date": "2026-04-01"}, {"note": "x"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "is locked"):
                entry.write(values)
        with self.assertRaises(UserError):
            entry.unlink()

    def test_a_confirmed_entry_is_cancelled_with_a_reason(self):
        """The button asks for it; a remote call does not get around it."""
        entry = self.entry_of("COMPLAINT").with_user(self.leader)
        action = entry.action_cancel()
        self.assertEqual(action["res_model"], "cs.decision.reason")
        self.assertEqual(entry.state, "confirmed")
        with self.assertRaisesRegex(ValidationError, "reason"):
            entry.cancel("  ")
        with self.assertRaises(AccessError):
            entry.write({"cancel_reason": "By hand"})
        wizard = self.env["cs.decision.reason"].with_user(self.leader)
        wizard = wizard.with_context(action["context"]).create(
            {"reason": "Wrong agent"}
        )
        wizard.action_apply()
        self.assertEqual(
            (entry.state, entry.cancel_reason), ("cancelled", "Wrong agent")
        )
        entry.action_draft()
        self.assertFalse(entry.cancel_reason)

    def test_several_confirmed_entries_are_not_cancelled_without_reasons(self):
        entries = self.entry_of("COMPLAINT") | self.entry_of("LIGHT2")
        with self.assertRaisesRegex(UserError, "one by one"):
            entries.with_user(self.leader).action_cancel()
        drafts = self.entry_of("LIGHT2", confirm=False)
        drafts.with_user(self.leader).action_cancel()
        self.assertEqual(drafts.state, "cancelled")

    def test_the_reason_of_a_reversal_stays_on_the_locked_entry(self):
        entry = self.entry_of("COMPLAINT")
        self.lock(self.march)
        entry.with_user(self.leader).cancel("The parcel was lost")
        self.assertEqual(entry.cancel_reason, "The parcel was lost")
        self.assertTrue(entry.is_reversed)

    def test_cancelling_reverses_in_the_next_open_period(self):
        entry = self.entry_of("COMPLAINT")
        self.lock(self.march)
        before = self.statement(self.agent, self.march).amount_total
        entry.with_user(self.leader).cancel("A mistake")
        reversal = entry.reversal_ids
        april = self.make_period("2026-04")
        self.assertEqual(entry.state, "confirmed")
        self.assertEqual(reversal.period_id, april)
        self.assertEqual(reversal.origin_period_id, self.march)
        self.assertEqual(reversal.money, 50)
        april.action_compute()
        line = self.statement(self.agent, april).line_ids.filtered(
            lambda line: line.code == "CS_ADJUSTMENT"
        )
        self.assertEqual(line.amount, 50)
        self.assertEqual(line.adjusted_code, "CS_FINE")
        self.assertEqual(line.origin_period_id, self.march)
        self.assertEqual(self.statement(self.agent, self.march).amount_total, before)

    def test_a_reversal_gives_the_points_back_in_its_posting_period(self):
        entry = self.entry_of("MEDIUM10")
        self.lock(self.march)
        entry.action_cancel()
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.statement(self.agent, self.march).score, 70)
        self.assertEqual(self.statement(self.agent, april).score, 90)

    def test_an_entry_is_reversed_once(self):
        entry = self.entry_of("COMPLAINT")
        self.lock(self.march)
        entry.action_cancel()
        for again in (entry, entry.reversal_ids):
            with self.assertRaises(UserError):
                again.action_cancel()

    def test_a_reversed_fine_comes_out_of_the_fund_again_r2_10(self):
        entry = self.entry_of("COMPLAINT")
        self.lock(self.march)
        entry.action_cancel()
        self.lock(self.make_period("2026-04"))
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertEqual(sorted(fund.move_ids.mapped("amount")), [-50, 50])
        self.assertEqual(fund.balance, 0)

    def test_a_late_entry_counts_in_the_next_open_period(self):
        """Occurrence and amount by its date, points where it is posted."""
        self.entry_of("COMPLAINT", "2026-03-05")
        self.lock(self.march)
        late = self.entry_of("COMPLAINT", "2026-03-20")
        points = self.entry_of("MEDIUM10", "2026-03-21")
        april = self.make_period("2026-04")
        self.assertEqual(late.period_id, april)
        self.assertEqual(late.origin_period_id, self.march)
        self.assertEqual((late.occurrence, late.amount), (2, 100))
        april.action_compute()
        statement = self.statement(self.agent, april)
        line = statement.line_ids.filtered("origin_period_id")
        self.assertEqual((line.code, line.amount), ("CS_ADJUSTMENT", -100))
        self.assertEqual(line.adjusted_code, "CS_FINE")
        self.assertEqual(statement.score, 70)
        self.assertEqual(points.statement_id, statement)

    def test_an_entry_dated_back_into_a_locked_period_counts_in_the_open_one(self):
        april = self.make_period("2026-04")
        entry = self.entry_of("COMPLAINT", "2026-04-02")
        self.lock(self.march)
        entry.date = "2026-03-28"
        self.assertEqual(entry.period_id, april)
        self.assertEqual(entry.origin_period_id, self.march)

    def test_who_has_left_and_has_a_late_entry_still_gets_a_statement(self):
        self.agent.version_id.contract_date_end = "2026-03-31"
        self.lock(self.march)
        self.agent.active = False
        self.entry_of("COMPLAINT", "2026-03-20")
        april = self.make_period("2026-04")
        april.action_compute()
        amounts = self.amounts(self.agent, april)
        self.assertEqual(amounts["CS_ADJUSTMENT"], -50)
        statement = self.statement(self.agent, april)
        # Nothing is owed for the fine of who has left: it is shown.
        self.assertEqual((statement.amount_total, statement.balance_closing), (0, 50))
        self.assertNotIn("CS_BASE", amounts)


class TestAppeal(ConductCase):
    """Who may appeal, who decides, and what follows."""

    def setUp(self):
        super().setUp()
        self.entry = self.entry_of("COMPLAINT", user=self.leader)

    def appeal(self, user=None, entry=None, **values):
        return (
            self.env["cs.appeal"]
            .with_user(user or self.users["agent"])
            .create(
                {
                    "entry_id": (entry or self.entry).id,
                    "reason": "not me",
                    **values,
                }
            )
        )

    def test_only_the_agent_concerned_appeals(self):
        appeal = self.appeal()
        self.assertEqual(appeal.employee_id, self.agent)
        self.assertEqual(appeal.department_id, self.team)
        self.assertEqual(appeal.state, "pending")
        other = self.entry_of("COMPLAINT", agent=self.colleague)
        for user in (self.users["agent"], self.leader, self.officer):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.appeal(user, other)

    def test_one_appeal_at_a_time(self):
        self.appeal()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.appeal()

    def test_only_a_confirmed_entry_is_appealed(self):
        self.entry.cancel("A mistake")
        with self.assertRaisesRegex(UserError, "confirmed entry"):
            self.appeal()

    def test_who_issued_the_entry_does_not_decide(self):
        appeal = self.appeal().with_user(self.leader)
        self.assertFalse(appeal.can_decide)
        with self.assertRaisesRegex(UserError, "You issued"):
            appeal.action_accept()

    def test_nobody_decides_about_himself(self):
        appeal = self.appeal()
        with self.assertRaisesRegex(UserError, "about themselves"):
            appeal.action_accept()
        with self.assertRaises(UserError):
            appeal.write({"state": "accepted"})
        with self.assertRaises(UserError):
            appeal.write({"decision_note": "granted"})

    def test_the_agent_does_not_choose_who_decides(self):
        """Team and agent of an appeal are those of its entry, whatever is sent."""
        with self.assertRaises(AccessError):
            self.appeal(department_id=self.other_team.id)
        appeals = self.env["cs.appeal"].with_user(self.users["agent"])
        appeal = appeals.with_context(default_department_id=self.other_team.id).create(
            {"entry_id": self.entry.id, "reason": "not me"}
        )
        self.assertEqual(appeal.department_id, self.team)
        for name, value in (
            ("department_id", self.other_team.id),
            ("employee_id", self.colleague.id),
            ("decided_by_id", self.officer.id),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                appeal.write({name: value})

    def test_a_leader_of_another_team_does_not_decide(self):
        second = self.make_user("leader", login="cs_leader_two")
        self.other_team.cs_leader_ids = second
        appeal = self.appeal().with_user(second)
        with self.assertRaises(AccessError):
            appeal.action_accept()

    def test_a_leader_who_did_not_issue_decides(self):
        second = self.make_user("leader", login="cs_leader_two")
        self.team.cs_leader_ids += second
        appeal = self.appeal().with_user(second)
        self.assertTrue(appeal.can_decide)
        appeal.action_accept()
        self.assertEqual(self.entry.state, "cancelled")
        self.assertEqual(appeal.decided_by_id, second)

    def test_an_accepted_appeal_cancels_the_entry(self):
        later = self.entry_of("COMPLAINT", "2026-03-20")
        self.assertEqual(later.amount, 100)
        self.appeal().with_user(self.officer).action_accept()
        self.assertEqual(self.entry.state, "cancelled")
        self.assertEqual(later.amount, 50)

    def test_an_accepted_appeal_after_the_lock_reverses_the_entry(self):
        appeal = self.appeal()
        self.lock(self.march)
        appeal.with_user(self.officer).action_accept()
        self.assertEqual(self.entry.state, "confirmed")
        self.assertEqual(self.entry.reversal_ids.money, 50)
        self.assertEqual(self.entry.reversal_ids.period_id, self.make_period("2026-04"))

    def test_a_rejection_needs_a_reason_and_changes_nothing(self):
        appeal = self.appeal().with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            appeal.action_reject()
        appeal.decision_note = "two witnesses"
        appeal.action_reject()
        self.assertEqual(appeal.state, "rejected")
        self.assertEqual(self.entry.state, "confirmed")
        with self.assertRaises(UserError):
            appeal.action_accept()

    def test_a_decided_appeal_stays_as_it_is(self):
        appeal = self.appeal()
        appeal.with_user(self.officer).action_accept()
        with self.assertRaises(UserError):
            appeal.write({"reason": "changed"})
        with self.assertRaises(UserError):
            appeal.sudo().unlink()
