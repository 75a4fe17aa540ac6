"""A KPI sheet in a browser: from self-assessment to an appeal (R7.1)."""

from odoo.tests import HttpCase, tagged

from tests.reviews.common import ReviewCase


@tagged("standard", "post_install", "-at_install")
class TestReviewTours(ReviewCase, HttpCase):
    """Each at their own screen."""

    def tour(self, name, url, user):
        # The password of a test user is its login.
        self.start_tour(url, name, login=self.users[user].login)

    def test_a_sheet_with_an_appeal_r7_1(self):
        self.make_stat(self.agent, "2026-03-31", 10, 5, orders=100, refunds=5)
        self.lock(self.march)
        sheet = self.sheet_of()
        self.tour("cs_review_self", "/odoo/cs-my-kpi-sheets", "agent")
        self.assertEqual((sheet.state, sheet.self_points), ("lead", 35))
        self.tour("cs_review_judge", "/odoo/cs-kpi-sheets", "leader")
        self.assertEqual((sheet.state, sheet.points), ("calibration", 90))
        self.tour("cs_review_confirm", "/odoo/cs-kpi-calibration", "officer")
        self.assertEqual((sheet.state, sheet.is_passed), ("confirmed", False))
        self.tour("cs_review_appeal", "/odoo/cs-my-kpi-sheets", "agent")
        self.tour("cs_review_decide", "/odoo/cs-appeals", "officer")
        self.assertEqual((sheet.points, sheet.is_passed), (95, True))
        self.lock(self.april)
        self.assertEqual(self.adjusted(self.april), 300)
