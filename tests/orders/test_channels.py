"""Which orders count: those of customer-service channels (R6.8)."""

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart

from tests.orders.test_order_check import DAY, OrderCase
from tests.test_statement import StatementCase


class ChannelFixtures:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.wholesale = cls.env["crm.team"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Shop", "Wholesale")
            ]
        )

    @classmethod
    def mark(cls, channel, department=None):
        channel.cs_department_id = cls.team if department is None else department


class TestChannels(ChannelFixtures, StatementCase):
    def pool(self, agent, period=None):
        (period or self.march).action_compute()
        return self.amount(agent, "CS_POOL", period or self.march)

    def test_the_pool_holds_the_orders_of_channels_only_r6_8(self):
        """1,000 of the shop at 0.5 %: 5; wholesale and orders of no team add none."""
        agent = self.make_agent()
        self.make_order(1000, "2026-03-05", team_id=self.shop.id)
        self.make_order(4000, "2026-03-05", team_id=self.wholesale.id)
        self.make_order(8000, "2026-03-05", team_id=False)
        self.assertEqual(self.pool(agent), 65, "no team is marked: all are of one kind")
        self.mark(self.shop)
        self.assertEqual(self.pool(agent), 5)
        self.assertEqual(self.march.channel_ids, self.shop)

    def test_a_tagged_order_of_another_team_is_the_agents_r6_1(self):
        agent = self.make_agent()
        self.mark(self.shop)
        order = self.make_order(4000, "2026-03-05", [agent], team_id=self.wholesale.id)
        self.compute(agent, self.march)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 40)
        order.tag_ids = False
        self.march.action_compute()
        self.assertFalse(order.cs_commission_line_ids)

    def test_a_locked_month_keeps_its_channels_r6_8(self):
        """Marking a team, or taking a mark back, moves nothing that was settled."""
        agent = self.make_agent()
        self.make_order(1000, "2026-03-05", team_id=self.shop.id)
        self.make_order(4000, "2026-03-05", team_id=self.wholesale.id)
        self.mark(self.shop)
        self.assertEqual(self.pool(agent), 5)
        self.march.action_lock()
        self.mark(self.wholesale)
        self.shop.cs_department_id = False
        april = self.make_period("2026-04")
        self.assertEqual(april.channel_ids, self.wholesale)
        self.assertEqual(self.march.channel_ids, self.shop)
        april.action_compute()
        self.assertFalse(self.amount(agent, "CS_ADJUSTMENT", april))
        self.march.reopen("Marks corrected")
        self.assertEqual(self.march.channel_ids, self.wholesale)

    def test_an_order_moved_to_another_team_leaves_the_pool_late_r6_4(self):
        agent = self.make_agent()
        self.mark(self.shop)
        order = self.make_order(1000, "2026-03-05", team_id=self.shop.id)
        self.assertEqual(self.pool(agent), 5)
        self.march.action_lock()
        april = self.make_period("2026-04")
        order.team_id = self.wholesale
        april.action_compute()
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), -5)
        order.team_id = self.shop
        april.action_compute()
        self.assertFalse(self.amount(agent, "CS_ADJUSTMENT", april))

    def test_other_companies_have_channels_of_their_own(self):
        other = self.make_company("Other Shop")
        team = self.env["hr.department"].create(
            {"name": "Other", "company_id": other.id}
        )
        self.env["crm.team"].create(
            {
                "name": "Other channel",
                "company_id": other.id,
                "cs_department_id": team.id,
            }
        )
        self.assertFalse(self.march.channel_ids)

    def test_an_archived_channel_keeps_its_orders(self):
        agent = self.make_agent()
        self.mark(self.shop)
        self.make_order(1000, "2026-03-05", team_id=self.shop.id)
        self.shop.active = False
        self.assertEqual(self.pool(agent), 5)

    def test_the_number_of_selects_is_that_of_one_channel(self):
        self.make_agent()
        self.mark(self.shop)
        self.make_order(1000, "2026-03-05", team_id=self.shop.id)
        self.march.action_compute()
        self.env.invalidate_all()
        with self.count_selects() as one:
            self.march.action_compute()
        for number in range(20):
            channel = self.shop.copy({"name": f"Shop {number}"})
            self.make_order(1000, "2026-03-05", team_id=channel.id)
        self.march.action_compute()
        self.env.invalidate_all()
        with self.count_selects() as many:
            self.march.action_compute()
        self.assertEqual(len(one), len(many))


class TestOrderCheckChannels(ChannelFixtures, OrderCase):
    def test_only_orders_of_channels_are_looked_at_r6_8(self):
        """Untagged wholesale is nobody's; a tag on it is looked at, until decided."""
        self.mark(self.shop)
        ours = self.make_order(1, DAY, team_id=self.shop.id)
        self.make_order(2, DAY, team_id=self.wholesale.id)
        self.make_order(3, DAY, team_id=False)
        foreign = self.make_order(4, DAY, self.ann, team_id=self.wholesale.id)
        self.make_order(5, DAY, self.ann, team_id=self.shop.id)
        self.assertEqual(self.check(), {ours.name: "untagged", foreign.name: "foreign"})
        self.assertEqual(set(self.check(self.leader)), {ours.name, foreign.name})
        self.assign(foreign, self.ann)
        self.assertEqual(self.check(), {ours.name: "untagged"})
        foreign.tag_ids = [Command.set(self.bob.cs_tag_ids.ids)]
        self.assertEqual(self.check()[foreign.name], "foreign")

    def test_agents_claim_orders_of_channels_only_r6_8(self):
        self.mark(self.shop)
        order = self.make_order(2, DAY, team_id=self.wholesale.id)
        Claim = self.env["cs.order.claim"].with_user(self.users["agent"])
        values = {"order_number": order.name, "reason": "I talked to them"}
        with self.assertRaisesRegex(UserError, "no such untagged order"):
            Claim.create(values)
        order.team_id = self.shop
        self.assertTrue(Claim.create(values))


class TestLeftOut(StatementCase):
    """What is none of the agent's sales, whoever makes the line (R6.8)."""

    def test_lines_of_other_addons_are_left_out_by_name_r6_8(self):
        """Postage of ``delivery`` and rewards of ``sale_loyalty``, where installed."""
        Line = self.env["sale.order.line"]
        known = [name for name in ("is_delivery", "reward_id") if name in Line._fields]
        self.assertEqual(Line._cs_left_out_by(), known)
        self.patch(
            self.registry["sale.order.line"],
            "_cs_left_out_by",
            lambda _self: ["is_expense"],
        )
        agent = self.make_agent()
        order = self.make_order(1000, "2026-03-05", [agent])
        self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.product.id,
                "price_unit": 25,
                "tax_ids": False,
                "is_expense": True,
            }
        )
        self.assertEqual(order.amount_untaxed, 1025)
        self.assertEqual(self.compute(agent).amount_sales, 1000)

    def test_a_down_payment_is_no_sale_of_its_own_r6_8(self):
        """A down payment of 300 of 1,000, and the rest: 1,000 once."""
        load_chart(self.env, self.company)
        agent = self.make_agent()
        order = self.make_order(1000, "2026-03-05", [agent])
        self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": 300,
            }
        ).create_invoices()
        order.invoice_ids.action_post()
        self.assertTrue(order.order_line.filtered("is_downpayment"))
        self.assertEqual(self.compute(agent).amount_sales, 1000)
        invoice_orders(order, "2026-03-20")
        self.assertEqual(self.compute(agent).amount_sales, 1000)
