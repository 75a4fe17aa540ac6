"""Orders with their tags and refunds, and service figures."""

from datetime import date, timedelta
from itertools import count

from odoo import Command

from . import factories
from .chapter import DemoChapter
from .conduct import LATE_ENTRY
from .people import DEPARTURE, PEOPLE

# R6.2: conversion from, rate.
STANDARD_TIERS = ((0, 1), (70, 1.5))

ORDERS_PER_MONTH = 140
# Share of the orders without an agent, and with two of them.
UNTAGGED, SHARED = 0.12, 0.06

# Name and price of what the shop sells.
PRODUCTS = (
    ("电饭煲", 399),
    ("空气炸锅", 529),
    ("手持吸尘器", 899),
    ("扫地机器人", 2399),
    ("净水器", 1899),
    ("洗碗机", 3299),
    ("咖啡机", 1299),
    ("电热水壶", 199),
)

# How figures are kept: a row a day, one for the month, or (206) not at all.
DAY_FIGURES = ("101", "102", "103", "104", "105", "106")
MONTH_FIGURES = ("301", "201", "202", "203", "204", "205")


def load_chart(env, company):
    """A chart of accounts, so that orders of the company can be invoiced."""
    currency = company.currency_id
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    # The generic chart brings the dollar along.
    company.currency_id = currency


def make_sales_team(env, name, department=None, **values):
    """A sales team whose untagged orders are the pool of the department (R6.3)."""
    return env["crm.team"].create(
        {
            "name": name,
            "company_id": env.company.id,
            "cs_department_id": department.id if department else False,
            **values,
        }
    )


def tag_of(agent):
    """The order tag that carries an agent (R6.1)."""
    return agent.cs_tag_ids


def make_product(env, name="Article", price=100.0, **values):
    """An untaxed service that can be invoiced as soon as it is ordered."""
    return env["product.product"].create(
        {
            "name": name,
            "type": "service",
            "invoice_policy": "order",
            "list_price": price,
            "company_id": env.company.id,
            "taxes_id": False,
            "supplier_taxes_id": False,
            **values,
        }
    )


def order_values(amount, agents=(), *, partner, product, **values):
    """Values of one order; ``agents`` carry it, none of them: the pool."""
    line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": amount}
    return {
        "partner_id": partner.id,
        "tag_ids": [Command.set([tag_of(agent).id for agent in agents])],
        "order_line": [Command.create({**line, "tax_ids": False})],
        **values,
    }


def make_orders(env, dated_values, *, confirm=True):
    """Create orders at once and confirm them as of their own dates.

    :param dated_values: ``[(order date in UTC, values)]``, see :func:`order_values`
    """
    orders = (
        env["sale.order"]
        .with_context(**factories.SILENT)
        .create(
            [{"company_id": env.company.id, **values} for _at, values in dated_values]
        )
    )
    if confirm:
        orders.action_confirm()
    # Confirmation sets the date to now, as Odoo does: the past is written after it.
    for order, (ordered_at, _values) in zip(orders, dated_values, strict=True):
        order.date_order = ordered_at
    orders.flush_recordset()
    return orders.with_env(env)


def invoice_orders(orders, day):
    """Invoice orders in full and post the invoices as of ``day``."""
    invoices = orders.with_context(**factories.SILENT)._create_invoices()
    invoices.invoice_date = day
    invoices.action_post()
    return invoices


def refund_orders(orders, day, reason="Returned"):
    """Post credit notes for all invoices of orders as of ``day`` (R6.4)."""
    invoices = orders.invoice_ids.filtered(
        lambda move: move.move_type == "out_invoice" and move.state == "posted"
    )
    wizard = (
        orders.env["account.move.reversal"]
        .with_context(
            active_model="account.move", active_ids=invoices.ids, **factories.SILENT
        )
        .create({"reason": reason, "date": day, "journal_id": invoices.journal_id.id})
    )
    wizard.reverse_moves()
    wizard.new_move_ids.action_post()
    return wizard.new_move_ids


def make_stat(env, agent, day, asked, bought, **values):
    """Service figures of an agent; ``granularity="period"`` for the whole month."""
    return env["cs.service.stat"].create(
        {
            "employee_id": agent.id,
            "date": day,
            "served": asked,
            "asked": asked,
            "bought": bought,
            **values,
        }
    )


class Demo(DemoChapter):
    """A shop for each team, its orders, and how many of those who asked bought."""

    sequence = 50

    @classmethod
    def policy_values(cls):
        """Tiers and pool of R6."""
        return {
            "commission_enabled": True,
            "pool_enabled": True,
            "tier_ids": [
                Command.create({"lower_bound": bound, "rate": rate})
                for bound, rate in STANDARD_TIERS
            ],
        }

    @classmethod
    def complete_policy(cls, policy):
        """R6.6: no commission in the trial month."""
        trial = policy.level_ids.filtered(lambda row: row.level_id.code == "trial")
        trial.commission_eligible = False

    def make(self):
        load_chart(self.env, self.builder.company)
        # The officer may follow a credit to its order.
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.builder.users["officer"].group_ids = [Command.link(sales.id)]
        self.shops = {
            team: make_sales_team(self.env, name, self.builder.departments[team])
            for team, name in (("pre", "天猫旗舰店"), ("after", "京东自营店"))
        }
        self.products = [
            make_product(self.env, name, price) for name, price in PRODUCTS
        ]
        self.customers = self.env["res.partner"].create(
            [
                {"name": f"买家{number:03}", "company_id": self.env.company.id}
                for number in range(1, 41)
            ]
        )
        self.orders = self.env["sale.order"]
        # The shop's own numbers: its platform makes the prices, coupons taken off.
        self.numbers = count(1)

    def make_month(self, month):
        self._make_orders(month)
        self._make_figures(month)
        self._refund_orders(month)

    def make_late(self):
        """A refund of what was paid for in a locked month (R6.4)."""
        refund_orders(self.refunded_late, self.builder.months[2])

    def summary(self):
        return f"{len(self.orders)} orders"

    # --- Orders -----------------------------------------------------------------------

    def _last_day(self, month):
        """The last day of a month that has come."""
        return min(self.builder.periods[month].date_to, self.builder.today)

    def _make_orders(self, month):
        """A month's orders, spread over its days; some are cancelled again."""
        first, last = self.builder.months[month], self._last_day(month)
        whole = (self.builder.periods[month].date_to - first).days + 1
        count = ORDERS_PER_MONTH * ((last - first).days + 1) // whole
        dated = sorted(
            (self._random_order(first, last) for _number in range(count)),
            key=lambda row: row[0],
        )
        orders = make_orders(self.env, dated)
        cancelled = orders[5:45:20]
        cancelled.with_context(disable_cancel_warning=True).action_cancel()
        self.orders |= orders

    def _random_order(self, first, last):
        day = first + timedelta(days=self.random.randrange((last - first).days + 1))
        team = self.random.choice(("pre", "after"))
        product = self.random.choice(self.products)
        amount = product.list_price * self.random.choice((1, 1, 1, 2, 3))
        values = order_values(
            round(amount * self.random.choice((1, 1, 0.95, 0.888)), 2),
            self._carriers(team, day),
            partner=self.random.choice(self.customers),
            product=product,
            team_id=self.shops[team].id,
            client_order_ref=f"{day:%y%m%d}{next(self.numbers):06}",
        )
        at = factories.local_time(self.env, day, 9 + self.random.randrange(26) / 2)
        return at, values

    def _carriers(self, team, day):
        """Who carries an order: usually one agent of the team who works that day."""
        month, last, leaver = DEPARTURE
        people = [
            person
            for person in PEOPLE
            if person.team == team
            and self.builder.agents[person.code].contract_date_start <= day
            and (
                person.code != leaver
                or day <= self.builder.months[month].replace(day=last)
            )
        ]
        drawn = self.random.random()
        if drawn < UNTAGGED:
            return []
        if drawn < UNTAGGED + SHARED:
            chosen = self.random.sample(people, 2)
        else:
            pulls = [person.pull for person in people]
            chosen = self.random.choices(people, pulls)
        return [self.builder.agents[person.code] for person in chosen]

    def _refund_orders(self, month):
        """Invoice a few orders of the month, and refund some of them in it (R6.4)."""
        last = self._last_day(month)
        early = self.orders.filtered(
            lambda order: order.state == "sale"
            and self.builder.months[month] < order.date_order.date() < last
        )
        # The first of the month are refunded in it, the last may be so later.
        invoiced = early[:2] + early[-4:]
        invoice_orders(invoiced, last)
        refund_orders(early[:2], last)
        if month == 1:
            self.refunded_late = invoiced[2:].filtered(self._is_paid_for)[:1]

    def _is_paid_for(self, order):
        """Whether one agent carries the order who earns commission on it."""
        agent = order.tag_ids.cs_employee_id
        other = agent != self.builder.agents[LATE_ENTRY[2]]
        return len(agent) == 1 and other and agent.cs_level_id.code != "trial"

    # --- Figures ----------------------------------------------------------------------

    def _make_figures(self, month):
        rows = []
        first, last = self.builder.months[month], self._last_day(month)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for code in DAY_FIGURES:
            start = self.builder.agents[code].contract_date_start
            rows += [
                self._figures(code, day, 28)
                for day in days
                if day.weekday() < 5 and day >= start
            ]
        for code in MONTH_FIGURES:
            start, end = self._service(code)
            if start <= last and end >= first:
                row = self._figures(code, max(first, start), 600)
                rows.append({**row, "granularity": "period"})
        self.builder.env_as("officer")["cs.service.stat"].create(rows)

    def _service(self, code):
        """First and last day of an agent in the company."""
        agent = self.builder.agents[code]
        return agent.contract_date_start, agent.contract_date_end or date.max

    def _figures(self, code, day, usual):
        """Figures of an agent: each has a conversion of their own, around 70 %."""
        habit = 0.62 + (int(code) * 7 % 17) / 100
        asked = self.random.randint(usual * 3 // 4, usual * 5 // 4)
        bought = round(asked * min(habit + self.random.uniform(-0.03, 0.03), 1))
        return {
            "employee_id": self.builder.agents[code].id,
            "date": day,
            "served": asked + self.random.randint(0, usual // 4),
            "asked": asked,
            "bought": bought,
        }
