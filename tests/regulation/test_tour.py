"""A regulation is read in a browser."""

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestRegulationTour(CsCase, HttpCase):
    def test_an_agent_reads_and_acknowledges_r9_11(self):
        self.make_agent("Li", user_id=self.users["agent"].id)
        self.policy.with_user(self.users["manager"]).action_announce()
        action = self.env.ref("cs_management.cs_policy_acknowledgement_action_my")
        self.start_tour(
            f"/odoo/action-{action.id}", "cs_regulation_read", login="cs_agent"
        )
        row = self.policy.acknowledgement_ids
        self.assertEqual(row.state, "acknowledged")
        self.assertEqual(row.comment, "Ten minutes are few.")
