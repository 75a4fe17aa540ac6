from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine import commission, plans
from ...engine.money import ZERO, to_decimal
from ...engine.trace import step
from ..cs_period_run import Line
from .cs_period_run import Credits

CODE = "CS_HOLDBACK"


class CsPeriod(models.Model):
    """Commission on orders that can still be returned is held back (R6.4).

    A part of what an order brings is paid when its return window has passed, in the
    first period that ends after it. What is held of a locked period is a balance: each
    later period settles the difference, so that refunds in between add up to the cent.
    """

    _inherit = "cs.period"

    def _step_holdback(self, run):
        """What is held back of the month, and given back of earlier ones (R6.4)."""
        self._hold_back(run)
        # What was given back to try policies on stands with the other late changes.
        if run.instead is None:
            self._give_back(run)

    def _hold_back(self, run):
        holding = {
            agent.employee_id: agent
            for agent in run.agents.values()
            if agent.policy.commission_enabled and agent.policy.holdback_rate
        }
        if not holding:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT credit.employee_id, SUM(credit.amount)
                  FROM (%s) AS credit
                  JOIN UNNEST(%s::integer[], %s::integer[]) AS own (employee_id, days)
                    ON own.employee_id = credit.employee_id
                 WHERE %s
                 GROUP BY 1
                """,
                self._settled_credits(run, self._own_credits()),
                list(holding),
                [agent.policy.holdback_days for agent in holding.values()],
                self._can_return(SQL("credit"), SQL("own.days")),
            )
        )
        for employee_id, amount in rows:
            policy = holding[employee_id].policy
            share = to_decimal(policy.holdback_rate) / 100
            held = plans.held_back(to_decimal(amount), share, run.rounding)
            if held:
                why = step(
                    "holdback.held",
                    earned=to_decimal(amount),
                    days=policy.holdback_days,
                    percent=commission.percent(share),
                )
                holding[employee_id].lines.append(
                    Line(
                        CODE,
                        -held,
                        base=to_decimal(amount),
                        rate=commission.percent(share),
                        steps=(why,),
                    )
                )

    def _can_return(self, credit, days):
        """Condition that an order can be returned after the end of this period."""
        return SQL(
            """
            COALESCE(%(credit)s.paid_on,
                     (%(credit)s.order_date AT TIME ZONE 'UTC'
                      AT TIME ZONE %(zone)s)::date) + %(days)s > %(last)s
            """,
            credit=credit,
            days=days,
            zone=self.company_id.cs_tz or "UTC",
            last=self.date_to,
        )

    def _give_back(self, run):
        """The balances of locked periods as they are now: the differences."""
        before = self._held_before()
        periods = self._compared_periods() | self.browse(
            {period_id for (_agent, period_id), held in before.items() if held}
        )
        statements = self.env["cs.statement"].search_fetch(
            [
                ("period_id", "in", periods.ids),
                ("policy_id.holdback_rate", ">", 0),
                ("policy_id.commission_enabled", "=", True),
            ],
            ["employee_id", "period_id", "policy_id"],
        )
        if not statements:
            return
        owed = {agent for (agent, _period), held in before.items() if held}
        self._add_agents(run, (), owed & {run.only} if run.only else owed)
        earned = self._returnable(run, statements)
        for row in statements:
            key = (row.employee_id.id, row.period_id.id)
            agent = run.agents.get(row.employee_id.id)
            share = to_decimal(row.policy_id.holdback_rate) / 100
            held = plans.held_back(earned[key], share, run.rounding)
            if agent and held != before[key]:
                how = step("holdback.balance", rest=held, counted=before[key])
                agent.lines.append(
                    self._adjustment(CODE, row.period_id, before[key] - held, how)
                )

    def _held_before(self):
        """What locked periods hold back still, as settled so far.

        :return: ``{(employee_id, period_id): Decimal}``, zero by default
        """
        found = defaultdict(lambda: ZERO)
        Line = self.env["cs.statement.line"]
        locked = [
            ("company_id", "=", self.company_id.id),
            ("statement_id.state", "=", "locked"),
        ]
        for employee, period, amount in Line._read_group(
            [*locked, ("code", "=", CODE)], ["employee_id", "period_id"], ["amount:sum"]
        ):
            found[employee.id, period.id] -= to_decimal(amount)
        for (employee_id, period_id, _code), amount in self._adjusted_before(
            CODE
        ).items():
            found[employee_id, period_id] -= amount
        return found

    def _returnable(self, run, statements):
        """What agents were paid on orders of locked periods that can be returned.

        With what has changed in this run.

        :return: ``{(employee_id, period_id): Decimal}``, zero by default
        """
        days = {
            (row.employee_id.id, row.period_id.id): row.policy_id.holdback_days
            for row in statements
        }
        found = defaultdict(lambda: ZERO)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.employee_id, own.period_id, SUM(line.amount)
                  FROM cs_commission_line AS line
                  JOIN cs_period AS period
                    ON period.id = line.period_id AND period.state = 'locked'
                  JOIN UNNEST(%s::integer[], %s::integer[], %s::integer[])
                    AS own (employee_id, period_id, days)
                    ON own.employee_id = line.employee_id
                   AND own.period_id = COALESCE(line.origin_period_id, line.period_id)
                 WHERE line.company_id = %s AND %s
                 GROUP BY 1, 2
                """,
                [key[0] for key in days],
                [key[1] for key in days],
                list(days.values()),
                self.company_id.id,
                self._can_return(SQL("line"), SQL("own.days")),
            )
        )
        for employee_id, period_id, amount in rows:
            found[employee_id, period_id] += to_decimal(amount)
        for row in run.facts_of("commission", Credits).late:
            key = (row["employee_id"], row["period_id"])
            if key in days and self._is_returnable(row, days[key]):
                found[key] += row["amount"]
        return found

    def _is_returnable(self, row, days):
        """As :meth:`_can_return`, of a late change."""
        clock = self.company_id._cs_clock()
        day = row["paid_on"] or clock.day_of(row["order_date"])
        return (self.date_to - day).days < days
