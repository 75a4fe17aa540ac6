"""What of an order is the agent's sales: not postage, not what came in twice (R6.8)."""

from odoo import Command
from odoo.exceptions import AccessError

from odoo.addons.cs_management.demo.commission import invoice_orders

from tests.commission.test_paid import MARCH, PaidCase


class TestArticlesWithoutCommission(PaidCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_credit_basis = "confirmed"
        cls.category = cls.env["product.category"].create({"name": "Services of ours"})
        below = cls.env["product.category"].create(
            {"name": "Deliveries", "parent_id": cls.category.id}
        )
        cls.postage = cls.env["product.product"].create(
            {
                "name": "Postage",
                "type": "service",
                "invoice_policy": "order",
                "categ_id": below.id,
                "taxes_id": [Command.clear()],
            }
        )

    def with_postage(self, amount=100, postage=25, day="2026-03-05"):
        order = self.make_order(amount, day, [self.agent])
        order.order_line = [
            Command.create(
                {
                    "product_id": self.postage.id,
                    "price_unit": postage,
                    "tax_ids": False,
                }
            )
        ]
        return order

    def sales(self):
        return self.month(MARCH, lock=False)[0]

    def test_postage_is_no_sale_r6_8(self):
        """An order of 100 and 25 of postage: 100, by the article or its category."""
        self.with_postage()
        self.assertEqual(self.sales(), 125)
        self.postage.product_tmpl_id.cs_no_commission = True
        self.assertEqual(self.sales(), 100)
        self.postage.product_tmpl_id.cs_no_commission = False
        self.assertEqual(self.sales(), 125)
        self.category.cs_no_commission = True
        self.assertEqual(self.sales(), 100)
        self.with_postage(200)
        self.assertEqual(self.sales(), 300)

    def test_postage_that_is_refunded_was_no_sale_r6_8(self):
        self.category.cs_no_commission = True
        order = self.with_postage()
        invoice = invoice_orders(order, "2026-03-06")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": "2026-03-20", "journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        lines = wizard.new_move_ids.invoice_line_ids
        lines.filtered(lambda line: line.product_id == self.product).price_unit = 40
        wizard.new_move_ids.action_post()
        self.assertEqual(self.sales(), 60)
        self.note(
            30,
            invoice_origin=order.name,
            invoice_line_ids=[
                Command.create(
                    {"product_id": product.id, "price_unit": 15, "tax_ids": False}
                )
                for product in (self.product, self.postage)
            ],
        )
        self.assertEqual(self.sales(), 45)

    def test_paid_orders_without_postage_r6_8(self):
        self.company.cs_credit_basis = "paid"
        self.category.cs_no_commission = True
        order = self.with_postage()
        invoice = invoice_orders(order, "2026-03-06")
        self.assertEqual(self.sales(), 0)
        self.pay(invoice, "2026-03-20")
        self.assertEqual(self.sales(), 100)

    def test_a_locked_month_keeps_what_it_credited_r6_8(self):
        order = self.with_postage()
        self.assertEqual(self.month(MARCH), (125, 1.25))
        self.category.cs_no_commission = True
        self.assertFalse(order.order_line[1].cs_no_commission)
        self.assertEqual(self.month("2026-04"), (0, 0))

    def test_nobody_sets_it_on_a_line_r6_8(self):
        order = self.with_postage()
        line = order.order_line[1].with_user(self.users["salesman"])
        with self.assertRaisesRegex(AccessError, "follows from its article"):
            line.write({"cs_no_commission": True})

    def test_postage_is_no_discount_r6_7_r6_8(self):
        """A shop that pays the postage itself gives no discount."""
        self.edit_policy({"discount_limit": 30})
        self.category.cs_no_commission = True
        order = self.with_postage(100, -25)
        self.assertEqual(order.cs_discount_amount, 0)


class TestTheSameOrderTwice(PaidCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_credit_basis = "confirmed"

    def twice(self, number="TB-4711", **values):
        first = self.make_order(
            1000, "2026-03-05", [self.agent], client_order_ref=number, **values
        )
        second = self.make_order(
            1000, "2026-03-06", [self.agent], client_order_ref=number, **values
        )
        return first, second

    def problems(self):
        Check = self.env["cs.order.check"].with_user(self.users["officer"])
        return {row.order_name: row.problem for row in Check.search([])}

    def test_it_counts_once_and_is_shown_r6_1(self):
        first, second = self.twice()
        self.assertEqual(self.month(MARCH, lock=False), (1000, 10))
        self.assertEqual(self.problems(), {second.name: "duplicate"})
        first._action_cancel()
        self.assertEqual(self.month(MARCH, lock=False), (1000, 10))
        self.assertFalse(self.problems())

    def test_somebody_decides_that_both_count_r6_1(self):
        """Customers give a number of theirs to several orders, too."""
        _first, second = self.twice()
        leader = self.users["leader"]
        row = self.env["cs.order.check"].with_user(leader).browse(second.id)
        wizard = self.env["cs.order.assign"].with_user(leader)
        wizard.create(
            {
                "check_ids": [Command.set(row.ids)],
                "mode": "one",
                "employee_id": self.agent.id,
                "reason": "Two parcels under one number",
            }
        ).action_assign()
        self.assertFalse(self.problems())
        self.assertEqual(self.month(MARCH, lock=False), (2000, 20))

    def test_other_customers_and_returns_may_have_the_number_r6_1_r6_4(self):
        self.twice()
        other = self.env["res.partner"].create({"name": "Other"})
        self.make_order(
            500,
            "2026-03-07",
            [self.agent],
            client_order_ref="TB-4711",
            partner_id=other.id,
        )
        self.make_order(-200, "2026-03-08", [self.agent], client_order_ref="TB-4711")
        self.assertEqual(self.month(MARCH, lock=False), (1300, 13))

    def test_the_one_of_a_locked_month_counts_r6_1(self):
        """Whatever came in later, also with an earlier date, is the second."""
        first, _second = self.twice()
        first.date_order = self.local("2026-04-05")
        first._action_cancel()
        self.assertEqual(self.month(MARCH), (1000, 10))
        first.action_draft()
        first.action_confirm()
        first.date_order = self.local("2026-04-05")
        self.assertEqual(self.month("2026-04"), (0, 0))
