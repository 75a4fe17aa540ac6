"""All chapters of pay and careers at once: SELECTs do not depend on the agents."""

from odoo import Command, fields

from odoo.addons.cs_management.demo import reviews

from tests.careers.common import CareersCase

MERITS = ("best_work", "no_complaint", "full_attendance")


class TestBudget(CareersCase):
    """The same two months in companies of 1, 1 and 20 agents; the first warms up.

    March is locked with sheets and careers. April pays merits, allowances, skills and
    a bonus; and settles sheets failed and passed, skills and bonuses of March.
    """

    @classmethod
    def policy_values(cls):
        return {
            **super().policy_values(),
            "review_enabled": True,
            "review_fails": 1,
            "seniority_amount": 50,
            "seniority_max_years": 10,
            "review_template_ids": [Command.create(reviews.sheet_values())],
            **cls.plan_values(),
            "allowance_ids": [
                Command.create({"name": "Phone", "kind": "phone", "amount": 80}),
                Command.create(
                    {"name": "Meals", "kind": "meal", "amount": 10, "unit": "day"}
                ),
                Command.create(
                    {"name": "Skill", "kind": "skill", "amount": 100, "amount_max": 200}
                ),
            ],
        }

    @classmethod
    def plan_values(cls):
        """A commission plan in which every scheme has something to do."""
        by_attainment = {"measure": "attainment", "lower_bound": 0}
        return {
            "holdback_rate": 20,
            "holdback_days": 60,
            "commission_target_span": "quarter",
            "commission_cap": 5000,
            "commission_rule_ids": [
                Command.create({"name": "Small", "order_below": 101, "rate": 3}),
                Command.create(
                    {"name": "First", "customer": "first", "unit": "piece", "amount": 1}
                ),
            ],
            "commission_factor_ids": [
                Command.create({"measure": name, "lower_bound": 0, "factor": 110})
                for name in ("kpi", "score", "shop_satisfaction", "orders")
            ],
            "commission_gate_ids": [
                Command.create({"measure": "refund_rate", "bound": 50, "pays": 50})
            ],
            "commission_bonus_ids": [Command.create({**by_attainment, "amount": 20})],
        }

    @classmethod
    def complete_policy(cls, policy):
        super().complete_policy(policy)
        policy.level_ids.override_rate = 1
        policy.level_ids[-1].split_weight = 2
        policy.rule_ids = [
            Command.create(
                {
                    "code": event.upper(),
                    "name": event,
                    "kind": "merit",
                    "event": event,
                    "points_min": 5,
                    "points_max": 5,
                }
            )
            for event in MERITS
        ]
        policy.level_ids.write(
            {
                "kpi_amount": 300,
                "performance_pay": 400,
                "bonus_min_percent": 10,
                "bonus_max_percent": 20,
            }
        )
        policy.criterion_ids = [
            Command.create(
                {
                    "level_id": policy.ladder_id.level_ids[1].id,
                    "direction": "promotion",
                    "measure": "sanctions",
                    "window": 6,
                    "bound": 0,
                }
            )
        ]

    def found_company(self, agents):
        company = self.make_company(f"Shop of {agents}, {len(self.counts)}")
        self.patch(type(self), "company", company)
        context = {**self.env.context, "allowed_company_ids": company.ids}
        self.patch(type(self), "env", self.env(context=context))
        ladder = self.make_ladder(company)
        policy = self.make_policy(ladder)
        self.patch(type(self), "rules", {rule.code: rule for rule in policy.rule_ids})
        team = self.env["hr.department"].create(
            {"name": "Team", "company_id": company.id}
        )
        found = [
            self.make_agent(level=ladder.level_ids[1], department_id=team.id)
            for _number in range(agents)
        ]
        lead = self.make_user("leader", company, f"cs_lead_{company.id}")
        team.cs_leader_ids = lead
        self.make_agent(
            level=ladder.level_ids[2], department_id=team.id, user_id=lead.id
        )
        return found

    def facts(self, agents, month):
        day = f"{month}-10"
        self.make_orders([(100 + n, day, [one]) for n, one in enumerate(agents)])
        for agent in agents:
            self.make_entry(agent, "COMPLAINT", day)
            self.make_stat(agent, day, 10, 8)
            self.make_bonus(agent, day)
        self.env["cs.sales.target"].create(
            [
                {
                    "employee_id": agent.id,
                    "date_from": f"{month}-01",
                    "date_to": fields.Date.end_of(fields.Date.to_date(day), "month"),
                    "amount": 100,
                }
                for agent in agents
            ]
        )

    def make_bonus(self, agent, day):
        bonus = self.env["cs.bonus"].create(
            {
                "employee_id": agent.id,
                "date": day,
                "kind": "percent",
                "percent": 15,
                "reason": "Good",
            }
        )
        bonus.sudo().action_confirm()

    def behind_the_lock(self, agents, march):
        """What changes March after its lock: sheets, skills, bonuses, a sanction."""
        sheets = self.env["cs.review"].search([("period_id", "=", march.id)])
        self.assertEqual(len(sheets), len(agents) + 1, "with the leader's")
        for line in sheets.line_ids:
            if line.kind == "metric":
                line.sudo().write({"value": 12, "has_value": True})
            else:
                line.sudo().band_id = line.criterion_id.band_ids[-1]
        sheets.sudo().write({"state": "confirmed"})
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Platform",
                "skill_ids": [Command.create({"name": "Typing"})],
                "skill_level_ids": [
                    Command.create({"name": "Half", "level_progress": 50})
                ],
            }
        )
        for agent in agents:
            self.env["hr.employee.skill"].create(
                {
                    "employee_id": agent.id,
                    "skill_type_id": kind.id,
                    "skill_id": kind.skill_ids.id,
                    "skill_level_id": kind.skill_level_ids.id,
                    "valid_from": "2026-03-01",
                }
            )
            self.make_bonus(agent, "2026-03-20")
        orders = self.env["cs.commission.line"].search([("period_id", "=", march.id)])
        orders.order_id.order_line.price_unit = 90

    def selects(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_selects() as found:
            action()
        return found

    def month(self, number):
        agents = self.found_company(number)
        march, april = self.make_period("2026-03"), self.make_period("2026-04")
        self.facts(agents, "2026-03")
        march.action_compute()
        march.action_lock()
        self.behind_the_lock(agents, march)
        self.facts(agents, "2026-04")
        found = [self.selects(april.action_compute)]
        found.append(self.selects(april.action_compute))
        found.append(self.selects(april.action_lock))
        for agent in agents:
            self.check_used(agent, april)
        team = self.env["cs.statement.line"].search(
            [("period_id", "=", april.id), ("code", "=", "CS_OVERRIDE")]
        )
        self.assertTrue(team)
        return found

    def check_used(self, agent, april):
        """That each chapter had something to do."""
        lines = self.statement(agent, april).line_ids
        self.assertLessEqual(
            {
                "CS_ALLOWANCE",
                "CS_ALLOWANCE_DAY",
                "CS_REWARD",
                "CS_COMMISSION",
                "CS_STEP_BONUS",
                "CS_HOLDBACK",
            },
            set(lines.mapped("code")),
        )
        self.assertLessEqual(
            {"CS_BASE", "CS_REWARD", "CS_COMMISSION", "CS_HOLDBACK"},
            set(lines.mapped("adjusted_code")),
        )
        progress = self.env["cs.level.progress"].search(
            [("employee_id", "=", agent.id), ("is_latest", "=", True)]
        )
        self.assertTrue(progress.line_ids)
        cases = self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", agent.id), ("reason", "=", "review")]
        )
        self.assertTrue(cases)

    def test_as_many_selects_for_20_agents_as_for_one_r3_2_r5_6_r5_11_r7_1(self):
        self.counts = []
        for number in (1, 1, 20):
            self.counts.append(self.month(number))
        _warm, one, many = self.counts
        for step, few, more in zip(("first", "again", "lock"), one, many, strict=True):
            with self.subTest(step):
                self.assertEqual(len(more), len(few), self.extra(few, more))

    def extra(self, few, many):
        """Statements that ran more often, for the message."""
        counts = {code: many.count(code) - few.count(code) for code in set(many)}
        lines = [f"{n} x {code[:160]}" for code, n in counts.items() if n > 0]
        return "\n".join(sorted(lines))
