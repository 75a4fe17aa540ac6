"""Builds the second demo company: five packs side by side, three months.

The first month is locked and paid, the second locked, the third open. What happens in
a team, its own module says.
"""

from odoo import Command

from .. import factories
from ..commission import make_product
from .after_sales import AfterSales
from .ops_150 import Ops150
from .performance import Performance
from .platform import Platform
from .pre_sales import PreSales

TEAMS = (Ops150, PreSales, Performance, AfterSales, Platform)


class TeamsBuilder:
    """The company, its HR officer and its teams, month by month.

    :param months: the first days of three months, the last of them open
    :param today: the day that it is built for
    """

    def __init__(self, env, months, today):
        self.months, self.today = months, today
        self.company = factories.make_company(env, "演示客服中心 Demo Service Centre")
        self.env = factories.in_company(env, self.company)
        self.users, self.periods = {}, []
        self.teams = {team.pack: team(self) for team in TEAMS}

    def build(self):
        """Build everything; each month is settled once for all teams."""
        self._make_users()
        self.customer = self.env["res.partner"].create(
            {"name": "买家 Customer", "company_id": self.company.id}
        )
        self.product = make_product(self.env, "扫地机器人", 1000)
        for team in self.teams.values():
            team.make()
        self.periods = [factories.make_period(self.env, day) for day in self.months]
        for month, period in enumerate(self.periods):
            self._each("make_month", month)
            period = self.as_user("hr", period)
            if month == 2:
                period.action_compute()
                break
            period.action_make_reviews()
            self._each("review", month)
            period.action_compute()
            period.action_lock()
            self._each("make_closed", month)
        self._pay(self.as_user("hr", self.periods[0]))

    def as_user(self, login, records):
        """The records as the user with this login sees them."""
        return records.with_user(self.users[login])

    def env_as(self, login):
        return self.env(user=self.users[login].id, su=False)

    def _each(self, name, month):
        for team in self.teams.values():
            getattr(team, name)(month)

    def _make_users(self):
        # The officer may follow a credit to its order.
        groups = (
            "cs_management.group_cs_officer",
            "sales_team.group_sale_salesman_all_leads",
            "base.group_allow_export",
        )
        self.users["hr"] = factories.make_user(
            self.env, "hr", name="沈岚", groups=groups
        )
        self.users["admin"] = self.env.ref("base.user_admin")
        self.users["admin"].company_ids = [Command.link(self.company.id)]

    def _pay(self, period):
        """The month's payslips, confirmed."""
        period.action_generate_payslips()
        slips = self.env["hr.payslip"].search(
            [("cs_statement_id.period_id", "=", period.id)]
        )
        self.as_user("hr", slips).action_payslip_done()
