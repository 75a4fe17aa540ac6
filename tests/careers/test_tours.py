"""Careers in a browser: the agent's way up, and a title proposed and given (R5.20)."""

from odoo.tests import HttpCase, tagged

from tests.careers.common import CareersCase


@tagged("standard", "post_install", "-at_install")
class TestCareerTours(CareersCase, HttpCase):
    def tour(self, name, role):
        # The password of a test user is its login.
        self.start_tour("/odoo", name, login=self.users[role].login)

    def test_the_way_up_and_a_title_r5_11_r5_20(self):
        months = ("2026-01", "2026-02", "2026-03")
        star = self.make_agent("Star", user_id=self.users["agent"].id)
        for number in range(4):
            self.score(self.make_agent(f"Mate {number}"), 1 + number, *months)
        self.score(star, 15, *months)
        self.lock(*months)
        self.tour("cs_career_my_way", "agent")
        self.tour("cs_career_title_propose", "leader")
        self.tour("cs_career_title_give", "officer")
        title = self.env["cs.title"].search([("employee_id", "=", star.id)])
        self.assertEqual((title.state, title.slot), ("given", 1))
