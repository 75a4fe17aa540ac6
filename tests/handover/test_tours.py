"""The handover in a browser: evening hands to day, refusal and second try."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.handover.test_handover import HandoverCase


@tagged("standard", "post_install", "-at_install")
class TestHandoverTours(HandoverCase, HttpCase):
    def tour(self, name, url, agent):
        # The password of a test user is its login.
        user = agent if agent._name == "res.users" else agent.user_id
        self.start_tour(url, name, login=user.login)

    def setUp(self):
        super().setUp()
        self.handover = self.make_handover(
            date=fields.Date.add(fields.Date.today(), days=1), shift_id=self.late.id
        )
        self.form = f"/odoo/cs-handovers/{self.handover.id}"

    def test_evening_hands_to_day(self):
        """R8.1, R8.5: prepared on the desk, signed, accepted, reviewed, done."""
        self.tour("cs_handover_desk", "/odoo/cs-desk", self.wang)
        item = self.handover.item_ids
        self.assertEqual(item.name, "Call Ms Chen back")
        self.tour("cs_handover_prepare", self.form, self.wang)
        self.tour("cs_handover_accept", self.form, self.li)
        self.tour("cs_handover_review", self.form, self.users["leader"])
        self.tour("cs_handover_done", "/odoo/cs-desk", self.li)
        self.assertEqual(item.state, "done")
        self.assertEqual(self.handover.reviewed_by_id, self.users["leader"])

    def test_refusal_and_second_try(self):
        """R8.4: refused with a reason, put right, accepted."""
        self.make_item(name="Call Ms Chen back")
        self.tour("cs_handover_prepare", self.form, self.wang)
        self.tour("cs_handover_refuse", self.form, self.li)
        self.assertEqual(self.handover.state, "refused")
        self.tour("cs_handover_again", self.form, self.wang)
        self.tour("cs_handover_accept", self.form, self.li)
        self.assertEqual(self.handover.state, "accepted")
        self.assertEqual(self.handover.refusal_count, 1)
