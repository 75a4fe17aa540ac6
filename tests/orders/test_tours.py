"""The leader's daily desk in a browser: claims, order check, discounts."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from tests.common import CsCase

DAY = "2026-03-05"


@tagged("standard", "post_install", "-at_install")
class TestDeskTours(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Wang Li", user_id=cls.users["agent"].id)
        cls.make_period("2026-03")

    def test_claim_of_an_order(self):
        """R2.9: an agent claims an order by its number; their leader accepts."""
        order = self.make_order(1000, DAY, name="S-CLAIM-1")
        self.start_tour("/odoo", "cs_agent_claim", login="cs_agent")
        claim = self.env["cs.order.claim"].search([])
        self.assertEqual((claim.order_id, claim.state), (order, "pending"))
        self.start_tour("/odoo", "cs_leader_claim", login="cs_leader")
        self.assertEqual(claim.state, "accepted")
        self.assertEqual(order.tag_ids, self.agent.cs_tag_ids)

    def test_leader_assigns_orders(self):
        """R6.1: a leader gives two untagged orders to an agent at once."""
        orders = self.make_orders([(100, DAY, ()), (200, DAY, ())])
        self.start_tour("/odoo", "cs_leader_order_check", login="cs_leader")
        self.assertEqual(orders.tag_ids, self.agent.cs_tag_ids)
        decisions = self.env["cs.order.decision"].search([])
        self.assertEqual(decisions.order_id, orders)
        self.assertEqual(set(decisions.mapped("reason")), {"Their customers"})

    def test_an_unknown_number_is_cleared_and_the_month_computed_r6_1(self):
        """The leader gives the order to its agent, who sees it, and is paid for it."""
        order = self.make_order(1000, DAY, name="S-NUMBER", cs_memo="GH987 改地址")
        self.make_stat(self.agent, DAY, 10, 7)
        self.start_tour("/odoo", "cs_leader_number", login="cs_leader")
        self.assertEqual(order.tag_ids, self.agent.cs_tag_ids)
        self.edit_policy(
            {
                "commission_enabled": True,
                "tier_ids": [
                    Command.clear(),
                    Command.create({"lower_bound": 0, "rate": 1}),
                ],
            }
        )
        self.start_tour("/odoo", "cs_agent_my_orders", login="cs_agent")
        period = self.make_period("2026-03")
        period.with_user(self.users["officer"]).action_compute()
        self.assertEqual(self.amounts(self.agent, period)["CS_COMMISSION"], 10)

    def test_leader_approves_a_discount(self):
        """R6.7: above the limit a leader approves, without access to the order."""
        order = self.env["sale.order"].create(
            {
                "name": "S-DISCOUNT",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "tag_ids": [Command.set(self.agent.cs_tag_ids.ids)],
                "cs_discount_note": "Large order",
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": 300,
                            "discount": 20,
                        }
                    )
                ],
            }
        )
        order.action_request_cs_discount()
        self.start_tour("/odoo", "cs_leader_discount", login="cs_leader")
        self.assertEqual(order.cs_discount_state, "approved")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
