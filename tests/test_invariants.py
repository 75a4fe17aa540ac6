"""Random months with late changes: what must hold whatever happens (R6, Money)."""

import random
from collections import defaultdict
from decimal import Decimal

from odoo import Command

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart
from odoo.addons.cs_management.engine.money import split_equally, to_decimal

from tests.payroll.common import PayrollCase

MONTHS = ("2026-03", "2026-04", "2026-05")


class RandomMonths(PayrollCase):
    """Orders tagged, retagged, moved, repriced, cancelled and refunded at random."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.product.invoice_policy = "order"
        levels = (cls.junior, cls.middle, cls.trial)
        cls.agents = cls.agent | cls.second
        for level in levels:
            cls.agents |= cls.make_agent(level=level)
        cls.elsewhere = cls.make_agent(department_id=cls.other_team.id)
        cls.agents |= cls.elsewhere

    def some_agents(self):
        return self.dice.sample(list(self.agents), self.dice.choice((0, 1, 1, 2, 3)))

    def some_day(self, months):
        return f"{self.dice.choice(months)}-{self.dice.randint(1, 28):02}"

    def facts(self, month):
        """A month's orders, some invoiced, with figures and entries."""
        rows = [
            (round(self.dice.uniform(0.5, 999), 2), self.some_day([month]), agents)
            for agents in (self.some_agents() for _number in range(12))
        ]
        for row in rows:
            self.orders |= self.make_order(*row)
        for order in self.orders[-3:]:
            invoice_orders(order, f"{month}-28")
        for agent in self.agents:
            self.make_stat(agent, f"{month}-15", 10, self.dice.randint(5, 9))
            if self.dice.random() < 0.4:
                code = self.dice.choice(("COMPLAINT", "MERIT5", "MEDIUM10", "DUTY"))
                self.make_entry(agent, code, self.some_day([month]))

    def change(self, months):
        """One change of any order, also of one of a locked month."""
        order = self.dice.choice(self.orders)
        kind = self.dice.choice(("tag", "tag", "move", "price", "cancel", "refund"))
        if kind == "tag":
            tags = [agent.cs_tag_ids.id for agent in self.some_agents()]
            order.tag_ids = [Command.set(tags)]
        elif kind == "move":
            order.date_order = self.local(self.some_day(months))
        elif kind == "price" and order.state == "sale" and not order.invoice_ids:
            order.order_line.price_unit = round(self.dice.uniform(0.5, 999), 2)
        elif kind == "cancel" and not order.invoice_ids:
            order._action_cancel()
        elif kind == "refund" and order.invoice_ids:
            self.refund(order, months[-1])

    def refund(self, order, month):
        """Credit a part of the order, once."""
        if len(order.invoice_ids) > 1:
            return
        invoice = order.invoice_ids
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"date": f"{month}-28", "journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        part = round(order.amount_untaxed * self.dice.random(), 2)
        wizard.new_move_ids.invoice_line_ids.price_unit = part
        wizard.new_move_ids.action_post()
        self.refunded[order] = part

    def snapshot(self, periods):
        """All that is stored and shown of results, but for the seal of the lock."""
        of_the_lock = {"former_count", "seal_id", "write_uid"}
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            self.env[model]
            .search([("period_id", "in", periods.ids)])
            .read(self.env[model]._fields.keys() - of_the_lock, None)
            for model in ("cs.statement", "cs.statement.line", "cs.commission.line")
        ]

    def run_months(self, seed):
        """Three months with changes before and after each lock, and one to settle."""
        self.dice = random.Random(seed)
        self.orders = self.env["sale.order"]
        self.refunded = defaultdict(float)
        periods = self.env["cs.period"]
        for index, month in enumerate(MONTHS):
            self.facts(month)
            for _number in range(10):
                self.change(MONTHS[: index + 1])
            period = self.make_period(month)
            before = self.snapshot(periods)
            self.lock(period)
            self.assertEqual(self.snapshot(periods), before)
            periods |= period
        for _number in range(15):
            self.change(MONTHS)
        last = self.make_period("2026-06")
        self.lock(last)
        return periods | last


class TestInvariants(RandomMonths):
    def check_orders(self):
        """Over all months an order is credited once, to its agents, to the cent."""
        credited = defaultdict(lambda: defaultdict(Decimal))
        paid = defaultdict(Decimal)
        for line in self.env["cs.commission.line"].search(
            [("order_id", "in", self.orders.ids)]
        ):
            credited[line.order_id][line.employee_id.id] += to_decimal(line.base)
            paid[line.order_id, line.employee_id] += to_decimal(line.amount)
        for order in self.orders:
            whole = to_decimal(order.amount_untaxed) - to_decimal(self.refunded[order])
            if order.state != "sale":
                whole = to_decimal(0)
            carriers = sorted(order.tag_ids.cs_employee_id.ids) or [False]
            shares = dict(
                zip(carriers, split_equally(whole, len(carriers)), strict=True)
            )
            found = {key: base for key, base in credited[order].items() if base}
            self.assertEqual(found, {key: base for key, base in shares.items() if base})
        for (order, agent), amount in paid.items():
            self.assertGreaterEqual(amount, 0, (order.name, agent.name))
            if not credited[order][agent.id]:
                self.assertEqual(amount, 0, (order.name, agent.name))

    def check_statement(self, statement):
        """Credits make the lines, the lines the total, the total the slip."""
        by_line = defaultdict(Decimal)
        for line in statement.line_ids:
            key = line.adjusted_code or line.code
            by_line[key, line.origin_period_id] += to_decimal(line.amount)
        by_credit = defaultdict(Decimal)
        for credit in statement.commission_line_ids:
            by_credit[credit.origin_period_id] += to_decimal(credit.amount)
        origins = {origin for code, origin in by_line if code == "CS_COMMISSION"}
        for origin in origins | by_credit.keys():
            self.assertEqual(by_credit[origin], by_line["CS_COMMISSION", origin])
        total = sum(by_line.values())
        self.assertEqual(to_decimal(statement.amount_total), total)
        slip = statement.payslip_id
        self.assertEqual(to_decimal(slip.get_salary_line_total("NET")), total)

    def check_pool(self, periods):
        """Who shares a pool gets equal shares of it, late changes included."""
        for period in periods:
            lines = self.env["cs.statement.line"].search(
                [("period_id", "=", period.id), ("code", "=", "CS_POOL")]
            )
            credits_ = self.env["cs.commission.line"].search(
                [
                    ("employee_id", "=", False),
                    ("origin_period_id", "=", False),
                    ("period_id", "=", period.id),
                ]
            )
            pool = to_decimal(sum(credits_.mapped("base"))) / 200
            given = to_decimal(sum(lines.mapped("amount")))
            self.assertLessEqual(abs(pool - given), to_decimal("0.00501"))

    def check(self, seed):
        periods = self.run_months(seed)
        last = periods[-1]
        before = self.snapshot(last)
        last.with_user(self.users["manager"]).reopen("to see that nothing changes")
        last.action_compute()
        last.action_lock()
        self.assertEqual(self.snapshot(last), before)
        for period in periods:
            self.generate(period)
        self.check_orders()
        self.check_pool(periods)
        for statement in periods.statement_ids:
            self.check_statement(statement)

    def test_seed_1(self):
        self.check(1)

    def test_seed_2(self):
        self.check(2)
