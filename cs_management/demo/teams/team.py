"""What every team of the second demo company is made of."""

from collections import namedtuple
from datetime import timedelta

from odoo import fields

from .. import factories
from ..commission import make_orders, order_values
from ..conduct import make_entry

# Work number, name, level, wage, months of service before the first month.
Member = namedtuple("Member", "code name level wage months values", defaults=[{}])


class Team:
    """A department under the policy of one pack, its leader and its agents."""

    pack = login = name = leader = ""
    members = ()

    def __init__(self, builder):
        self.builder = builder
        self.env = builder.env
        self.agents = {}

    # --- What a team may say ----------------------------------------------------------

    def prepare(self, policy):
        """Change what the company changes in the pack's draft."""

    def begin(self):
        """Make what there is for all months, once the agents are there."""

    def make_month(self, month):
        """Make the facts of a month."""

    def review(self, month):
        """Judge the month's sheets before it is computed."""

    def make_closed(self, month):
        """Make what follows when a month is locked."""

    # --- Department, pack, agents -----------------------------------------------------

    def make(self):
        """The leader, the department, the pack's policy, the agents."""
        self.builder.users[self.login] = factories.make_user(
            self.env,
            self.login,
            name=self.leader,
            groups=["cs_management.group_cs_leader"],
        )
        self.department = factories.make_department(
            self.env, self.name, leaders=self.builder.users[self.login]
        )
        self.policy = self.load()
        self.prepare(self.policy)
        self.policy.action_approve()
        for member in self.members:
            self.agents[member.code] = factories.make_agent(
                self.env,
                member.name,
                member.code,
                factories.level_of(self.policy.ladder_id, member.level),
                member.wage,
                fields.Date.subtract(self.builder.months[0], months=member.months),
                self.department,
                **member.values,
            )
        self.begin()

    def load(self):
        """Load the pack as a manager does."""
        loader = self.builder.env_as("admin")["cs.pack.loader"].create(
            {"pack": self.pack, "date_from": self.builder.months[0]}
        )
        policy = loader.action_load()["res_id"]
        return self.env["cs.policy"].browse(policy)

    # --- Facts ------------------------------------------------------------------------

    def day(self, month, day):
        """A day of a month; of the open one, no later than today."""
        return min(self.builder.months[month].replace(day=day), self.builder.today)

    def enter(self, code, article, month, day, **values):
        """An entry that the team's leader confirms."""
        env = self.builder.env_as(self.login)
        on = self.day(month, day)
        return make_entry(env, self.agents[code], article, on, **values)

    def sell(self, month, sales):
        """Confirmed orders of ``{work number or None: amount}``, None: the pool."""
        builder = self.builder
        make_orders(
            self.env,
            [
                (
                    factories.local_time(self.env, self.day(month, 2 + place % 5)),
                    order_values(
                        amount,
                        self.agents[code] if code else (),
                        partner=builder.customer,
                        product=builder.product,
                    ),
                )
                for place, (code, amount) in enumerate(sales.items())
            ],
        )

    def count(self, month, rows):
        """Service figures of the month by work number."""
        self.builder.env_as("hr")["cs.service.stat"].create(
            [
                {
                    "employee_id": self.agents[code].id,
                    "date": self.day(month, 3),
                    "granularity": "period",
                    **figures,
                }
                for code, figures in rows.items()
            ]
        )

    # --- KPI sheets -------------------------------------------------------------------

    def sheet_of(self, code, month):
        """The sheet of an agent for a month, as the team's leader sees it."""
        sheet = self.env["cs.review"].search(
            [
                ("employee_id", "=", self.agents[code].id),
                ("period_id", "=", self.builder.periods[month].id),
            ]
        )
        return self.builder.as_user(self.login, sheet)

    def judge(self, code, month, points, confirm=True):
        """Judge the lines in their order by the points of a step; HR confirms.

        A figure that the facts give is left as it is.
        """
        sheet = self.sheet_of(code, month)
        judged = sheet.line_ids.filtered(lambda line: line.kind == "judged")
        for line, given in zip(judged, points, strict=True):
            line.band_id = line.criterion_id.band_ids.filtered(
                lambda band, given=given: band.points == given
            )
        sheet.action_submit()
        if confirm:
            self.builder.as_user("hr", sheet).action_confirm()
        return sheet

    def days(self, month):
        """The days of a month that have come."""
        period = self.builder.periods[month]
        last = min(period.date_to, self.builder.today)
        count = (last - period.date_from).days + 1
        return [period.date_from + timedelta(days=place) for place in range(count)]
