"""Basis "fully paid": an order counts in the month in which it became so (R6.4)."""

import random
from collections import defaultdict
from datetime import date

from freezegun import freeze_time

from odoo import Command

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart
from odoo.addons.cs_management.engine.money import split_equally, to_decimal

from tests.test_statement import StatementCase
from tests.words import check_words

MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"


class PaidCase(StatementCase):
    """A company that counts paid orders, at 1 % without figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.company.cs_credit_basis = "paid"
        cls.product.invoice_policy = "order"
        cls.agent = cls.make_agent()
        cls.bank = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )

    def without_entries(self):
        """Payments make no entry until the bank has them, as with full accounting."""
        self.patch(
            self.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda _self: "in_payment",
        )

    def pay(self, invoices, day, amount=None):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"payment_date": day, "journal_id": self.bank.id})
        )
        if amount is not None:
            wizard.amount = amount
        return wizard._create_payments()

    def unpay(self, invoices):
        """Break the reconciliation of invoices, as "Undo" on the payment does."""
        invoices.line_ids.remove_move_reconcile()

    def credit(self, invoice, amount, day="2026-03-20"):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        wizard.new_move_ids.invoice_line_ids.price_unit = amount
        wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    def note(self, amount, day="2026-03-20", partner=None, **values):
        """A credit note typed by hand: no line of an order stands for it."""
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": (partner or self.partner).id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Refund", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        note.action_post()
        return note

    def month(self, month, lock=True):
        """Compute a month as of today's facts.

        :return: ``(sales, commission with its adjustments)`` of the agent
        """
        period = self.make_period(month)
        period.action_compute()
        if lock:
            period.action_lock()
        statement = self.statement(self.agent, period)
        check_words(self, statement.line_ids)
        amounts = self.amounts(self.agent, period)
        paid = amounts.get("CS_COMMISSION", 0) + amounts.get("CS_ADJUSTMENT", 0)
        return statement.amount_sales, round(paid, 2)


class TestMonthOfPayment(PaidCase):
    def test_it_counts_when_it_is_paid_not_when_it_is_ordered_r6_4(self):
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice = invoice_orders(order, "2026-03-31")
        self.assertEqual(self.month(MARCH), (0, 0))
        self.pay(invoice, "2026-04-02")
        self.assertEqual(self.month(APRIL), (1000, 10))
        line = self.env["cs.commission.line"].search([("order_id", "=", order.id)])
        self.assertEqual(line.period_id.name, APRIL)
        self.assertEqual(line.paid_on, date(2026, 4, 2))
        self.assertEqual(self.month(MAY), (0, 0))

    def test_the_last_day_of_a_month_is_of_that_month_r6_4(self):
        for day in ("2026-03-31", "2026-04-01"):
            order = self.make_order(100, "2026-03-05", [self.agent])
            self.pay(invoice_orders(order, "2026-03-06"), day)
        self.assertEqual(self.month(MARCH)[0], 100)
        self.assertEqual(self.month(APRIL)[0], 100)

    def test_payments_without_an_entry_count_with_their_date_r6_4(self):
        """Odoo calls an invoice paid as soon as any payment waits for the bank."""
        self.without_entries()
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice = invoice_orders(order, "2026-03-06")
        payment = self.pay(invoice, "2026-03-20", 300)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.month(MARCH), (0, 0))
        self.pay(invoice, "2026-04-20", 700)
        self.assertEqual(self.month(APRIL), (1000, 10))

    def test_one_payment_of_two_invoices_r6_4(self):
        """Too small for both: neither is paid; in full: both."""
        self.without_entries()
        orders = self.make_orders([(600, "2026-03-05", [self.agent])] * 2)
        invoices = self.env["account.move"].concat(
            *(invoice_orders(order, "2026-03-06") for order in orders)
        )
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"payment_date": "2026-03-20", "group_payment": True})
        )
        payment = wizard._create_payments()
        self.assertEqual(len(payment), 1)
        self.assertEqual(self.month(MARCH, lock=False)[0], 1200)
        payment.action_draft()
        payment.amount = 700
        payment.action_post()
        self.assertEqual(self.month(MARCH, lock=False)[0], 0)

    def test_paid_in_parts_over_three_months_r6_4(self):
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice = invoice_orders(order, "2026-03-06")
        found = []
        for month, part in ((MARCH, 300), (APRIL, 300), (MAY, 400)):
            self.pay(invoice, f"{month}-20", part)
            found.append(self.month(month))
        self.assertEqual(found, [(0, 0), (0, 0), (1000, 10)])

    def test_several_invoices_the_last_one_decides_r6_4(self):
        self.product.invoice_policy = "delivery"
        order = self.make_order(1000, "2026-03-05", [self.agent])
        order.order_line.write({"product_uom_qty": 10, "price_unit": 100})
        order.order_line.qty_delivered = 4
        first = invoice_orders(order, "2026-03-10")
        order.order_line.qty_delivered = 10
        second = invoice_orders(order, "2026-03-12")
        self.pay(second, "2026-03-15")
        self.assertEqual(self.month(MARCH), (0, 0))
        self.pay(first, "2026-04-15")
        self.assertEqual(self.month(APRIL), (1000, 10))

    def test_a_down_payment_is_a_part_r6_4(self):
        """300 in March, deducted from the invoice that is paid in April: 1,000."""
        self.product.invoice_policy = "delivery"
        order = self.make_order(1000, "2026-03-05", [self.agent])
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": 300,
            }
        )
        advance = wizard._create_invoices(order)
        advance.invoice_date = "2026-03-06"
        advance.action_post()
        self.pay(advance, "2026-03-07")
        self.assertEqual(self.month(MARCH), (0, 0))
        order.order_line.filtered(
            lambda line: not line.is_downpayment
        ).qty_delivered = 1
        rest = order._create_invoices(final=True)
        rest.invoice_date = "2026-04-06"
        rest.action_post()
        self.assertEqual(rest.amount_total, 700)
        self.assertEqual(self.month(APRIL, lock=False), (0, 0))
        self.pay(rest, "2026-04-07")
        self.assertEqual(self.month(APRIL), (1000, 10))

    def test_a_refund_before_the_payment_settles_it_r6_4(self):
        """800 paid in March, 200 credited against the invoice in April: 800."""
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice = invoice_orders(order, "2026-03-06")
        self.pay(invoice, "2026-03-20", 800)
        self.assertEqual(self.month(MARCH), (0, 0))
        self.credit(invoice, 200, "2026-04-10")
        self.assertFalse(invoice.amount_residual)
        self.assertEqual(self.month(APRIL), (800, 8))

    def test_a_return_as_an_order_counts_by_its_date_r6_4(self):
        self.make_order(-200, "2026-03-06", [self.agent])
        order = self.make_order(1000, "2026-03-05", [self.agent])
        self.pay(invoice_orders(order, "2026-03-06"), "2026-03-07")
        self.assertEqual(self.month(MARCH), (800, 8))

    def test_the_pool_counts_paid_orders_r6_3(self):
        order = self.make_order(1000, "2026-03-05")
        invoice = invoice_orders(order, "2026-03-06")
        self.month(MARCH)
        self.assertFalse(self.amount(self.agent, "CS_POOL"))
        self.pay(invoice, "2026-04-07")
        self.month(APRIL)
        april = self.make_period(APRIL)
        self.assertEqual(self.amounts(self.agent, april)["CS_POOL"], 5)


class TestPaidBehindALock(PaidCase):
    def setUp(self):
        super().setUp()
        self.order = self.make_order(1000, "2026-03-05", [self.agent])
        self.invoice = invoice_orders(self.order, "2026-03-06")

    def test_a_payment_entered_after_its_month_was_locked_r6_4(self):
        """The month of the payment is March: at its rate, settled in April."""
        self.make_stat(self.agent, "2026-03-10", 10, 9)
        self.assertEqual(self.month(MARCH), (0, 0))
        self.pay(self.invoice, "2026-03-30")
        self.assertEqual(self.month(APRIL), (0, 15))
        self.assertEqual(self.month(MAY), (0, 0))

    def test_unpaid_again_and_paid_anew_stays_in_its_month_r6_4(self):
        """1.5 % in March: taken back in April, given again in May, at 1.5 %."""
        self.make_stat(self.agent, "2026-03-10", 10, 9)
        self.pay(self.invoice, "2026-03-20")
        self.assertEqual(self.month(MARCH), (1000, 15))
        self.unpay(self.invoice)
        self.assertEqual(self.month(APRIL), (0, -15))
        self.pay(self.invoice, "2026-05-20")
        self.assertEqual(self.month(MAY), (0, 15))
        self.assertEqual(self.month("2026-06"), (0, 0))

    def test_a_payment_that_is_reset_is_none_r6_4(self):
        payment = self.pay(self.invoice, "2026-03-20")
        self.assertEqual(self.month(MARCH), (1000, 10))
        payment.action_draft()
        self.assertEqual(self.month(APRIL), (0, -10))
        payment.action_cancel()
        self.pay(self.invoice, "2026-05-03")
        self.assertEqual(self.month(MAY), (0, 10))

    def test_a_refund_after_the_lock_r6_4(self):
        self.pay(self.invoice, "2026-03-20")
        self.assertEqual(self.month(MARCH), (1000, 10))
        self.credit(self.invoice, 200, "2026-04-20")
        self.assertEqual(self.month(APRIL), (0, -2))

    def test_a_change_of_basis_counts_no_order_twice_r6_4(self):
        """Credited when confirmed, paid in a month that counts paid orders: once."""
        self.company.cs_credit_basis = "confirmed"
        self.assertEqual(self.month(MARCH), (1000, 10))
        self.company.cs_credit_basis = "paid"
        late = self.make_order(500, "2026-04-05", [self.agent])
        late_invoice = invoice_orders(late, "2026-04-06")
        self.pay(self.invoice, "2026-04-20")
        self.assertEqual(self.month(APRIL), (0, 0))
        self.company.cs_credit_basis = "confirmed"
        self.make_order(300, "2026-05-05", [self.agent])
        self.pay(late_invoice, "2026-05-20")
        self.assertEqual(self.month(MAY), (800, 8))

    def test_a_tag_says_where_it_counts_only_if_that_is_known_r6_1(self):
        other = self.make_agent()
        self.month(MARCH)
        count = len(self.order.message_ids)
        self.order.tag_ids = other.cs_tag_ids
        self.assertEqual(len(self.order.message_ids), count)
        self.pay(self.invoice, "2026-04-20")
        self.month(APRIL)
        self.order.tag_ids = self.agent.cs_tag_ids
        self.assertIn("counts in 2026-05", self.order.message_ids[0].body)

    @freeze_time("2026-05-15 02:00:00")
    def test_an_unpaid_order_of_a_locked_month_is_still_checked_r6_1(self):
        """It may count yet: until it does, its tag wants a look."""
        order = self.make_order(500, "2026-03-06")
        invoice = invoice_orders(order, "2026-03-07")
        Check = self.env["cs.order.check"].with_user(self.users["officer"])
        self.month(MARCH)
        self.assertEqual(Check.search([]).order_name, order.name)
        self.pay(invoice, "2026-04-20")
        self.month(APRIL)
        self.assertFalse(Check.search([]))

    def test_selects_do_not_grow_with_orders_r6_4(self):
        def selects():
            period = self.make_period(MARCH)
            period.action_compute()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                period.action_compute()
            return len(found)

        self.pay(self.invoice, "2026-03-20")
        few = selects()
        orders = self.make_orders([(100, "2026-03-06", [self.agent])] * 30)
        for order in orders:
            self.pay(invoice_orders(order, "2026-03-07"), "2026-03-21")
        self.assertEqual(selects(), few)


class TestRandomPayments(PaidCase):
    """Orders invoiced, paid, un-paid, refunded and retagged at random over months."""

    months = (MARCH, APRIL, MAY)

    def invoice_all(self, month):
        for _number in range(6):
            amount = round(self.dice.uniform(1, 999), 2)
            agents = self.dice.sample(list(self.agents), self.dice.choice((0, 1, 2)))
            order = self.make_order(
                amount, f"{month}-{self.dice.randint(1, 28):02}", agents
            )
            self.orders |= order
            invoice_orders(order, f"{month}-28")

    def change(self, month):
        order = self.dice.choice(self.orders)
        invoice = order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice")
        kind = self.dice.choice(
            ("pay", "pay", "part", "unpay", "refund", "note", "tag")
        )
        day = f"{month}-{self.dice.randint(1, 28):02}"
        if kind == "tag":
            agents = self.dice.sample(list(self.agents), self.dice.choice((0, 1, 2)))
            order.tag_ids = [Command.set([agent.cs_tag_ids.id for agent in agents])]
        elif kind == "unpay":
            self.unpay(invoice)
        elif kind == "refund" and order not in self.refunded:
            part = round(order.amount_untaxed * self.dice.random(), 2)
            self.credit(invoice, part, f"{month}-28")
            self.refunded[order] = part
        elif kind == "note" and order not in self.refunded:
            part = round(order.amount_untaxed * self.dice.random(), 2)
            self.note(part, f"{month}-28", invoice_origin=order.name)
            self.refunded[order] = part
        elif kind in ("pay", "part") and invoice.amount_residual:
            left = invoice.amount_residual
            self.pay(invoice, day, left / 2 if kind == "part" else left)

    def run_months(self, seed):
        self.dice = random.Random(seed)
        self.agents = self.agent | self.make_agent() | self.make_agent()
        self.orders = self.env["sale.order"]
        self.refunded = {}
        for month in self.months:
            self.invoice_all(month)
            for _number in range(14):
                self.change(month)
            period = self.make_period(month)
            period.action_compute()
            period.action_lock()
        for _number in range(14):
            self.change("2026-06")
        last = self.make_period("2026-06")
        last.action_compute()
        last.action_lock()

    def check(self, seed):
        """All months together credit what is paid in the end: once, to its agents."""
        self.run_months(seed)
        credited = defaultdict(lambda: defaultdict(int))
        paid, homes = defaultdict(int), defaultdict(set)
        for line in self.env["cs.commission.line"].search([]):
            home = line.origin_period_id or line.period_id
            credited[line.order_id][line.employee_id.id] += to_decimal(line.base)
            paid[line.order_id, line.employee_id, home] += to_decimal(line.amount)
            homes[line.order_id].add(home)
        for order in self.orders:
            invoice = order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice")
            whole = to_decimal(0)
            if invoice.amount_residual == 0:
                whole = to_decimal(order.amount_untaxed) - to_decimal(
                    self.refunded.get(order, 0)
                )
            carriers = sorted(order.tag_ids.cs_employee_id.ids) or [False]
            shares = split_equally(whole, len(carriers))
            due = {
                key: share for key, share in zip(carriers, shares, strict=True) if share
            }
            found = {key: base for key, base in credited[order].items() if base}
            self.assertEqual(found, due, order.name)
            self.assertLessEqual(len(homes[order]), 1, "its month is fixed")
        for key, amount in paid.items():
            self.assertGreaterEqual(amount, 0, key)
        check_words(self, self.env["cs.statement.line"].search([]))

    def test_seed_1_r6_4(self):
        self.check(1)

    def test_seed_2_r6_4(self):
        self.check(2)
