"""A bonus within its range, set by HR and read by its agent, in a browser (R5.5)."""

from odoo.tests import HttpCase, tagged

from tests.allowances.test_bonus import BonusCase


@tagged("standard", "post_install", "-at_install")
class TestBonusTour(BonusCase, HttpCase):
    def test_a_bonus_from_its_range_to_the_statement_r5_5(self):
        self.start_tour("/odoo", "cs_bonus_set", login="cs_officer")
        [line] = self.lines()
        self.assertEqual((line.amount, line.base, line.rate), (330, 2200, 15))
        self.march.action_publish()
        self.start_tour("/odoo", "cs_bonus_read", login="cs_agent")
