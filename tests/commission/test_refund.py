"""Credit notes that no line of an order stands for (R6.4)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_management.demo.commission import invoice_orders

from tests.commission.test_paid import APRIL, MARCH, PaidCase


class TestLooseCreditNotes(PaidCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_credit_basis = "confirmed"
        cls.customer = cls.env["res.partner"].create({"name": "Customer Wu"})

    def order(self, amount=1000, day="2026-03-05", agents=None, **values):
        values.setdefault("partner", self.customer)
        agents = [self.agent] if agents is None else agents
        partner = values.pop("partner")
        return self.make_order(amount, day, agents, partner_id=partner.id, **values)

    def sales(self):
        return self.month(MARCH, lock=False)[0]

    def checks(self, role="officer"):
        rows = self.env["cs.order.check"].with_user(self.users[role]).search([])
        return rows.filtered(lambda row: row.problem == "credit_note")

    def test_named_as_source_or_reference_r6_4(self):
        first, second = self.order(), self.order()
        self.note(200, partner=self.customer, invoice_origin=first.name)
        self.assertEqual(self.sales(), 1800)
        self.note(300, partner=self.customer, ref=second.name)
        self.assertEqual(self.sales(), 1500)
        self.assertFalse(self.checks())

    def test_the_order_of_the_invoice_that_it_reverses_r6_4(self):
        """With lines of its own instead of those of the invoice."""
        order, _other = self.order(), self.order()
        note = self.credit(invoice_orders(order, "2026-03-06"), 1)
        note.button_draft()
        note.invoice_line_ids = [
            Command.clear(),
            Command.create({"name": "Scratch", "price_unit": 150, "tax_ids": False}),
        ]
        self.assertFalse(note.invoice_line_ids.sale_line_ids)
        note.action_post()
        self.assertEqual(self.sales(), 1850)

    def test_a_line_added_to_the_orders_credit_note_r6_4(self):
        order, _other = self.order(), self.order()
        note = self.credit(invoice_orders(order, "2026-03-06"), 100)
        note.button_draft()
        note.invoice_line_ids = [
            Command.create({"name": "Scratch", "price_unit": 50, "tax_ids": False})
        ]
        note.action_post()
        self.assertEqual(self.sales(), 1850)

    def test_the_only_order_that_it_can_be_r6_4(self):
        """Not one that came later, and not one of less."""
        self.order()
        self.order(2000, "2026-03-25")
        self.order(100)
        self.note(200, "2026-03-20", self.customer)
        self.assertEqual(self.sales(), 2900)

    def test_nobody_guesses_between_two_r6_4(self):
        """Shown, said before the lock, and settled once an officer says whose it is."""
        order, other = self.order(), self.order(agents=[])
        note = self.note(200, "2026-03-20", self.customer)
        self.assertEqual(self.sales(), 1000)
        self.assertIn(note.name, self.make_period(MARCH).warning)
        row = self.checks()
        self.assertEqual((row.order_name, row.amount_untaxed), (note.name, -200))
        self.assertFalse(self.checks("leader"))
        self.month(MARCH)
        self.assertEqual(self.checks(), row, "it waits beyond the lock")
        action = row.action_assign()
        wizard = (
            self.env["cs.order.assign"]
            .with_user(self.users["officer"])
            .with_context(action["context"])
            .create({"reason": "The customer says so", "order_number": "S-none"})
        )
        with self.assertRaisesRegex(UserError, "no confirmed order S-none"):
            wizard.action_assign()
        wizard.order_number = order.name
        answer = wizard.action_assign()
        self.assertIn("settled in 2026-04", answer["params"]["message"])
        self.assertFalse(self.checks())
        self.assertEqual(self.month(APRIL), (0, -2))
        self.assertEqual(other.cs_commission_line_ids.mapped("base"), [1000])

    def test_of_another_business_r6_4(self):
        """No order, or the reversal of an invoice of no order: nobody's commission."""
        self.order()
        stranger = self.env["res.partner"].create({"name": "Landlord"})
        self.note(200, "2026-03-20", stranger)
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Rent", "price_unit": 200, "tax_ids": False}
                    )
                ],
            }
        )
        bill.action_post()
        self.credit(bill, 200)
        self.assertEqual(self.sales(), 1000)
        self.assertFalse(self.checks())

    def test_never_below_nothing_r6_4(self):
        order = self.order()
        self.note(1500, partner=self.customer, invoice_origin=order.name)
        self.assertEqual(self.sales(), 0)

    def test_only_officers_say_it_r6_4(self):
        self.order()
        self.order(agents=[])
        note = self.note(200, "2026-03-20", self.customer)
        with self.assertRaises(AccessError):
            note.with_user(self.users["salesman"]).write({"cs_order_id": False})
        row = self.checks()
        for role in ("leader", "agent"):
            wizard = self.env["cs.order.assign"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(UserError):
                wizard.create(
                    {
                        "check_ids": [Command.set(row.ids)],
                        "mode": "refund",
                        "reason": "Mine",
                        "order_number": "S",
                    }
                ).action_assign()
