"""Commission on the margin, with Odoo's margins on orders installed (R6.2, R6.4)."""

from tests.commission.plans import PlanCase


class TestMargin(PlanCase):
    def test_a_part_of_the_margin_is_paid_and_taken_back_r6_2_r6_4(self):
        """10 % of 3 x (100 - 60) and of 50 - 80, a loss: 9; two came back: -8."""
        self.plan({"unit": "margin", "rate": 10})
        self.headphones.standard_price = 60
        self.cable.standard_price = 80
        order = self.sell((self.headphones, 100, 3))
        loss = self.sell((self.cable, 50))
        self.assertEqual((order.margin, loss.margin), (120, -30))
        self.assertEqual(self.paid(lock=True), 9)
        # What an article costs now is not what it cost then.
        self.headphones.standard_price = 1
        self.refund(order, "2026-04-03", Headphones=200)
        self.assertEqual(self.paid("2026-04"), -8)
