"""A spot check that proposes an entry, on the screen."""

from odoo.tests import HttpCase, tagged

from tests.figures.test_figures import FigureCase


@tagged("standard", "post_install", "-at_install")
class TestTours(FigureCase, HttpCase):
    def test_a_spot_check_proposes_an_entry_r2_6(self):
        """First reply after 95 seconds: three half minutes begun, 15."""
        self.reply_article()
        self.ann.name = "Wang Li"
        self.start_tour("/odoo", "cs_leader_spot_check", login="cs_leader")
        check = self.env["cs.spot.check"].search([("employee_id", "=", self.ann.id)])
        self.assertEqual((check.measure, check.reference), (95, "Customer 7"))
        self.assertEqual(check.entry_id.state, "confirmed")
        self.assertEqual(check.entry_id.amount, 15)
