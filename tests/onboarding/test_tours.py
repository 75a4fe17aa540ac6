"""The first hour in a browser, from a company of which nothing is there yet."""

from odoo.tests import HttpCase, tagged

from tests.onboarding.common import EmptyCase


@tagged("standard", "post_install", "-at_install")
class TestFirstHour(EmptyCase, HttpCase):
    def test_three_agents_reach_their_first_payslip_in_under_25_clicks(self):
        """The tour counts every click itself, and fails at 25."""
        self.start_tour("/odoo", "cs_first_hour", login="cs_owner", timeout=180)
        slips = self.env["hr.payslip"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(slips), 3)
        self.assertEqual(set(slips.cs_statement_id.mapped("state")), {"locked"})
        for slip in slips:
            net = slip.line_ids.filtered(lambda line: line.code == "NET")
            self.assertEqual(net.total, slip.cs_statement_id.amount_total)
            self.assertEqual(net.total, 2200)
        self.assertEqual(self.states()["payslip"], "done")
