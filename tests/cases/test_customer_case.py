"""Complaints, crises, incidents and the problem book, each with its own stages."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons.cs_management.models.cases.cs_case import CHAINS

from tests.cases.common import NOW, CasesCase

WRITTEN = {
    "findings": "The log shows it",
    "responsibility": "carrier",
    "proposal": "A new parcel",
    "publication": "We are sorry",
    "feedback": "Called them",
    "improvement": "Another carrier",
}


@freeze_time(NOW)
class TestCustomerCase(CasesCase):
    def report(self, kind="complaint", role="agent", **values):
        made = self.by(role, self.env["cs.case"]).create(
            {"name": "Parcel broken", "kind": kind, **values}
        )
        return self.env["cs.case"].browse(made.id)

    def take(self, case, role="leader"):
        self.by(role, case).action_next()

    def test_every_kind_goes_through_its_stages_r9_4_r9_5(self):
        for kind, stages in CHAINS.items():
            case = self.report(kind)
            self.assertEqual(case.department_id, self.team)
            self.assertEqual(case.responsible_id, self.users["leader"])
            self.assertEqual(case.activity_ids.user_id, self.users["leader"])
            seen = [case.state]
            self.by("leader", case).write(WRITTEN)
            while not case.is_closed:
                self.take(case)
                seen.append(case.state)
            with self.subTest(kind):
                self.assertEqual(seen, list(stages))
                self.assertFalse(case.activity_ids)
                self.assertFalse(case.entry_id)
                with self.assertRaisesRegex(UserError, "closed"):
                    self.take(case)
                with self.assertRaisesRegex(UserError, "closed"):
                    self.by("leader", case).findings = "Something else"

    def test_a_stage_asks_for_what_it_rests_on_r9_4(self):
        case = self.report()
        with self.assertRaisesRegex(ValidationError, "What Was Found"):
            self.take(case)
        self.by("agent", case).findings = "It was so"
        self.take(case, "agent")
        with self.assertRaisesRegex(ValidationError, "Responsible Is"):
            self.take(case)

    def judged(self, **values):
        case = self.report(findings="Hung up on")
        self.take(case)
        self.by("leader", case).write(values)
        self.take(case)
        return case

    def test_a_valid_complaint_makes_an_entry_r9_4(self):
        mate = self.make_agent("Li")
        rule = self.rules["COMPLAINT"]
        case = self.judged(responsibility="agent", employee_id=mate.id, rule_id=rule.id)
        self.assertTrue(case.is_valid)
        entry = case.entry_id
        self.assertEqual(
            (entry.employee_id, entry.rule_id, entry.state), (mate, rule, "draft")
        )
        self.assertEqual(entry.issuer_id, self.users["leader"])
        self.assertIn("Hung up on", entry.note)
        self.by("leader", entry).action_confirm()
        self.march.action_compute()
        self.assertEqual(self.amounts(mate, self.march)["CS_FINE"], -50)

    def test_only_valid_ones_count_r9_4(self):
        case = self.judged(responsibility="company")
        self.assertFalse(case.is_valid)
        self.assertFalse(case.entry_id)
        self.assertFalse(self.env["cs.conduct.entry"].search([]))

    def test_a_valid_one_needs_agent_and_article_r9_4(self):
        with self.assertRaisesRegex(ValidationError, "agent and the article"):
            self.judged(responsibility="agent")

    def test_a_drill_makes_no_entry_r9_5(self):
        case = self.report(findings="Played", is_drill=True)
        self.take(case)
        self.by("leader", case).responsibility = "agent"
        self.take(case)
        self.assertEqual((case.state, case.entry_id.id), ("judged", False))

    def test_a_cancelled_one_takes_its_draft_back_r9_4(self):
        mate = self.make_agent("Li")
        case = self.judged(
            responsibility="agent",
            employee_id=mate.id,
            rule_id=self.rules["COMPLAINT"].id,
        )
        with self.assertRaises(UserError):
            self.say("agent", case, "cancel", "A joke")
        self.say("leader", case, "cancel", "Reported twice")
        self.assertEqual(case.state, "cancelled")
        self.assertEqual(case.entry_id.state, "cancelled")

    def test_a_supervisor_approves_what_is_published_r9_5(self):
        case = self.report(
            "crisis",
            **{name: WRITTEN[name] for name in ("findings", "proposal", "publication")},
        )
        for _stage in range(2):
            self.take(case, "agent")
        self.assertEqual(case.state, "responded")
        with self.assertRaisesRegex(UserError, "leaders and HR"):
            self.take(case, "agent")
        self.assertFalse(self.by("agent", case).can_next)
        self.take(case)
        self.assertEqual(case.state, "published")
        self.assertEqual(case.approved_by_id, self.users["leader"])

    def test_nobody_judges_about_themselves_r9_4(self):
        leads = self.make_agent("Zhao", user_id=self.users["leader"].id)
        case = self.report(findings="It was so")
        self.take(case)
        self.by("officer", case).write(
            {
                "responsibility": "agent",
                "employee_id": leads.id,
                "rule_id": self.rules["COMPLAINT"].id,
            }
        )
        with self.assertRaises(UserError):
            self.take(case)
        self.assertFalse(self.by("leader", case).search([("id", "=", case.id)]))
        self.take(case, "officer")
        self.assertEqual(case.entry_id.employee_id, leads)

    def test_agents_report_and_do_not_judge_r9_4(self):
        case = self.report()
        for values in (
            {"responsibility": "customer"},
            {"employee_id": self.agent.id},
            {"state": "improved"},
            {"entry_id": False},
            {"approved_by_id": self.officer.id},
            {"reporter_id": self.officer.id},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                self.by("agent", case).write(values)
        with self.assertRaises(UserError):
            self.report(responsibility="customer")
        with self.assertRaises(AccessError):
            self.report(state="improved")
        with self.assertRaises(UserError):
            self.by("officer", case).unlink()

    def test_who_sees_what_r9_4(self):
        case = self.report()
        stranger = self.make_user("agent", login="cs_stranger")
        Case = self.env["cs.case"]
        self.assertEqual(self.by("agent", Case).search([]).ids, case.ids)
        self.assertEqual(self.by("leader", Case).search([]).ids, case.ids)
        self.assertFalse(self.by(stranger, Case).search([]))
        case.department_id = self.other_team
        self.assertFalse(self.by("leader", Case).search([]))
        self.assertEqual(self.by("officer", Case).search([]).ids, case.ids)

    def test_files_of_a_closed_one_stay_r9_4(self):
        case = self.report("problem")
        self.by("agent", case).attachment_ids = [
            Command.create({"name": "chat.txt", "raw": b"!"})
        ]
        file = case.attachment_ids
        self.by("leader", file).read(["name"])
        self.by("leader", case).write({"findings": "Seen", "feedback": "Done"})
        self.take(case)
        self.take(case)
        for role in ("agent", "leader", "officer"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.by(role, file).unlink()

    def test_the_form_of_an_agent_r9_1(self):
        form = Form(self.by("agent", self.env["cs.case"]))
        form.kind = "idea"
        form.name = "Templates for returns"
        case = form.save()
        self.assertEqual((case.state, case.next_stage), ("noted", "Looked At"))
        self.assertFalse(case.can_next, "the lead looks at it")
        self.assertTrue(self.by("leader", case).can_next)
