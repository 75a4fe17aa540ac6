"""A policy with a commission plan, and orders of several articles."""

from odoo import Command

from odoo.addons.cs_management.demo.commission import load_chart

from tests.commission.test_paid import PaidCase
from tests.words import check_words


class PlanCase(PaidCase):
    """Headphones and cables of a category each, two channels, 1 % by the tiers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.company.cs_credit_basis = "confirmed"
        cls.march = cls.make_period("2026-03")
        Category = cls.env["product.category"]
        cls.audio = Category.create({"name": "Audio"})
        below = Category.create({"name": "Headphones", "parent_id": cls.audio.id})
        cls.headphones = cls.make_article("Headphones", below)
        cls.cable = cls.make_article("Cable", Category.create({"name": "Cables"}))
        cls.shop, cls.outlet = cls.env["crm.team"].create(
            [
                {"name": name, "company_id": cls.company.id}
                for name in ("Shop", "Outlet")
            ]
        )

    @classmethod
    def make_article(cls, name, category):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "invoice_policy": "order",
                "categ_id": category.id,
                "list_price": 0,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def plan(cls, *rules, **values):
        """Give the policy plan lines, in their order, and whatever else."""
        lines = [
            Command.create({"name": f"Line {place}", "sequence": place, **rule})
            for place, rule in enumerate(rules)
        ]
        cls.edit_policy({"commission_rule_ids": [Command.clear(), *lines], **values})
        return cls.policy.commission_rule_ids.sorted()

    @classmethod
    def sell(cls, *articles, day="2026-03-05", agents=None, **values):
        """An order of ``(product, price)`` or ``(product, price, pieces)``."""
        lines = [
            Command.create(
                {
                    "product_id": product.id,
                    "price_unit": price,
                    "product_uom_qty": (*pieces, 1)[0],
                    "tax_ids": False,
                }
            )
            for product, price, *pieces in articles
        ]
        agents = [cls.agent] if agents is None else agents
        return cls.make_order(0, day, agents, order_line=lines, **values)

    def refund(self, order, day="2026-03-20", **prices):
        """A credit note of what each article's name says; the others are kept."""
        invoice = order.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice"
        )
        if not invoice:
            invoice = order._create_invoices()
            invoice.invoice_date = order.date_order.date()
            invoice.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": day, "journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        note = wizard.new_move_ids
        for line in note.invoice_line_ids:
            line.quantity = 1
            line.price_unit = prices.get(line.product_id.name, 0)
        note.action_post()
        return note

    def paid(self, month="2026-03", lock=False, agent=None, code="CS_COMMISSION"):
        """What an agent is paid under a code in a month, late changes included."""
        agent = agent or self.agent
        period = self.make_period(month)
        period.action_compute()
        if lock:
            period.action_lock()
        lines = self.statement(agent, period).line_ids
        check_words(self, lines)
        return round(
            sum(
                line.amount for line in lines if code in (line.code, line.adjusted_code)
            ),
            2,
        )
