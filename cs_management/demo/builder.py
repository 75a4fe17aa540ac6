"""The demo company: two teams and three months, two of them locked and paid.

``./dev run`` builds it once. Everything goes through the addon's own methods, by the
users who would do it, and depends on nothing but the day it is built on. What happens
in it, the chapters say, each in a module of this folder.
"""

import random
from datetime import timedelta

from odoo import Command, fields

from . import factories
from .chapter import chapters
from .people import DEPARTURE, PEOPLE, PROMOTIONS

SEED = 20260101
# The month that is open has at least so many days behind it.
DAYS_BEHIND = 7

TEXT = """\
The demo company is {company}: two teams, {agents} agents, {facts},
{first} and {second} locked and paid, {third} open.

  Login     Password  Role and what to look at
  admin     admin     Manager: Policies, the rules, and reopening a period
  officer   officer   HR officer: Periods > {third} > Compute, Publish, Lock,
                      Generate Payslips; the adjustments of {adjusted}
  leader    leader    Team leader of 售前组: Entries (drafts to decide, an appeal),
                      Attendance > Team Roster, an exception and a leave to approve
  agent     agent     Agent 101 王小丽: their statements of {first} and {second};
                      follow the commission to its orders; their workdays
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
        # Work number and day: what happens, and how many minutes of it.
        self.events = {}
        self.chapters = {name: part(self) for name, part in chapters().items()}

    def build(self):
        """Build everything; return the text for the console."""
        self._make_users()
        self._make_teams()
        self._make_policies()
        self._make_agents()
        self.periods = [factories.make_period(self.env, day) for day in self.months]
        self._each("announce")
        self._each("make")
        for month, period in enumerate(self.periods):
            self._each("make_month", month)
            if period != self.periods[-1]:
                self._close(period)
                self._each("make_closed", month)
        self._each("make_late")
        self._each("make_open")
        self.as_user("officer", self.periods[2]).action_compute()
        return self._text()

    def _each(self, name, *arguments):
        for chapter in self.chapters.values():
            getattr(chapter, name)(*arguments)

    @property
    def agent(self):
        """The agent who logs in."""
        return self.users["agent"].employee_id

    def as_user(self, login, records):
        """The records as the user with this login sees them."""
        return records.with_user(self.users[login])

    def env_as(self, login):
        return self.env(user=self.users[login].id, su=False)

    def day(self, month, day):
        """A day of a month; ``None`` if it has not come yet."""
        result = self.months[month].replace(day=day)
        return result if result <= self.today else None

    # --- Company ----------------------------------------------------------------------

    def _make_users(self):
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
        # HR takes lists into a spreadsheet.
        export = self.env.ref("base.group_allow_export")
        self.users["officer"].group_ids = [Command.link(export.id)]
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
                left=self.day(month, day) if person.code == leaver else None,
            )
        for month, day, code, level, wage in PROMOTIONS:
            level = factories.level_of(self.ladder, level)
            factories.promote(self.agents[code], self.day(month, day), level, wage)

    # --- Months -----------------------------------------------------------------------

    def _close(self, period):
        """Compute, publish and lock a month."""
        period = self.as_user("officer", period)
        period.action_compute()
        period.action_publish()
        period.action_lock()

    def _text(self):
        first, second, third = (period.name for period in self.periods)
        adjusted = self.periods[2].statement_ids.line_ids.filtered(
            lambda line: line.code == "CS_ADJUSTMENT"
        )
        facts = [chapter.summary() for chapter in self.chapters.values()]
        text = TEXT.format(
            company=self.company.name,
            agents=len(self.agents),
            facts=", ".join(filter(None, facts)),
            first=first,
            second=second,
            third=third,
            adjusted=", ".join(adjusted.mapped("employee_id.name")),
        )
        logins = [chapter.logins() for chapter in self.chapters.values()]
        return "\n".join([text, *filter(None, logins)])
