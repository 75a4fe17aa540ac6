"""Cases: what opens one, its stages, and what its outcome sets in motion."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons.cs_management.engine.trace import step

from tests.cases.common import NOW, CasesCase


@freeze_time(NOW)
class TestTriggers(CasesCase):
    """Each trigger of the regulations, just met and just missed."""

    @classmethod
    def policy_values(cls):
        values = super().policy_values()
        rules = [
            # R4.1: three late a month, two absences a month.
            {
                "code": "LATE",
                "name": "Late",
                "window": "calendar_month",
                "steps": [(3, 0, "dismissal")],
            },
            {
                "code": "ABSENT",
                "name": "Absent",
                "window": "calendar_month",
                "steps": [(2, 0, "dismissal")],
            },
            {"code": "SLEEP", "name": "Sleeping", "sanction": "dismissal"},
        ]
        made = [Command.create(cls.rule_values(rule)) for rule in rules]
        return {**values, "rule_ids": [*values["rule_ids"], *made]}

    def enter(self, code, *days):
        return [self.make_entry(self.agent, code, f"2026-03-{day}") for day in days]

    def reasons(self, period=None):
        (period or self.march).action_compute()
        return self.cases().mapped("reason")

    def test_the_third_complaint_of_a_month_r2_1(self):
        self.enter("COMPLAINT", "03", "12")
        self.assertEqual(self.reasons(), [])
        self.enter("COMPLAINT", "31")
        self.assertEqual(self.reasons(), ["step"])

    def test_three_late_a_month_r4_1(self):
        self.enter("LATE", "03", "12")
        self.assertEqual(self.reasons(), [])
        self.enter("LATE", "31")
        self.assertEqual(self.reasons(), ["step"])

    def test_three_late_in_two_months_are_none_r4_1(self):
        april = self.make_period("2026-04")
        self.enter("LATE", "30", "31")
        self.make_entry(self.agent, "LATE", "2026-04-01")
        self.march.action_compute()
        self.assertEqual(self.reasons(april), [])

    def test_two_absences_a_month_r4_1(self):
        self.enter("ABSENT", "03")
        self.assertEqual(self.reasons(), [])
        self.enter("ABSENT", "04")
        self.assertEqual(self.reasons(), ["step"])

    def test_straight_to_a_case_r3_6(self):
        draft = self.make_entry(self.agent, "SLEEP", "2026-03-03", confirm=False)
        self.assertEqual(self.reasons(), [])
        draft.action_confirm()
        self.assertEqual(self.reasons(), ["step"])

    def test_under_60_r3_10(self):
        """60 is no case, 58 is one."""
        self.enter("MEDIUM10", "03")
        self.enter("MEDIUM10", "04")
        self.march.action_compute()
        score = self.statement(self.agent, self.march).score
        while score > 60:
            self.enter("LIGHT2", "05")
            self.march.action_compute()
            score = self.statement(self.agent, self.march).score
        opened = bool(self.cases(reason="score"))
        self.assertEqual(opened, score < 60)
        self.enter("LIGHT2", "06")
        self.assertIn("score", self.reasons())

    def test_a_junior_who_failed_the_reviews_r5_16(self):
        """Careers call it: it is opened once, with what they found, in words."""
        Case = self.env["cs.disciplinary.case"]
        evidence = [step("case.failed", count=3), "Reviews of January to March"]
        for _call in range(2):
            case = Case._open_for(self.agent, "junior", evidence, self.march)
        self.assertEqual(self.cases(), case)
        self.assertEqual((case.state, case.reason), ("proposed", "junior"))
        self.assertEqual(case.department_id, self.team)
        self.assertIn("one after the other: 3", case.trace_text)
        self.assertIn("January to March", case.trace_text)
        self.march.action_compute()
        self.assertEqual(self.cases(), case, "no run of a period takes it back")

    def test_what_fell_away_is_taken_back_r5_16(self):
        Case = self.env["cs.disciplinary.case"]
        case = Case._open_for(self.agent, "junior", ["Failed thrice"], self.march)
        Case._close_for(self.agent, "junior", self.march)
        self.assertFalse(case.exists(), "nobody need know")
        case = Case._open_for(self.agent, "junior", ["Failed thrice"], self.march)
        self.lead(case, "statement")
        Case._close_for(self.agent, "junior", self.march)
        self.assertEqual((case.state, case.is_withdrawn), ("dropped", True))
        Case._open_for(self.agent, "junior", ["Failed thrice"], self.march)
        self.assertEqual((case.state, case.is_withdrawn), ("proposed", False))

    def test_who_has_a_case_open_r5_11(self):
        Case = self.env["cs.disciplinary.case"]
        other = self.make_agent("Li")
        both = self.agent + other
        self.assertFalse(Case._employees_with_open(both))
        case = self.open_case()
        self.assertEqual(Case._employees_with_open(both), self.agent)
        self.lead(case)
        self.assertEqual(Case._employees_with_open(both), self.agent)
        self.uphold(case, "end")
        self.assertFalse(Case._employees_with_open(both))

    def test_cases_by_the_hundred_cost_no_more_selects_r2(self):
        agents = [self.make_agent() for _number in range(12)]
        counts = []
        for some in (agents[:2], agents[2:]):
            for agent in some:
                self.make_entry(agent, "SLEEP", "2026-03-03")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.march.action_compute()
            counts.append(len(selects))
        self.assertEqual(len(self.env["cs.disciplinary.case"].search([])), 12)
        self.assertLessEqual(counts[1], counts[0] + 5)


@freeze_time(NOW)
class TestByHand(CasesCase):
    def test_a_leader_opens_one_with_a_reason_r2_16(self):
        form = Form(self.by("leader", self.env["cs.disciplinary.case"]))
        form.employee_id = self.agent
        form.opening_note = "Shouted at a customer"
        case = form.save()
        self.assertEqual((case.state, case.reason), ("proposed", "hand"))
        self.assertEqual(case.period_id, self.march)
        self.assertEqual(case.opened_by_id, self.users["leader"])
        self.assertTrue(case.responsible_id._cs_is_officer())
        self.march.action_compute()
        self.assertTrue(case.exists(), "a run of the period leaves it alone")

    def test_a_reason_is_needed_r2_16(self):
        with self.assertRaisesRegex(ValidationError, "Say why"):
            self.open_case("leader", note=" ")

    def test_nobody_opens_one_about_themselves_or_another_team_r2_16(self):
        leads = self.make_agent("Zhao", user_id=self.users["leader"].id)
        with self.assertRaisesRegex(UserError, "themselves"):
            self.open_case("leader", leads)
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        with self.assertRaisesRegex(AccessError, "no team of yours"):
            self.open_case("leader", stranger)
        with self.assertRaises(AccessError):
            self.open_case("agent")

    def test_a_context_or_a_call_brings_nothing_in_r2_16(self):
        model = self.by("leader", self.env["cs.disciplinary.case"])
        values = {"employee_id": self.agent.id, "opening_note": "x"}
        case = model.with_context(
            default_state="upheld", default_outcome="end", default_put_on=NOW
        ).create(values)
        self.assertEqual((case.state, case.outcome), ("proposed", False))
        self.assertFalse(case.put_on)
        for more in (
            {"state": "upheld"},
            {"reason": "score"},
            {"trace": {"v": 1, "steps": []}},
            {"company_id": self.company.id},
        ):
            with self.subTest(**more), self.assertRaises(AccessError):
                model.create({**values, **more})


@freeze_time(NOW)
class TestStages(CasesCase):
    """Facts, the agent's statement, hearing, legal check, outcome."""

    def test_the_agent_reads_it_once_it_is_put_to_them_r2_16(self):
        case = self.open_case()
        mine = self.by("agent", self.env["cs.disciplinary.case"])
        self.assertFalse(mine.search([]))
        self.by("officer", case).action_put()
        self.assertEqual(mine.search([]).ids, case.ids)
        self.assertEqual(str(case.deadline), "2026-03-25")
        self.assertEqual(case.activity_ids.user_id, self.users["agent"])
        self.assertEqual(str(case.activity_ids.date_deadline), "2026-03-25")
        self.assertIn(case.employee_id.name, self.by("agent", case).display_name)

    def test_without_a_user_it_is_not_put_r2_16(self):
        case = self.open_case(agent=self.make_agent("Li"))
        with self.assertRaisesRegex(UserError, "has no user"):
            self.by("officer", case).action_put()

    def test_the_agent_answers_with_evidence_r2_16(self):
        case = self.lead(self.open_case(), "statement")
        file = [Command.create({"name": "note.txt", "raw": b"ill"})]
        self.by("agent", case).statement_file_ids = file
        for role in ("leader", "officer"):
            with self.subTest(role), self.assertRaises(UserError):
                self.say(role, case, "answer", "They did it")
        with self.assertRaises(UserError):
            self.by("officer", case).statement_file_ids = file
        self.say("agent", case, "answer", "I was ill")
        self.assertEqual((case.state, case.statement), ("hearing", "I was ill"))
        self.assertTrue(case.statement_on)
        self.assertEqual(case.activity_ids.user_id, case.responsible_id)
        with self.assertRaises(UserError):
            self.by("agent", case).statement_file_ids = [Command.clear()]
        with self.assertRaises(AccessError):
            self.by("agent", case.statement_file_ids).unlink()
        with self.assertRaises(UserError):
            self.say("agent", case, "answer", "And another thing")

    def test_silence_counts_from_the_day_after_the_last_r2_16(self):
        case = self.lead(self.open_case(), "statement")
        with freeze_time("2026-03-25 15:00:00"):
            case.invalidate_recordset()
            with self.assertRaisesRegex(UserError, "2026-03-25 to answer"):
                self.by("officer", case).action_silent()
        with freeze_time("2026-03-25 17:00:00"):  # The 26th in Shanghai.
            case.invalidate_recordset()
            self.assertTrue(self.by("officer", case).can_silent)
            self.by("officer", case).action_silent()
        self.assertEqual((case.state, case.statement), ("hearing", False))

    def test_no_stage_is_skipped_r2_16(self):
        case = self.open_case()
        for name in ("hear", "check", "uphold", "silent"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "not possible"):
                getattr(self.by("officer", case), f"action_{name}")()

    def test_deadlines_are_the_companys_r2_16(self):
        self.company.write({"cs_case_facts_days": 1, "cs_case_hearing_days": 10})
        case = self.open_case()
        self.assertEqual(str(case.deadline), "2026-03-21")
        self.assertEqual(case.activity_ids.user_id, self.officer)
        self.lead(case, "hearing")
        self.assertEqual(str(case.deadline), "2026-03-30")
        self.assertEqual(len(case.activity_ids), 1)
        with freeze_time("2026-03-31 04:00:00"):
            case.invalidate_recordset()
            self.assertTrue(case.is_overdue)
            self.assertEqual(case.age, 11)
            self.assertEqual(case.search([("is_overdue", "=", True)]), case)

    def test_evidence_is_frozen_when_it_is_put_r2_16(self):
        case = self.open_case()
        self.by("officer", case).opening_note = "Shouted at two customers"
        self.by("officer", case).evidence_ids = [
            Command.create({"name": "chat.txt", "raw": b"!"})
        ]
        file = case.evidence_ids
        with self.assertRaises(UserError):
            self.by("leader", case).opening_note = "More"
        self.by("officer", case).action_put()
        with self.assertRaisesRegex(UserError, "put to the agent"):
            self.by("officer", case).opening_note = "Three"
        for role in ("agent", "leader", "officer"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.by(role, file).unlink()
        self.by("agent", file).read(["name", "datas"])

    def test_the_legal_check_is_hrs_alone_r2_16(self):
        case = self.lead(self.open_case())
        self.assertEqual(self.by("officer", case).legal_note, "It holds")
        for role in ("agent", "leader"):
            with self.assertRaises(AccessError):
                self.by(role, case).read(["legal_note"])
        self.assertNotIn("It holds", "".join(case.message_ids.mapped("body")))

    def test_every_write_path_is_guarded_r2_16(self):
        case = self.lead(self.open_case())
        kept = {
            "state": "upheld",
            "statement": "I did it",
            "hearing_note": "x",
            "put_on": False,
            "deadline": False,
            "trace": False,
            "is_withdrawn": True,
            "employee_id": self.make_agent("Li").id,
            "period_id": False,
            "decided_by_id": self.officer.id,
        }
        for role in ("agent", "leader", "officer", "manager"):
            for name, value in kept.items():
                with self.subTest(role=role, name=name), self.assertRaises(UserError):
                    self.by(role, case).write({name: value})
        for role in ("agent", "leader"):
            for name in ("outcome", "decision_note", "to_level_id", "responsible_id"):
                with self.subTest(role=role, name=name), self.assertRaises(UserError):
                    self.by(role, case).write({name: False})
        for role in ("agent", "leader", "officer", "manager"):
            with self.subTest(role), self.assertRaises(UserError):
                self.by(role, case).unlink()

    def test_nobody_leads_a_case_about_themselves_r2_16(self):
        case = self.lead(self.open_case(), "hearing")
        self.agent.user_id = self.officer
        for name in ("hear", "drop"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "themselves"):
                getattr(self.by("officer", case), f"action_{name}")()


@freeze_time(NOW)
class TestOutcome(CasesCase):
    def test_dropped_from_any_stage_with_a_reason_r2_16(self):
        case = self.lead(self.open_case(), "hearing")
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self.by("officer", case).action_drop()
        self.by("officer", case).decision_note = "It was somebody else"
        self.by("officer", case).action_drop()
        self.assertEqual((case.state, case.outcome), ("dropped", False))
        self.assertEqual(case.activity_ids.user_id, self.users["agent"], "is told")
        self.assertFalse(case.deadline)

    def test_who_never_knew_is_not_told_r2_16(self):
        case = self.open_case()
        self.by("officer", case).decision_note = "Nothing in it"
        self.by("officer", case).action_drop()
        self.assertFalse(case.activity_ids)
        self.assertFalse(self.by("agent", case).search([]))

    def test_an_outcome_says_all_that_it_needs_r2_16(self):
        case = self.lead(self.open_case())
        for outcome in (False, "warning", "demotion", "transfer"):
            with (
                self.subTest(outcome),
                self.assertRaisesRegex(ValidationError, "choose"),
                self.env.cr.savepoint(),
            ):
                self.uphold(case, outcome)

    def test_a_warning_goes_on_file_r2_16(self):
        case = self.lead(self.open_case())
        self.uphold(case, "warning", sanction_kind="criticism")
        self.assertEqual(case.state, "upheld")
        sanction = self.sanctions()
        self.assertEqual(
            (sanction.kind, sanction.state, sanction.case_id),
            ("criticism", "confirmed", case),
        )
        self.assertEqual(sanction.confirmed_by_id, self.officer)
        self.assertTrue(self.by("agent", sanction).can_acknowledge)
        self.assertEqual(self.by("agent", case).sanction_ids.ids, sanction.ids)

    def test_a_demotion_is_handed_to_careers_r2_16(self):
        """Their chapter approves, pays and hears appeals; here it is asked for."""
        case = self.lead(self.open_case())
        with self.assertRaisesRegex(ValidationError, "not below"):
            self.uphold(case, "demotion", to_level_id=self.middle.id)
        self.uphold(case, "demotion", to_level_id=self.trial.id)
        change = self.env["cs.level.change"].search(
            [("employee_id", "=", self.agent.id)]
        )
        self.assertEqual(
            (change.kind, change.from_level_id, change.to_level_id),
            ("demotion", self.junior, self.trial),
        )
        self.assertEqual(change.period_id, self.march)
        self.assertIn("It was so", change.trace_text)
        self.assertEqual(self.agent.cs_level_id, self.junior, "nothing by itself")

    def test_a_transfer_is_noted_and_moves_nobody_r2_16(self):
        case = self.lead(self.open_case())
        self.uphold(case, "transfer", to_department_id=self.other_team.id)
        self.assertEqual(self.agent.department_id, self.team)
        todo = case.activity_ids.filtered(
            lambda row: row.user_id == case.responsible_id
        )
        self.assertIn("After-sales", todo.summary)

    def test_an_end_opens_odoos_departure_filled_in_r1_6(self):
        case = self.lead(self.open_case())
        with self.assertRaisesRegex(UserError, "has not ended"):
            self.by("officer", case).action_departure()
        self.uphold(case, "end")
        self.assertTrue(self.agent.active, "nothing by itself")
        self.assertFalse(self.agent.departure_date)
        action = self.by("officer", case).action_departure()
        wizard = Form(
            self.by("officer", self.env[action["res_model"]]).with_context(
                **action["context"]
            )
        ).save()
        self.assertEqual(wizard.employee_ids, self.agent)
        self.assertEqual(str(wizard.departure_date), "2026-03-20")
        self.assertEqual(wizard.departure_reason_id, self.env.ref("hr.departure_fired"))
        self.assertIn("It was so", wizard.departure_description)
        for role in ("agent", "leader"):
            self.assertFalse(self.by(role, case).can_depart)
            with self.assertRaises(UserError):
                self.by(role, case).action_departure()

    def test_an_accepted_appeal_takes_it_back_r2_16(self):
        case = self.lead(self.open_case())
        self.assertFalse(self.by("agent", case).can_appeal)
        self.uphold(case, "warning", sanction_kind="minor")
        self.assertTrue(self.by("agent", case).can_appeal)
        appeal = self.by("agent", self.env["cs.appeal"]).create(
            {"case_id": case.id, "reason": "Nobody heard my witness"}
        )
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.by("officer", appeal).action_accept()
        self.by(self.second, appeal).action_accept()
        self.assertEqual((case.state, case.outcome), ("dropped", False))
        self.assertEqual(self.sanctions().state, "withdrawn")

    def test_an_accepted_appeal_tells_what_people_take_back_r2_16(self):
        case = self.lead(self.open_case())
        self.uphold(case, "end")
        appeal = self.by("agent", self.env["cs.appeal"]).create(
            {"case_id": case.id, "reason": "It is too much"}
        )
        self.by(self.second, appeal).action_accept()
        self.assertIn(
            "End of the contract", "".join(case.activity_ids.mapped("summary"))
        )


@freeze_time(NOW)
class TestFallingAway(CasesCase):
    """What a case rests on can fall away; what people decided stays."""

    def three(self):
        return [
            self.make_entry(self.agent, "COMPLAINT", f"2026-03-{day}")
            for day in ("03", "12", "13")
        ]

    def test_one_on_its_way_is_withdrawn_and_stays_on_file_r2_1(self):
        entries = self.three()
        self.march.action_compute()
        case = self.lead(self.cases(), "statement")
        words = case.trace_text
        entries[2].action_cancel()
        self.march.action_compute()
        self.assertEqual((case.state, case.is_withdrawn), ("dropped", True))
        self.assertEqual(case.trace_text, words)
        self.assertEqual(case.activity_ids.user_id, self.users["agent"], "is told")
        self.make_entry(self.agent, "COMPLAINT", "2026-03-14")
        self.march.action_compute()
        self.assertEqual(sorted(self.cases().mapped("state")), ["dropped", "proposed"])

    def test_one_that_is_found_again_comes_back_r2_1(self):
        entries = self.three()
        self.march.action_compute()
        case = self.lead(self.cases(), "statement")
        entries[0].action_cancel()
        self.march.action_compute()
        self.assertTrue(case.is_withdrawn)
        entries[0].action_draft()
        entries[0].action_confirm()
        self.march.action_compute()
        self.assertEqual((case.state, case.is_withdrawn), ("proposed", False))
        self.assertTrue(case.deadline)

    def test_one_behind_a_lock_is_withdrawn_on_its_way_r2_1(self):
        entries = self.three()
        self.march.action_compute()
        case = self.lead(self.cases(), "hearing")
        self.march.action_lock()
        entries[0].action_cancel()
        self.make_period("2026-04").action_compute()
        self.assertEqual((case.state, case.is_withdrawn), ("dropped", True))
        self.assertIn("Withdrawn", case.decision_note)

    def test_old_decided_cases_are_not_read_again_r2_1(self):
        """What a run reads of cases does not grow with those that were decided."""
        self.three()
        self.march.action_compute()
        case = self.cases()
        self.by("officer", case).decision_note = "Talked it over"
        self.by("officer", case).action_drop()
        self.march.action_lock()
        read = []
        found = type(self.env["cs.disciplinary.case"]).search

        def search(model, domain, *args, **kwargs):
            result = found(model, domain, *args, **kwargs)
            if model._name == case._name:
                read.extend(result.ids)
            return result

        with patch.object(self.env.registry["cs.disciplinary.case"], "search", search):
            self.make_period("2026-04").action_compute()
        self.assertNotIn(case.id, read)
        self.assertEqual(case.state, "dropped")
