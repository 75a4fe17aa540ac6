"""Commission where it meets invoices, returns and other pools (R6.2-R6.4)."""

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart

from tests.test_statement import StatementCase


class TestPaidOrders(StatementCase):
    """Basis "fully paid": an order counts with what was paid and kept, at 1 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.company.cs_credit_basis = "paid"
        cls.agent = cls.make_agent()

    def invoice(self, order, day="2026-03-10"):
        invoice_orders(order, day)
        return order.invoice_ids

    def pay(self, invoices):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        ).create({"payment_date": "2026-03-15"}).action_create_payments()

    def credit(self, invoice, amount):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": "2026-03-20", "journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        wizard.new_move_ids.invoice_line_ids.price_unit = amount
        wizard.new_move_ids.action_post()

    def base(self):
        return self.compute(self.agent, self.march).amount_sales

    def test_a_partial_refund_reduces_the_order_r6_4(self):
        """1,000 paid, 200 credited in the same month: 800, not nothing."""
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice = self.invoice(order)
        self.assertEqual(self.base(), 0)
        self.pay(invoice)
        self.assertEqual(self.base(), 1000)
        self.credit(invoice, 200)
        self.assertEqual(self.base(), 800)

    def test_returned_before_it_was_invoiced_r6_4(self):
        """10 ordered, 3 returned before invoicing, 700 paid: 700."""
        self.product.invoice_policy = "delivery"
        order = self.make_order(1000, "2026-03-05", [self.agent])
        order.order_line.write({"product_uom_qty": 10, "price_unit": 100})
        order.order_line.qty_delivered = 7
        invoice = self.invoice(order)
        self.assertEqual(invoice.amount_untaxed, 700)
        self.pay(invoice)
        self.assertEqual(self.base(), 700)

    def test_a_part_that_is_still_to_be_invoiced_is_not_paid(self):
        self.product.invoice_policy = "delivery"
        order = self.make_order(1000, "2026-03-05", [self.agent])
        order.order_line.write({"product_uom_qty": 10, "price_unit": 100})
        order.order_line.qty_delivered = 7
        self.pay(self.invoice(order))
        order.order_line.qty_delivered = 10
        self.assertEqual(self.base(), 0)


class TestReturns(StatementCase):
    def test_a_return_entered_as_an_order_reduces_the_sales_r6_4(self):
        """1,000 and -200 at 1 %: 8."""
        agent = self.make_agent()
        self.make_order(1000, "2026-03-05", [agent])
        self.make_order(-200, "2026-03-06", [agent])
        self.assertEqual(self.compute(agent, self.march).amount_sales, 800)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 8)

    def test_order_and_refund_are_rounded_together(self):
        """333.335 less 111.115 at a rate of 3: 74.07, not 111.11 - 37.04 + a cent."""
        load_chart(self.env, self.company)
        agent = self.make_agent()
        order = self.make_order(100, "2026-03-05", [agent])
        self.env.cr.execute(
            "UPDATE sale_order SET amount_untaxed = 100.01, currency_rate = 3 "
            "WHERE id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        self.assertAlmostEqual(self.compute(agent, self.march).amount_sales, 33.34)


class TestPools(StatementCase):
    def test_an_order_is_in_one_pool_only_r6_3(self):
        """A team that shares by itself, and a ladder that shares all the rest."""
        shop = self.env["crm.team"].create(
            {
                "name": "Shop",
                "company_id": self.company.id,
                "cs_department_id": self.team.id,
            }
        )
        other = self.make_ladder(self.company)
        self.make_policy(other, pool_scope="team")
        by_team = self.make_agent(level=other.level_ids[1])
        by_company = self.make_agent()
        self.make_order(10000, "2026-03-05", team_id=shop.id)
        rest = shop.copy({"cs_department_id": self.other_team.id})
        self.make_order(4000, "2026-03-06", team_id=rest.id)
        self.march.action_compute()
        self.assertEqual(self.amount(by_team, "CS_POOL"), 50)
        self.assertEqual(self.amount(by_company, "CS_POOL"), 20)
