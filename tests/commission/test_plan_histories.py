"""Random plans and random late facts against a plain re-computation (R6.2, R6.4).

The test knows nothing of credits, books or SQL: it asks what each article of each order
is worth by the policy, at what was paid when its month was locked.
"""

from collections import defaultdict
from decimal import Decimal
from random import Random

from odoo import Command

from odoo.addons.cs_management.engine.money import to_decimal

from tests.commission.plans import PlanCase

LATER = ("2026-04", "2026-05", "2026-06")
CENT = Decimal("0.01")


class TestPlanHistories(PlanCase):
    def test_a_first_history_r6_4(self):
        self.history(Random(1))

    def test_a_second_history_r6_4(self):
        self.history(Random(2))

    def test_a_third_history_r6_4(self):
        self.history(Random(3))

    def test_a_fourth_history_r6_4(self):
        self.history(Random(4))

    def history(self, dice):
        """March is locked, then its orders go on changing for three months.

        All that was paid for March is then what its orders are worth as they are, each
        article at what was paid; never more than the limit of the month; and nothing
        at all once they are cancelled.
        """
        self.refunded = defaultdict(Decimal)
        self.random_plan(dice)
        orders = [self.random_order(dice) for _count in range(8)]
        paid = to_decimal(self.paid(lock=True))
        raw = self.worth(orders, 1)
        whole = raw * self.coefficient(orders)
        cap = to_decimal(self.policy.commission_cap)
        expected = min(whole, cap) if cap else whole
        self.assertLessEqual(abs(paid - expected), CENT / 2)
        factor = expected / raw if raw else 1
        for month in LATER:
            for order in dice.sample(orders, 4):
                self.random_change(dice, order)
            paid += to_decimal(self.paid(month, lock=True))
            if cap:
                self.assertLessEqual(paid, cap, month)
                continue
            # Each article of an order may be off by its own rounding.
            due = self.worth(orders, factor)
            self.assertLessEqual(abs(due - paid), CENT * len(orders) * 2, month)
        for order in orders:
            order._action_cancel()
        paid += to_decimal(self.paid("2026-07"))
        self.assertEqual(paid, 0, "all is cancelled: nothing is left of it")

    def random_plan(self, dice):
        """Plan lines of any kind, a coefficient, perhaps a limit for the month."""
        lines = [
            {
                "category_ids": category.ids,
                "unit": dice.choice(["percent", "order", "piece"]),
                "rate": dice.choice([0, 2.5, 7]),
                "amount": dice.choice([0.35, 3]),
            }
            for category in (self.audio, self.cable.categ_id)
        ]
        if dice.random() < 0.5:
            lines.pop()
        lines.insert(
            dice.randrange(2),
            {"team_ids": self.outlet.ids, "rate": 4, "order_from": 90},
        )
        self.factor = dice.choice([90, 133])
        self.plan(
            *lines,
            commission_factor_ids=[
                Command.create({"measure": "orders", "lower_bound": 0, "factor": 100}),
                Command.create(
                    {"measure": "orders", "lower_bound": 6, "factor": self.factor}
                ),
            ],
            commission_cap=dice.choice([0, 12]),
        )

    def coefficient(self, orders):
        sold = sum(1 for order in orders if self.agent.cs_tag_ids in order.tag_ids)
        return Decimal(self.factor) / 100 if sold >= 6 else 1

    def random_order(self, dice):
        articles = [
            (article, dice.randrange(1, 200), dice.choice([1, 1, 3]))
            for article in dice.sample([self.headphones, self.cable, self.product], 2)
        ]
        return self.sell(
            *articles,
            agents=[self.agent] if dice.random() < 0.8 else [],
            team_id=dice.choice([self.shop, self.outlet]).id,
        )

    def random_change(self, dice, order):
        change = dice.choice(["refund", "refund", "cancel", "tag", "team"])
        if change == "refund" and order.state == "sale":
            line = dice.choice(order.order_line)
            left = to_decimal(line.price_subtotal) - self.refunded[line]
            amount = min(dice.randrange(1, 300), int(left))
            self.refund(order, "2026-04-03", **{line.product_id.name: amount})
            self.refunded[line] += amount
        elif change == "cancel":
            order._action_cancel()
        elif change == "tag":
            order.tag_ids = not order.tag_ids and self.agent.cs_tag_ids
        elif change == "team":
            order.team_id = dice.choice([self.shop, self.outlet])

    def worth(self, orders, factor):
        """What orders are worth by the plan, each article by the line that fits it."""
        total = Decimal(0)
        for order in orders:
            if order.state != "sale" or self.agent.cs_tag_ids not in order.tag_ids:
                continue
            kept = defaultdict(Decimal)
            for line in order.order_line:
                gross = to_decimal(line.price_subtotal)
                net = max(gross - self.refunded[line], Decimal(0))
                rule = self.fitting(order, line)
                kept[rule] += net
                if not rule:
                    total += net / 100
                elif rule.unit == "percent":
                    total += net * to_decimal(rule.rate) / 100
                elif rule.unit == "piece":
                    pieces = to_decimal(line.product_uom_qty) * net / gross
                    total += pieces * to_decimal(rule.amount)
            for rule, net in kept.items():
                if rule and rule.unit == "order" and net:
                    total += to_decimal(rule.amount)
        return total * factor

    def fitting(self, order, line):
        for rule in self.policy.commission_rule_ids.sorted():
            if rule.team_ids and order.team_id not in rule.team_ids:
                continue
            if rule.category_ids:
                own = line.product_id.categ_id
                if not (own | own.parent_id) & rule.category_ids:
                    continue
            if order.amount_untaxed >= rule.order_from:
                return rule
        return None
