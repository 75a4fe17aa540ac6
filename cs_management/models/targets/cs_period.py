from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ...engine import plans
from ...engine.money import ZERO, round_money, to_decimal, total_of
from ...engine.trace import step
from ..commission.cs_period_run import Credits

# Whose target: the column of the target.
SCOPES = {"agent": "employee_id", "team": "department_id", "shop": "team_id"}


class CsPeriod(models.Model):
    """Attainment of targets: sales of the agent, the team or the shop (R6.2)."""

    _inherit = "cs.period"

    def _plan_measures(self, run, needed):
        found = super()._plan_measures(run, needed)
        if "attainment" in needed:
            self._attain(run, found)
        return found

    def _told_of(self, policy, known):
        told = super()._told_of(policy, known)
        if policy.uses_target:
            return (*told, known["attained"])
        return told

    def _attain(self, run, found):
        """What each agent has attained of their target, in per cent, and the words."""
        groups = defaultdict(list)
        for agent in run.agents.values():
            policy = agent.policy
            if policy.commission_enabled and policy.uses_target:
                key = (policy.commission_target_scope, policy.commission_target_span)
                groups[key].append(agent)
        for (scope, span), agents in groups.items():
            first = fields.Date.start_of(self.date_to, span)
            keys = self._target_keys(agents, scope)
            sales = self._sales_since(run, scope, first)
            due = self._targets(scope, keys, first)
            for agent in agents:
                own = keys[agent.employee_id]
                sold = total_of(sales[key] for key in own)
                target = total_of(due[key] for key in own)
                value = plans.attainment(sold, target)
                found["attainment"][agent.employee_id] = value
                if value is None:
                    why = step("plan.no_target", sales=sold)
                else:
                    why = step(
                        "plan.attainment",
                        sales=sold,
                        target=round_money(target, run.rounding),
                        value=value,
                    )
                found["attained"][agent.employee_id] = why

    def _target_keys(self, agents, scope):
        """Whose targets are an agent's: ``{employee_id: [id]}``."""
        if scope == "agent":
            return {agent.employee_id: [agent.employee_id] for agent in agents}
        if scope == "team":
            return {agent.employee_id: [agent.department_id or 0] for agent in agents}
        channels = self._marked_channels(self.company_id).grouped("cs_department_id")
        shops = {team.id: rows.ids for team, rows in channels.items()}
        return {
            agent.employee_id: shops.get(agent.department_id, []) for agent in agents
        }

    def _targets(self, scope, keys, first):
        """What the targets of the months so far come to: ``{id: Decimal}``."""
        column = SCOPES[scope]
        targets = self.env["cs.sales.target"].search(
            [
                ("company_id", "=", self.company_id.id),
                (column, "in", list({key for own in keys.values() for key in own})),
                ("date_to", ">=", first),
                ("date_from", "<=", self.date_to),
            ]
        )
        return targets._due(column, first, self.date_to)

    # ------------------------------------------------------------------
    # Sales up to the period
    # ------------------------------------------------------------------

    def _sales_since(self, run, scope, first):
        """Sales of the periods that end from ``first`` on, this one included.

        Those of earlier periods as they were settled, with what later ones settled of
        them before this one: so a locked period gives the same again.

        :return: ``{id of the scope: Decimal}``, zero by default
        """
        found = defaultdict(lambda: ZERO)
        for key, amount in self._sales_now(run, scope):
            found[key] += amount
        for key, amount in self._sales_before(scope, first):
            found[key] += amount
        return found

    def _sales_now(self, run, scope):
        credits_ = run.facts_of("commission", Credits)
        if scope == "agent":
            return [(key, own.amount) for key, own in credits_.sales.items()]
        if not credits_.is_whole:
            # One agent's own estimate: the others are as computed last.
            return self._credited_sales(scope, SQL("line.period_id = %s", self.id))
        if scope == "team":
            return [
                (agent.department_id or 0, self._sales_of(run, agent).amount)
                for agent in run.agents.values()
            ]
        return self._shop_sales(
            SQL("SELECT order_id, base FROM cs_credit WHERE period_id = %s", self.id)
        )

    def _sales_before(self, scope, first):
        return self._credited_sales(
            scope,
            SQL(
                "origin.date_to >= %s AND origin.date_to < %s AND period.date_to < %s",
                first,
                self.date_to,
                self.date_to,
            ),
        )

    def _credited_sales(self, scope, when):
        """Sums of credits that are on file: ``[(id of the scope, Decimal)]``.

        :param when: condition on ``line``, its ``period`` and the ``origin`` that it
            adjusts, or is of
        """
        credits_ = SQL(
            """
            SELECT COALESCE(line.order_id, -line.pos_order_id) AS order_id,
                   line.employee_id, origin.id AS origin_id, line.base
              FROM cs_commission_line AS line
              JOIN cs_period AS period ON period.id = line.period_id
              JOIN cs_period AS origin
                ON origin.id = COALESCE(line.origin_period_id, line.period_id)
             WHERE line.company_id = %s AND %s
            """,
            self.company_id.id,
            when,
        )
        if scope == "shop":
            return self._shop_sales(credits_)
        whose = {
            "agent": SQL("credit.employee_id"),
            "team": SQL("COALESCE(statement.department_id, 0)"),
        }[scope]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s, SUM(credit.base)
                  FROM (%s) AS credit
                  LEFT JOIN cs_statement AS statement
                    ON statement.period_id = credit.origin_id
                   AND statement.employee_id = credit.employee_id
                 WHERE credit.employee_id IS NOT NULL
                 GROUP BY 1
                """,
                whose,
                credits_,
            )
        )
        return [(key, to_decimal(amount)) for key, amount in rows]

    def _shop_sales(self, credits_):
        """Sales by channel, those that nobody carries included."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sale.team_id, SUM(credit.base)
                  FROM (%s) AS credit
                  JOIN sale_order AS sale ON sale.id = credit.order_id
                 WHERE sale.team_id IS NOT NULL
                 GROUP BY 1
                """,
                credits_,
            )
        )
        return [(key, to_decimal(amount)) for key, amount in rows]
