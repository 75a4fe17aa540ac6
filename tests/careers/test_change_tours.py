"""A demotion from proposal to payslip, and a vote, in a browser (R5.14, R5.17)."""

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestChangeTours(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang = cls.make_agent(
            "Wang Li", level=cls.middle, user_id=cls.users["agent"].id
        )

    def test_a_demotion_from_proposal_to_payslip_r5_14(self):
        month = self.make_period("2026-03")
        self.start_tour("/odoo", "cs_demotion_proposed", login="cs_leader")
        change = self.env["cs.level.change"].search([])
        self.assertEqual((change.kind, change.state), ("demotion", "office"))
        self.assertEqual(change.recommended_by_id, self.users["leader"])
        change.with_user(self.users["officer"]).date_from = month.date_from
        self.start_tour("/odoo", "cs_demotion_approved", login="cs_officer")
        self.assertEqual((change.state, change.wage), ("approved", 2200))
        self.start_tour("/odoo", "cs_demotion_paid", login="cs_officer")
        slip = self.statement(self.wang, month).payslip_ids
        paid = slip.line_ids.filtered(lambda line: line.code == "CS_BASE")
        self.assertEqual(paid.total, 2200)
        self.start_tour("/odoo", "cs_demotion_appealed", login="cs_agent")
        self.assertEqual(change.appeal_ids.reason, "I was on sick leave")

    def test_a_vote_r5_17(self):
        mate = self.make_user("agent", login="cs_mate")
        self.make_agent(user_id=mate.id)
        for number in range(2):
            self.make_agent(
                user_id=self.make_user("agent", login=f"cs_mate_{number}").id
            )
        self.policy.action_draft()
        row = self.policy.level_ids.filtered(lambda row: row.level_id == self.senior)
        row.write({"change_vote": True, "change_min_voters": 3})
        self.policy.action_approve()
        change = self.env["cs.level.change"].create(
            {"employee_id": self.wang.id, "to_level_id": self.senior.id}
        )
        change.recommendation = "A good example to all"
        change.action_recommend()
        self.start_tour("/odoo", "cs_level_vote", login="cs_mate")
        vote = change.vote_ids
        voters = vote.voter_ids.filtered("has_voted")
        self.assertEqual(voters.user_id, mate)
        self.assertEqual((vote.state, vote.count_for), ("open", 0))
