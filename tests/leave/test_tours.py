"""Leave in a browser: asked for by the agent, approved by the leader (R1.42)."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.leave.common import LeaveCase


@tagged("standard", "post_install", "-at_install")
class TestLeaveTours(LeaveCase, HttpCase):
    def tour(self, name, url, user):
        # The password of a test user is its login.
        self.start_tour(url, name, login=user.login)

    def test_asked_and_approved(self):
        # The browser's clock is the real one.
        today = fields.Date.to_date(self.company._cs_today())
        monday = today + timedelta(days=7 - today.weekday())
        leave = self.ask(self.personal, monday, user=self.users["agent"])
        self.assertEqual(leave.state, "confirm")
        self.tour("cs_leave_approve", "/odoo/cs-leave-approvals", self.users["leader"])
        self.assertEqual(leave.state, "validate")
        self.tour(
            "cs_leave_look",
            "/odoo/action-hr_holidays.hr_leave_action_my",
            self.users["agent"],
        )
