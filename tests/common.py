"""Common fixtures: one company with its teams, policy and users, and factories."""

import re
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest.mock import patch

from odoo import Command, fields
from odoo.sql_db import Cursor
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo import factories

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
RULES = [
    {
        "code": "COMPLAINT",
        "name": "Valid complaint",
        "regulation": "R2.1",
        "steps": [(1, 50, False), (2, 100, False), (3, 0, "dismissal")],
    },
    {"code": "LIGHT2", "name": "Noise", "severity": "light", "points_min": 2},
    {"code": "MEDIUM10", "name": "Games", "severity": "medium", "points_min": 10},
    {"code": "MERIT5", "name": "On-call cover", "kind": "merit", "points_min": 5},
    {
        "code": "MERIT",
        "name": "Merit by weight",
        "kind": "merit",
        "points_min": 0,
        "points_max": 100,
        "amount_min": 0,
        "amount_max": 500,
    },
    {
        "code": "RANGE",
        "name": "Late or early",
        "severity": "light",
        "points_min": 2,
        "points_max": 5,
    },
    {
        "code": "REPLY",
        "name": "First reply",
        "regulation": "R2.6",
        "amount_min": 5,
        "trigger": "measured",
        "threshold": 30,
        "unit": 30,
    },
    {
        "code": "LEAD",
        "name": "Mark for team leads",
        "kind": "merit",
        "points_min": -5,
        "points_max": 5,
        "leads_only": True,
        "note_required": True,
    },
    {"code": "LOSS", "name": "Order mistake", "is_compensation": True},
    {"code": "DUTY", "name": "Duty missed", "amount_min": 10},
]


@tagged("post_install", "-at_install")
class CsCase(BaseCommon):
    """A company in CNY with two teams, a policy (R3, R6) and a user of each role."""

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
        cls.rules = {rule.code: rule for rule in cls.policy.rule_ids}
        cls.product = cls.env["product.product"].create(
            {"name": "Kettle", "type": "service", "taxes_id": [Command.clear()]}
        )
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
        """A policy with the chapters of R3 and R6 and the catalogue above."""
        policy = cls.env["cs.policy"].create(
            {
                "name": "Regulation",
                "ladder_id": ladder.id,
                "date_from": START,
                "score_enabled": True,
                "commission_enabled": True,
                "pool_enabled": True,
                "grade_ids": [
                    Command.create(
                        {"name": name, "lower_bound": bound, "exclusive": name == "A"}
                    )
                    for name, bound in zip("ABCDE", (90, 80, 70, 65, 60), strict=True)
                ],
                "penalty_ids": [
                    Command.create({"severity": "medium", "count": 2, "points": 20}),
                    Command.create({"severity": "light", "count": 4, "points": 20}),
                ],
                "tier_ids": [
                    Command.create({"lower_bound": 0, "rate": 1}),
                    Command.create({"lower_bound": 70, "rate": 1.5}),
                ],
                "rule_ids": [Command.create(cls.rule_values(rule)) for rule in RULES],
                **values,
            }
        )
        trial = policy.level_ids.filtered(lambda row: row.level_id.code == "trial")
        trial.commission_eligible = False
        if approve:
            policy.action_approve()
        return policy

    @classmethod
    def rule_values(cls, rule):
        values = {key: value for key, value in rule.items() if key != "steps"}
        values["step_ids"] = [
            Command.create(
                {"occurrence": first, "amount": amount, "sanction": sanction}
            )
            for first, amount, sanction in rule.get("steps", ())
        ]
        return values

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
    def make_order(cls, amount, day, agents=(), at="12:00", **values):
        """A confirmed order of an untaxed amount, tagged for ``agents``."""
        return cls.make_orders([(amount, day, agents)], at, **values)

    @classmethod
    def make_orders(cls, rows, at="12:00", **values):
        """Confirmed orders, one per ``(amount, day, agents)``."""
        return factories.make_orders(
            cls.env,
            [
                (
                    cls.local(day, at),
                    factories.order_values(
                        amount,
                        agents,
                        partner=cls.partner,
                        product=cls.product,
                        **values,
                    ),
                )
                for amount, day, agents in rows
            ],
        )

    @classmethod
    def make_entry(cls, agent, code, day, confirm=True, user=None, **values):
        """An entry of a rule by its code, confirmed unless told otherwise."""
        Entry = cls.env["cs.conduct.entry"].with_user(user or cls.env.user)
        entry = Entry.create(
            {
                "employee_id": agent.id,
                "rule_id": cls.rules[code].id,
                "date": day,
                **values,
            }
        )
        if confirm:
            entry.action_confirm()
        return entry

    @classmethod
    def make_stat(cls, agent, day, asked, bought, **values):
        return cls.env["cs.service.stat"].create(
            {
                "employee_id": agent.id,
                "date": day,
                "asked": asked,
                "bought": bought,
                **values,
            }
        )

    @classmethod
    def make_period(cls, month):
        """The open period of a day, or of the month ``2026-03``."""
        day = fields.Date.to_date(f"{month}-01" if len(str(month)) == 7 else month)
        return cls.env["cs.period"]._of_days(cls.company, {day})[day]

    # ------------------------------------------------------------------
    # Roster and attendance
    # ------------------------------------------------------------------

    @classmethod
    def make_shift(cls, code, start, duration, **values):
        return factories.make_shift(cls.env, code, start, duration, **values)

    @classmethod
    def plan(cls, agent, days, shift=None, **values):
        """Roster lines of a day or of several; without a shift they are days off."""
        days = [days] if isinstance(days, str | date) else days
        return factories.plan_days(cls.env, agent, days, shift, **values)

    @classmethod
    def punch(cls, agent, arrival, departure=None):
        """One punch record in local time: ``"2026-03-02 08:30"``."""
        return factories.make_punches(cls.env, [(agent, arrival, departure)])

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
