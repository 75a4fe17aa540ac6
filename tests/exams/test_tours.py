"""Exams, suggestions and mentors on the screen, by the people who use them."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestTours(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        article = {
            "code": "ADOPTED",
            "name": "Adopted",
            "kind": "merit",
            "event": "suggestion",
            "amount_min": 10,
            "amount_max": 100,
        }
        cls.edit_policy(
            {
                "rule_ids": [Command.create(article)],
                "mentors_enabled": True,
                "mentor_prize_ids": [Command.create({"place": 1, "amount": 150})],
            }
        )
        cls.agent = cls.make_agent("Wang Li", user_id=cls.users["agent"].id)

    def test_a_leader_holds_an_exam_r9_7(self):
        self.env["cs.exam.subject"].create(
            {"name": "Product knowledge", "company_id": self.company.id}
        )
        self.start_tour("/odoo", "cs_leader_exam", login="cs_leader")
        exam = self.env["cs.exam"].search([])
        self.assertEqual(exam.state, "confirmed")
        self.assertEqual(exam.result_ids.mapped("outcome"), ["full"])

    def test_a_suggestion_from_agent_to_entry_r2_12(self):
        self.start_tour("/odoo", "cs_agent_suggestion", login="cs_agent")
        suggestion = self.env["cs.suggestion"].search([])
        self.assertEqual(suggestion.employee_id, self.agent)
        self.start_tour("/odoo", "cs_leader_suggestion", login="cs_leader")
        self.assertEqual(suggestion.entry_ids.money, 60)

    def test_a_new_starter_from_trial_to_prize_r2_11(self):
        starter = self.make_agent("Zhao Lei", level=self.trial)
        cohort = self.env["cs.mentor.cohort"].create(
            {"name": "Starters", "company_id": self.company.id}
        )
        row = self.env["cs.mentorship"].create(
            {
                "employee_id": starter.id,
                "mentor_id": self.agent.id,
                "cohort_id": cohort.id,
                "date": "2026-02-01",
            }
        )
        self.start_tour("/odoo", "cs_leader_mentor", login="cs_leader")
        self.assertEqual(row.state, "passed")
        self.start_tour("/odoo", "cs_officer_cohort", login="cs_officer")
        self.assertEqual((cohort.state, row.prize), ("closed", 150))
