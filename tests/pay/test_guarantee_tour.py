"""A guarantee top-up, followed in the browser (R5.3)."""

from odoo.tests import HttpCase, tagged

from tests.pay.test_guarantee import MONTHS, GuaranteeCase


@tagged("standard", "post_install", "-at_install")
class TestGuaranteeTour(GuaranteeCase, HttpCase):
    def test_from_the_account_to_the_statement_r5_3(self):
        self.make_agent("Li", wage=1900, joined="2026-01-01")
        self.close(*MONTHS)
        action = self.env.ref("cs_management.cs_guarantee_account_action")
        self.start_tour(
            f"/odoo/action-{action.id}", "cs_guarantee_top_up", login="cs_officer"
        )
