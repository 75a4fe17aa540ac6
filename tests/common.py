"""Common fixtures: one company with its teams, policy and users.

What a chapter adds to them stands in ``tests/<chapter>/common.py``.
"""

import re
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest.mock import patch

from odoo import Command, fields
from odoo.sql_db import Cursor
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo import factories

from tests.attendance.common import AttendanceFixtures
from tests.commission.common import CommissionFixtures
from tests.conduct.common import ConductFixtures
from tests.roster.common import RosterFixtures
from tests.score.common import ScoreFixtures

START = date(2025, 1, 1)
GROUPS = {
    "agent": "cs_management.group_cs_agent",
    "leader": "cs_management.group_cs_leader",
    "officer": "cs_management.group_cs_officer",
    "manager": "cs_management.group_cs_manager",
    "outsider": "base.group_user",
    "salesman": "sales_team.group_sale_salesman_all_leads",
}
LEVELS = ("trial", 1800), ("junior", 2200), ("middle", 2500), ("senior", 3000)


class SpineCase(BaseCommon):
    """A company in CNY with two teams, a policy and a user of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.make_company("Shop")
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.users = {role: cls.make_user(role) for role in GROUPS}
        Department = cls.env["hr.department"]
        cls.team = Department.create(
            {
                "name": "Pre-sales",
                "company_id": cls.company.id,
                "cs_leader_ids": [Command.set(cls.users["leader"].ids)],
            }
        )
        cls.subteam = Department.create(
            {
                "name": "Night shift",
                "company_id": cls.company.id,
                "parent_id": cls.team.id,
            }
        )
        cls.other_team = Department.create(
            {"name": "After-sales", "company_id": cls.company.id}
        )
        cls.ladder = cls.make_ladder(cls.company)
        cls.trial, cls.junior, cls.middle, cls.senior = cls.ladder.level_ids
        cls.policy = cls.make_policy(cls.ladder)
        cls.agent_count = 0

    # ------------------------------------------------------------------
    # Company, users, policy
    # ------------------------------------------------------------------

    @classmethod
    def make_company(cls, name, **values):
        company = factories.make_company(
            cls.env,
            name,
            **{"cs_period_start_day": 1, "cs_protection_enabled": False, **values},
        )
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    @classmethod
    def make_user(cls, role, company=None, login=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login or f"cs_{role}",
            GROUPS[role],
            name=(login or role).capitalize(),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            tz="Asia/Shanghai",
        )

    @classmethod
    def make_ladder(cls, company):
        return factories.make_ladder(
            factories.in_company(cls.env, company),
            levels=[(code, code.capitalize(), wage) for code, wage in LEVELS],
        ).with_env(cls.env)

    @classmethod
    def make_policy(cls, ladder, approve=True, **values):
        """A policy with the chapters of the fixtures."""
        policy = cls.env["cs.policy"].create(
            {
                "name": "Regulation",
                "ladder_id": ladder.id,
                "date_from": START,
                **cls.policy_values(),
                **values,
            }
        )
        cls.complete_policy(policy)
        if approve:
            policy.action_approve()
        return policy

    @classmethod
    def policy_values(cls):
        """Hook: what a chapter sets on the policy."""
        return {}

    @classmethod
    def complete_policy(cls, policy):
        """Hook: what it sets once the policy has its levels."""

    @classmethod
    def edit_policy(cls, values, policy=None):
        """Change an approved policy as a manager does: to draft and back."""
        policy = policy or cls.policy
        policy.action_draft()
        policy.write(values)
        policy.action_approve()

    # ------------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------------

    @classmethod
    def make_agent(cls, name=None, level=None, **values):
        """An agent of the team in contract since 2025, wage as of the level."""
        cls.agent_count += 1
        level = level or cls.junior
        joined = values.pop("joined", START)
        values.setdefault("department_id", cls.team.id)
        return factories.make_agent(
            factories.in_company(cls.env, level.company_id),
            name or f"Agent {cls.agent_count}",
            values.pop("cs_agent_code", str(100 + cls.agent_count)),
            level,
            values.pop("wage", level.default_wage),
            joined,
            **values,
        ).with_env(cls.env)

    @classmethod
    def local(cls, day, at="12:00"):
        """The naive UTC instant of a local time, as the database stores it."""
        wall = datetime.combine(fields.Date.to_date(day), time.fromisoformat(at))
        return cls.company._cs_clock().utc(wall)

    @classmethod
    def make_period(cls, month):
        """The open period of a day, or of the month ``2026-03``."""
        day = fields.Date.to_date(f"{month}-01" if len(str(month)) == 7 else month)
        return cls.env["cs.period"]._of_days(cls.company, {day})[day]

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------

    @classmethod
    def statement(cls, agent, period):
        return cls.env["cs.statement"].search(
            [("employee_id", "=", agent.id), ("period_id", "=", period.id)]
        )

    @classmethod
    def amounts(cls, agent, period):
        """``{code: amount}`` of an agent's statement, lines of a code summed."""
        lines = cls.statement(agent, period).line_ids
        return {
            code: cls.company.currency_id.round(sum(group.mapped("amount")))
            for code, group in lines.grouped("code").items()
        }

    @contextmanager
    def count_selects(self):
        """Yield a list that receives every SELECT of the block."""
        found, execute = [], Cursor.execute

        def counting(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if re.match(r"\s*(SELECT|WITH(?!.*\bINSERT\b))", code, re.S):
                found.append(code)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counting):
            yield found
            self.env.flush_all()


@tagged("post_install", "-at_install")
class CsCase(
    ConductFixtures,
    ScoreFixtures,
    CommissionFixtures,
    RosterFixtures,
    AttendanceFixtures,
    SpineCase,
):
    """The spine with the chapters that most tests need; others bring their own."""
