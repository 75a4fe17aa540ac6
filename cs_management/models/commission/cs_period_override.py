from collections import defaultdict

from odoo import models

from ...engine import commission, plans
from ...engine.money import ZERO, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line
from .cs_period_run import Credits


class CsPeriod(models.Model):
    """Leaders' share of what their teams sold or earned (R6.2, R6.4).

    A line for each department that the leader leads, of its agents but not of the
    leader. What changes behind a lock is worth the rate paid then, for whoever was paid
    for that department then.
    """

    _inherit = "cs.period"

    def _step_override(self, run):
        """What leaders are paid of their teams' sales or commission (R6.2)."""
        leaders = {
            agent.employee_id: agent
            for agent in run.agents.values()
            if agent.segments
            and agent.policy.commission_enabled
            and agent.terms
            and agent.terms.override_rate
        }
        if not leaders:
            return
        teams = run.by_department()
        led = self._departments_led(leaders, teams)
        for employee_id, department_ids in led.items():
            agent = leaders[employee_id]
            for department_id in department_ids:
                members = [
                    other
                    for other in teams[department_id]
                    if other.employee_id != employee_id
                ]
                self._pay_override(run, agent, department_id, members)

    def _departments_led(self, leaders, teams):
        """The departments of the run that each leader leads, in the order of ids."""
        employees = self.env["hr.employee"].browse(leaders)
        departments = self.env["hr.department"].browse(filter(None, teams))
        return {
            employee.id: departments.filtered(
                lambda team, user=employee.user_id: user in team.cs_all_leader_ids
            )
            .sorted("id")
            .ids
            for employee in employees
            if employee.user_id
        }

    def _pay_override(self, run, agent, department_id, members):
        on_sales = agent.policy.override_on == "sales"
        own = [self._sales_of(run, member) for member in members]
        base = total_of(sold.amount if on_sales else sold.commission for sold in own)
        if not base:
            return
        rate = to_decimal(agent.terms.override_rate) / 100
        amount = plans.override(base, rate, run.rounding)
        why = step(
            f"override.{agent.policy.override_on}",
            department=department_id,
            base=base,
            rate=commission.percent(rate),
            amount=amount,
        )
        agent.lines.append(
            Line(
                "CS_OVERRIDE",
                amount,
                base=base,
                rate=commission.percent(rate),
                steps=(why,),
                key=f"department:{department_id}",
            )
        )

    def _step_late_override(self, run):
        """Teams' orders of locked periods changed since, at the rate then (R6.4)."""
        late = [
            row
            for row in run.facts_of("commission", Credits).late
            if row["employee_id"]
        ]
        if not late:
            return
        periods = self.browse({row["period_id"] for row in late})
        lines = self.env["cs.statement.line"].search(
            [("period_id", "in", periods.ids), ("code", "=", "CS_OVERRIDE")]
        )
        if not lines:
            return
        self._add_agents(run, (), set(lines.employee_id.ids))
        changes = self._team_changes(periods, late)
        earlier = self._override_settled(lines)
        for line in lines:
            agent = run.agents.get(line.employee_id.id)
            if not agent:
                continue
            on = line.statement_id.policy_id.override_on
            change = total_of(
                row[on]
                for row in changes[line.period_id.id, self._pool_team(line.key)]
                if row["employee_id"] != line.employee_id.id
            )
            due = plans.override_due(
                to_decimal(line.base),
                change,
                to_decimal(line.rate) / 100,
                to_decimal(line.amount),
                run.rounding,
            )
            amount = due - earlier[line.employee_id, line.period_id, line.key]
            if amount:
                agent.lines.append(
                    self._adjustment(
                        "CS_OVERRIDE",
                        line.period_id,
                        amount,
                        step("adjustment.override", base=change, amount=amount),
                        base=change,
                        key=line.key,
                    )
                )

    def _team_changes(self, periods, late):
        """All changes of agents' credits since their locks, with their team then.

        :return: ``{(period_id, department_id): [{employee_id, sales, commission}]}``
        """
        teams = {
            (row.period_id.id, row.employee_id.id): row.department_id.id
            for row in self.env["cs.statement"].search_fetch(
                [("period_id", "in", periods.ids)],
                ["period_id", "employee_id", "department_id"],
            )
        }
        settled = self.env["cs.commission.line"]._read_group(
            [
                ("origin_period_id", "in", periods.ids),
                ("employee_id", "!=", False),
                ("period_id.state", "=", "locked"),
            ],
            ["origin_period_id", "employee_id"],
            ["base:sum", "amount:sum"],
        )
        changes = [
            (period.id, employee.id, to_decimal(base), to_decimal(amount))
            for period, employee, base, amount in settled
        ] + [
            (
                row["period_id"],
                row["employee_id"],
                row["base_now"] - row["base_paid"],
                row["amount"],
            )
            for row in late
        ]
        found = defaultdict(list)
        for period_id, employee_id, sales, amount in changes:
            team = teams.get((period_id, employee_id)) or 0
            found[period_id, team].append(
                {"employee_id": employee_id, "sales": sales, "commission": amount}
            )
        return found

    def _override_settled(self, lines):
        """What locked adjustments have added to override lines, zero by default."""
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("adjusted_code", "=", "CS_OVERRIDE"),
                ("origin_period_id", "in", lines.period_id.ids),
                ("statement_id.state", "=", "locked"),
            ],
            ["employee_id", "origin_period_id", "key"],
            ["amount:sum"],
        )
        found = defaultdict(lambda: ZERO)
        for employee, period, key, amount in groups:
            found[employee, period, key.partition(":")[2]] = to_decimal(amount)
        return found
