"""The demo company: two teams and three months, two of them locked and paid.

``./dev run`` builds it once. Everything goes through the addon's own methods, by the
users who would do it, and depends on nothing but the day it is built on.
"""

import random
from collections import namedtuple
from datetime import date, timedelta

from odoo import Command, fields

from . import factories
from .days import DemoDays

SEED = 20260101
ORDERS_PER_MONTH = 140
# Share of the orders without an agent, and with two of them.
UNTAGGED, SHARED = 0.12, 0.06
# The month that is open has at least so many days behind it.
DAYS_BEHIND = 7

Person = namedtuple(
    "Person", "code name team level wage months_ago joined_on pull", defaults=[1.0]
)

# Work number, name, team, level and wage when he joined; how many months before the
# open one and on which day that was; how strongly orders come to him.
PEOPLE = (
    Person("101", "王小丽", "pre", "junior", 2200, 14, 8, 1.1),
    Person("102", "李娜", "pre", "middle", 2500, 26, 3, 1.3),
    Person("103", "张伟", "pre", "senior", 3000, 40, 12, 1.6),
    Person("104", "刘强", "pre", "junior", 2200, 9, 6, 1.4),
    Person("105", "杨柳", "pre", "trial", 1800, 2, 5, 0.6),
    Person("106", "赵磊", "pre", "middle", 2500, 20, 17),
    Person("301", "陈静", "pre", "reserve_supervisor", 4000, 50, 1, 0.3),
    Person("201", "孙悦", "after", "senior", 3000, 33, 9, 1.2),
    Person("202", "周敏", "after", "middle", 2500, 22, 14, 1.0),
    Person("203", "吴昊", "after", "junior", 2200, 11, 20, 0.8),
    Person("204", "郑洁", "after", "junior", 2200, 8, 4, 0.7),
    Person("205", "冯雪", "after", "trial", 1800, 1, 12, 0.4),
    Person("206", "蒋涛", "after", "junior", 2200, 7, 2, 0.9),
)

# Month (0 the oldest, 2 the open one), day, work number, new level, new wage.
PROMOTIONS = (
    (1, 5, "105", "junior", 2200),
    (1, 16, "104", "middle", 2500),
)
# Month, last day, work number.
DEPARTURE = (1, 20, "204")

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

# Month, day, work number, article, values.
ENTRIES = (
    (0, 3, "101", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (0, 3, "201", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (0, 4, "203", "COMPLAINT", {"note": "Customer 13**: answered after a day."}),
    (0, 4, "203", "VALID_COMPLAINT", {"note": "Customer 13**."}),
    (0, 9, "104", "LATE_EARLY", {"points": 3, "note": "Six minutes late."}),
    (0, 12, "106", "FILMS_GAMES", {"note": "Video running during the shift."}),
    (0, 18, "203", "COMPLAINT", {"note": "Customer 58**: wrong promise."}),
    (0, 18, "203", "VALID_COMPLAINT", {"note": "Customer 58**."}),
    (
        0,
        21,
        "102",
        "SUGGESTION_ADOPTED",
        {"amount": 60, "note": "Template for returns."},
    ),
    (0, 23, "106", "FILMS_GAMES", {"note": "Seen again by the lead."}),
    (0, 24, "105", "NOT_MANDARIN", {}),
    (1, 3, "103", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (1, 4, "102", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (1, 6, "202", "SLOW_FIRST_REPLY", {"measure": 95, "note": "Spot check of chats."}),
    (1, 8, "203", "COMPLAINT", {"note": "Customer 21**: no call back."}),
    (1, 8, "203", "VALID_COMPLAINT", {"note": "Customer 21**."}),
    (1, 10, "104", "LATE_EARLY", {"points": 2}),
    (1, 14, "206", "PRIVATE_CHAT", {}),
    (1, 17, "206", "NOT_MANDARIN", {}),
    (1, 22, "101", "SUGGESTION_ADOPTED", {"amount": 50, "note": "Shorter greeting."}),
    (1, 26, "201", "EXAM_FULL_MARKS", {"note": "Exam on the new dishwasher."}),
    (2, 1, "101", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (2, 2, "203", "COMPLAINT", {"note": "Customer 77**: hung up on."}),
    (2, 2, "203", "VALID_COMPLAINT", {"note": "Customer 77**."}),
    (
        2,
        3,
        "103",
        "SUGGESTION_ADOPTED",
        {"amount": 100, "note": "Return labels in the box."},
    ),
    (2, 3, "203", "COMPLAINT", {"note": "Customer 40**: refund forgotten."}),
    (2, 3, "203", "VALID_COMPLAINT", {"note": "Customer 40**."}),
    (2, 4, "106", "LATE_EARLY", {"points": 5, "note": "Half an hour late."}),
    (2, 5, "202", "SLOW_FIRST_REPLY", {"measure": 60}),
    (2, 5, "203", "COMPLAINT", {"note": "Customer 65**: quarrel."}),
    (2, 5, "203", "VALID_COMPLAINT", {"note": "Customer 65**."}),
    (2, 6, "104", "NOT_MANDARIN", {}),
)
DRAFTS = (
    (2, 5, "102", "LATE_EARLY", {"note": "Says the punch clock was wrong."}),
    (2, 6, "206", "FILMS_GAMES", {"note": "To be checked with the lead."}),
)
# The agent's login appeals against this one.
APPEALED = (2, 4, "101", "COMPLAINT", {"note": "Customer 39**: parcel was late."})
# What, kind, customer, due in so many hours.
OPEN_WORK = (
    ("Call back about the broken lid", "promised", "tb_88231", 2),
    ("Kettle in red: ask the shop floor", "buyer", "小雨", 5),
    ("Gift wrapping and a card", "wish", "林女士", 20),
)
# Written down in the open month, of a day in the locked one before.
LATE_ENTRY = (1, 25, "104", "PRIVATE_CHAT", {"note": "Found in the chat log later."})

# How figures are kept: a row a day, one for the month, or (206) not at all.
DAY_FIGURES = ("101", "102", "103", "104", "105", "106")
MONTH_FIGURES = ("301", "201", "202", "203", "204", "205")

TEXT = """\
The demo company is {company}: two teams, {agents} agents, {orders} orders,
{first} and {second} locked and paid, {third} open.

  Login     Password  Role and what to look at
  admin     admin     Manager: Policies, the rules, and reopening a period
  officer   officer   HR officer: Periods > {third} > Compute, Publish, Lock,
                      Generate Payslips; the adjustments of {adjusted}
  leader    leader    Team leader of 售前组: Entries (drafts to decide, an appeal),
                      Attendance > Team Roster, an exception and a leave to approve
  agent     agent     Agent 101 王小丽: her statements of {first} and {second};
                      follow the commission to its orders; her workdays
"""


def build(env, today=None):
    """Build the demo company and return what to tell who opens it."""
    return DemoBuilder(env, today or fields.Date.context_today(env.user)).build()


class DemoBuilder:
    """Builds the demo company month by month, as a company would live it."""

    def __init__(self, env, today):
        self.today = today
        self.random = random.Random(SEED)
        opened = (today - timedelta(days=DAYS_BEHIND)).replace(day=1)
        self.months = [
            fields.Date.subtract(opened, months=2),
            fields.Date.subtract(opened, months=1),
            opened,
        ]
        self.company = factories.make_company(env, "演示网店 Demo Shop")
        self.env = factories.in_company(env, self.company)
        self.orders = self.env["sale.order"]

    def build(self):
        """Build everything; return the text for the console."""
        self._make_users()
        self._make_teams()
        self._make_policies()
        self._make_agents()
        self._make_catalogue()
        self.periods = [factories.make_period(self.env, day) for day in self.months]
        days = DemoDays(self)
        days.make()
        for month, period in enumerate(self.periods):
            self._make_orders(month)
            self._make_entries(month, ENTRIES)
            self._make_figures(month)
            self._refund_orders(month)
            if period != self.periods[-1]:
                self._close(period)
                self._spend(period)
        self._make_late_facts()
        self._make_handover()
        days.make_open()
        self._as("officer", self.periods[2]).action_compute()
        return self._text()

    def _as(self, login, records):
        """The records as the user with this login sees them."""
        return records.with_user(self.users[login])

    def _env(self, login):
        return self.env(user=self.users[login].id, su=False)

    def _day(self, month, day):
        """A day of a month; ``None`` if it has not come yet."""
        result = self.months[month].replace(day=day)
        return result if result <= self.today else None

    # --- Company ----------------------------------------------------------------------

    def _make_users(self):
        factories.load_chart(self.env, self.company)
        roles = {
            "officer": ("何琳", ("officer",)),
            "leader": ("陈静", ("leader",)),
            "leader2": ("刘洋", ("leader",)),
            "agent": ("王小丽", ("agent",)),
        }
        self.users = {
            login: factories.make_user(
                self.env,
                login,
                name=name,
                groups=[f"cs_management.group_cs_{group}" for group in groups],
            )
            for login, (name, groups) in roles.items()
        }
        # The officer may follow a credit to its order.
        sales = self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.users["officer"].group_ids = [Command.link(sales.id)]
        self.users["admin"] = self.env.ref("base.user_admin")
        self.users["admin"].write(
            {
                "company_ids": [Command.link(self.company.id)],
                "company_id": self.company.id,
            }
        )

    def _make_teams(self):
        service = factories.make_department(self.env, "客服部 Customer Service")
        self.departments = {
            "pre": factories.make_department(
                self.env, "售前组", parent=service, leaders=self.users["leader"]
            ),
            "after": factories.make_department(
                self.env, "售后组", parent=service, leaders=self.users["leader2"]
            ),
        }
        self.shops = {
            "pre": factories.make_sales_team(
                self.env, "天猫旗舰店", self.departments["pre"]
            ),
            "after": factories.make_sales_team(
                self.env, "京东自营店", self.departments["after"]
            ),
        }

    def _make_policies(self):
        """Two packs on one ladder: the shop's fines and commission, and the score."""
        packs = self.env["cs.pack"]
        policy = packs._load("standard_shop", date_from=self.months[0])
        self.ladder = policy.ladder_id
        packs._load("score_80", ladder=self.ladder, date_from=self.months[0])
        policy.action_approve()

    def _make_agents(self):
        users = {"101": self.users["agent"], "301": self.users["leader"]}
        month, day, leaver = DEPARTURE
        self.agents = {}
        for person in PEOPLE:
            joined = fields.Date.subtract(
                self.months[2].replace(day=person.joined_on), months=person.months_ago
            )
            self.agents[person.code] = factories.make_agent(
                self.env,
                person.name,
                person.code,
                factories.level_of(self.ladder, person.level),
                person.wage,
                joined,
                self.departments[person.team],
                user=users.get(person.code),
                left=self._day(month, day) if person.code == leaver else None,
            )
        for month, day, code, level, wage in PROMOTIONS:
            level = factories.level_of(self.ladder, level)
            factories.promote(self.agents[code], self._day(month, day), level, wage)

    def _make_catalogue(self):
        self.products = [
            factories.make_product(self.env, name, price) for name, price in PRODUCTS
        ]
        self.customers = self.env["res.partner"].create(
            [
                {"name": f"买家{number:03}", "company_id": self.company.id}
                for number in range(1, 41)
            ]
        )

    # --- Orders -----------------------------------------------------------------------

    def _last_day(self, month):
        """The last day of a month that has come."""
        return min(self.periods[month].date_to, self.today)

    def _make_orders(self, month):
        """A month's orders, spread over its days; some are cancelled again."""
        first, last = self.months[month], self._last_day(month)
        whole = (self.periods[month].date_to - first).days + 1
        count = ORDERS_PER_MONTH * ((last - first).days + 1) // whole
        dated = sorted(
            (self._random_order(first, last) for _number in range(count)),
            key=lambda row: row[0],
        )
        orders = factories.make_orders(self.env, dated)
        cancelled = orders[5:45:20]
        cancelled.with_context(disable_cancel_warning=True).action_cancel()
        self.orders |= orders

    def _random_order(self, first, last):
        day = first + timedelta(days=self.random.randrange((last - first).days + 1))
        team = self.random.choice(("pre", "after"))
        product = self.random.choice(self.products)
        amount = product.list_price * self.random.choice((1, 1, 1, 2, 3))
        values = factories.order_values(
            round(amount * self.random.choice((1, 1, 0.95, 0.888)), 2),
            self._carriers(team, day),
            partner=self.random.choice(self.customers),
            product=product,
            team_id=self.shops[team].id,
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
            and self.agents[person.code].contract_date_start <= day
            and (person.code != leaver or day <= self.months[month].replace(day=last))
        ]
        drawn = self.random.random()
        if drawn < UNTAGGED:
            return []
        if drawn < UNTAGGED + SHARED:
            chosen = self.random.sample(people, 2)
        else:
            pulls = [person.pull for person in people]
            chosen = self.random.choices(people, pulls)
        return [self.agents[person.code] for person in chosen]

    def _refund_orders(self, month):
        """Invoice a few orders of the month, and refund some of them in it (R6.4)."""
        last = self._last_day(month)
        early = self.orders.filtered(
            lambda order: order.state == "sale"
            and self.months[month] < order.date_order.date() < last
        )
        # The first of the month are refunded in it, the last may be so later.
        invoiced = early[:2] + early[-4:]
        factories.invoice_orders(invoiced, last)
        factories.refund_orders(early[:2], last)
        if month == 1:
            self.refunded_late = invoiced[2:].filtered(self._is_paid_for)[:1]

    def _is_paid_for(self, order):
        """Whether one agent carries the order who earns commission on it."""
        agent = order.tag_ids.cs_employee_id
        other = agent != self.agents[LATE_ENTRY[2]]
        return len(agent) == 1 and other and agent.cs_level_id.code != "trial"

    # --- Entries and figures ----------------------------------------------------------

    def _make_entries(self, month, entries, confirm=True):
        """The entries of a month, each written by a leader of the agent's team."""
        made = []
        for entry_month, day, code, article, values in entries:
            on = entry_month == month and self._day(month, day)
            if on:
                made.append(self._make_entry(code, article, on, confirm, values))
        return made

    def _make_entry(self, code, article, day, confirm, values):
        agent = self.agents[code]
        login = (
            "leader" if agent.department_id == self.departments["pre"] else "leader2"
        )
        return factories.make_entry(
            self._env(login), agent, article, day, confirm=confirm, **values
        )

    def _make_figures(self, month):
        rows = []
        first, last = self.months[month], self._last_day(month)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for code in DAY_FIGURES:
            start = self.agents[code].contract_date_start
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
        self._env("officer")["cs.service.stat"].create(rows)

    def _service(self, code):
        """First and last day of an agent in the company."""
        agent = self.agents[code]
        return agent.contract_date_start, agent.contract_date_end or date.max

    def _figures(self, code, day, usual):
        """Figures of an agent: each has a conversion of his own, around 70 %."""
        habit = 0.62 + (int(code) * 7 % 17) / 100
        asked = self.random.randint(usual * 3 // 4, usual * 5 // 4)
        bought = round(asked * min(habit + self.random.uniform(-0.03, 0.03), 1))
        return {
            "employee_id": self.agents[code].id,
            "date": day,
            "served": asked + self.random.randint(0, usual // 4),
            "asked": asked,
            "bought": bought,
        }

    # --- Months -----------------------------------------------------------------------

    def _close(self, period):
        """Compute, publish and lock a month, and pay it."""
        period = self._as("officer", period)
        period.action_compute()
        period.action_publish()
        period.action_lock()
        period.action_generate_payslips()
        slips = self.env["hr.payslip"].search(
            [("cs_statement_id.period_id", "=", period.id)]
        )
        self._as("officer", slips).action_payslip_done()

    def _spend(self, period):
        """The team spends a part of its fund: asked, approved, paid (R2.10)."""
        funds = self.env["cs.fund"].search([("company_id", "=", self.company.id)])
        expenses = self.env["cs.fund.expense"].create(
            [
                {
                    "fund_id": fund.id,
                    "date": period.date_to,
                    "name": "下午茶 Afternoon tea",
                    "amount": fund.currency_id.round(fund.balance / 2),
                    "receipt_ids": [
                        Command.create(
                            {"name": "receipt.txt", "raw": b"Tea house, paid in cash"}
                        )
                    ],
                }
                for fund in funds
                if fund.balance > 0
            ]
        )
        expenses = self._as("officer", expenses)
        expenses.action_approve()
        expenses.action_pay()

    def _make_handover(self):
        """The open work of today's shift, prepared by the agent who logs in (R8)."""
        agent = self.users["agent"].employee_id
        shifts = self.env["cs.shift"].search([("company_id", "=", self.company.id)])
        colleague = self.env["hr.employee"].search(
            [
                ("department_id", "=", agent.department_id.id),
                ("cs_level_id", "!=", False),
                ("id", "!=", agent.id),
            ],
            limit=1,
        )
        now = fields.Datetime.now()
        self._env("agent")["cs.handover"].create(
            {
                "department_id": agent.department_id.id,
                "date": self.today,
                "shift_id": shifts[0].id,
                "incoming_shift_id": shifts[1].id,
                "outgoing_ids": [Command.set(agent.ids)],
                "incoming_ids": [Command.set(colleague.ids)],
                "work_state": "Quiet afternoon; the parcel service is a day late.",
                "item_ids": [
                    Command.create(
                        {
                            "name": name,
                            "kind": kind,
                            "customer": customer,
                            "due_at": fields.Datetime.add(now, hours=hours),
                            "department_id": agent.department_id.id,
                        }
                    )
                    for name, kind, customer, hours in OPEN_WORK
                ],
            }
        )

    def _make_late_facts(self):
        """What the locked months did not know yet lands in the open one."""
        self._make_entries(2, DRAFTS, confirm=False)
        [appealed] = self._make_entries(2, [APPEALED])
        self._env("agent")["cs.appeal"].create(
            {
                "entry_id": appealed.id,
                "reason": "The carrier lost the parcel; I answered within two minutes.",
            }
        )
        month, day, code, article, values = LATE_ENTRY
        self._make_entry(
            code, article, self.months[month].replace(day=day), True, values
        )
        factories.refund_orders(self.refunded_late, self.months[2])

    def _text(self):
        first, second, third = (period.name for period in self.periods)
        adjusted = self.periods[2].statement_ids.line_ids.filtered(
            lambda line: line.code == "CS_ADJUSTMENT"
        )
        return TEXT.format(
            company=self.company.name,
            agents=len(self.agents),
            orders=len(self.orders),
            first=first,
            second=second,
            third=third,
            adjusted=", ".join(adjusted.mapped("employee_id.name")),
        )
