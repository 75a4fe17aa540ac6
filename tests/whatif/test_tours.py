"""A manager copies a policy, tries the copy, and reads who would get what."""

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestWhatifTour(CsCase, HttpCase):
    def test_a_draft_is_tried_out(self):
        today = self.company._cs_today()
        agent = self.make_agent("Ann")
        month = self.env["cs.period"]._of_days(self.company, {today})[today]
        self.make_order(1000, today, agent)
        month.action_compute()
        action = self.env.ref("cs_management.cs_policy_action")
        self.start_tour(f"/odoo/action-{action.id}", "cs_whatif", login="cs_manager")
