from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import attendance, segments
from ...engine.money import round_money, to_decimal, total_of
from ...engine.trace import step, trace
from ..cs_period_run import Line

TIME_CODES = ("CS_ATTENDANCE", "CS_LEAVE", "CS_OVERTIME")
DEDUCTIONS = ("CS_ATTENDANCE", "CS_LEAVE")


class CsPeriod(models.Model):
    """Attendance in the pipeline: workdays, entries, cases, and what time costs (R1).

    :meth:`_time_lines` collects the lines of attendance, leave and overtime; each
    chapter adds its own.
    """

    _inherit = "cs.period"

    def _pipeline(self):
        steps = super()._pipeline()
        steps.insert(steps.index("_step_pay") + 1, "_step_time")
        steps.insert(steps.index("_step_late_pay") + 1, "_step_late_time")
        return steps

    def _step_attendance(self, run):
        """Days classified and settled; their entries and cases (R1.3-R1.7)."""
        agents = {
            agent.employee_id: agent
            for agent in run.agents.values()
            if agent.policy.attendance_enabled and agent.segments
        }
        Workday = self.env["cs.workday"]
        if agents:
            Workday._refresh_span(
                self.company_id, set(agents), self.date_from, self.date_to
            )
        workdays = Workday._of_period(self)
        workdays -= self._drop_stale_days(workdays, agents)
        by_agent = workdays.grouped(lambda row: row.employee_id.id)
        none = Workday.browse()
        for agent in agents.values():
            agent.workdays = by_agent.get(agent.employee_id, none)
            rules = agent.policy._attendance_rules()
            agent.settlement = attendance.settle(
                rules,
                [
                    row._engine_day()
                    for row in agent.workdays
                    if row.status != "planned"
                ],
            )
        self.env["cs.conduct.entry"]._sync_automatic(
            self, [values for a in agents.values() for values in self._day_entries(a)]
        )
        self._absence_cases(run, agents)

    @api.model
    def _drop_stale_days(self, workdays, agents):
        """Delete days on which somebody was no agent after all."""
        stale = workdays.filtered(
            lambda row: row.employee_id.id not in agents
            or not any(
                part.first <= row.date <= part.last
                for part in agents[row.employee_id.id].segments
            )
        )
        # Days that were appealed stay on file.
        gone = stale - stale.filtered("appeal_ids")
        gone.unlink()
        return stale

    def _link_facts(self, run, statements):
        result = super()._link_facts(run, statements)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_workday AS workday
                   SET statement_id = statement.id
                  FROM cs_statement AS statement
                 WHERE workday.period_id = %(period)s
                   AND statement.period_id = workday.period_id
                   AND statement.employee_id = workday.employee_id
                   AND workday.statement_id IS DISTINCT FROM statement.id
                """,
                period=self.id,
            )
        )
        self.env["cs.workday"].invalidate_model(["statement_id"])
        return result

    def _undecided(self):
        waiting = self.env["cs.attendance.exception"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "in", ("requested", "first_approved")),
            ]
        )
        found = super()._undecided()
        if waiting:
            found.append(
                self.env._(
                    "Attendance exceptions waiting for approval: %(count)s",
                    count=waiting,
                )
            )
        return found

    # ------------------------------------------------------------------
    # Entries and cases
    # ------------------------------------------------------------------

    def _day_entries(self, agent):
        """Values of the entries that an agent's days make (R3.3-R3.5, R4.1)."""
        rules = agent.policy.rule_ids.filtered("event").grouped("event")
        if not rules:
            return
        issuer = self.env.ref("base.user_root").id
        for row in agent.workdays:
            for event, measure in row._events():
                for rule in rules.get(event, ()):
                    if measure > rule.threshold:
                        yield {
                            "employee_id": agent.employee_id,
                            "rule_id": rule.id,
                            "date": row.date,
                            "measure": measure,
                            "source": f"cs.workday:{event}",
                            "workday_id": row.id,
                            "issuer_id": issuer,
                            "note": row._event_note(event),
                        }

    def _absence_cases(self, run, agents):
        """Dismissal cases for absence: days running, and days within months (R1.6)."""
        months = [agent.policy.absence_case_months for agent in agents.values()]
        if not months:
            return
        earlier = self.env["cs.workday"].search_fetch(
            [
                ("employee_id", "in", list(agents)),
                ("date", ">", fields.Date.subtract(self.date_to, months=max(months))),
                ("date", "<=", self.date_to),
                ("status", "not in", ("planned", "rest", "holiday")),
            ],
            ["employee_id", "date", "absent_days"],
        )
        days = defaultdict(dict)
        for row in earlier:
            days[row.employee_id.id][row.date] = bool(row.absent_days)
        for agent in agents.values():
            agent.cases += self._cases_of(agent, days[agent.employee_id])

    def _cases_of(self, agent, days):
        policy, cases = agent.policy, []
        run_ = attendance.longest_run(days)
        if policy.absence_case_days and run_ and run_[1] >= policy.absence_case_days:
            first, count = run_
            cases.append(
                {
                    "reason": "absence",
                    "key": f"running:{first}",
                    "trace": trace(
                        step("case.absent_running", first=first, days=count)
                    ),
                }
            )
        absent = [day for day, gone in days.items() if gone]
        months = policy.absence_case_months
        total = attendance.absent_within(absent, self.date_to, months)
        if policy.absence_case_total and total >= policy.absence_case_total:
            cases.append(
                {
                    "reason": "absence",
                    "key": "within",
                    "trace": trace(
                        step("case.absent_within", days=total, months=months)
                    ),
                }
            )
        return cases

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _step_time(self, run):
        """What attendance, leave and overtime cost and bring, capped at base pay."""
        self._each(
            run, lambda agent: agent.lines.extend(self._capped(run, self, agent))
        )

    def _capped(self, run, period, agent):
        """Lines of time; deductions take no more than the base pay of the period."""
        lines = self._time_lines(run, period, agent)
        left = total_of(line.amount for line in agent.lines if line.code == "CS_BASE")
        for line in lines:
            if line.code not in DEDUCTIONS:
                continue
            if -line.amount > left:
                line.steps = (*line.steps, step("time.capped", amount=left))
                line.amount = -left
            left += line.amount
        return lines

    def _time_lines(self, run, period, agent):
        """Hook: lines of one agent's time in a period. Chapters add theirs.

        :param agent: with ``policy``, ``segments``, ``workdays`` and ``settlement``
        :return: ``[Line]`` without origin, deductions negative
        """
        if not (agent.settlement and agent.settlement.costs):
            return []
        return self._attendance_lines(run, period, agent)

    def _attendance_lines(self, run, period, agent):
        """``CS_ATTENDANCE``: absences by the day rate, minutes by the hour rate."""
        lines = []
        factor = to_decimal(agent.policy.absence_rate)
        for part in agent.segments:
            costs = [
                cost
                for cost in agent.settlement.costs
                if part.first <= cost.day <= part.last
            ]
            rate = self._day_rate(run, period, agent.policy, part)
            days = attendance.total_absent(costs)
            if days:
                lines.append(self._absence_line(run, part, rate, days, factor))
            minutes = sum(cost.minutes for cost in costs)
            if minutes:
                lines.append(self._minutes_line(run, part, rate, minutes))
        if lines:
            lines[0].steps = (*agent.settlement.steps, *lines[0].steps)
        return lines

    def _absence_line(self, run, part, rate, days, factor):
        amount = -round_money(rate.day * days * factor, run.rounding)
        return Line(
            "CS_ATTENDANCE",
            amount,
            base=round_money(rate.day, run.rounding),
            rate=factor * 100,
            steps=(
                self._rate_step(run, rate),
                step(
                    "attendance.absent",
                    days=days,
                    rate=round_money(rate.day, run.rounding),
                    factor=factor,
                    amount=amount,
                ),
            ),
            key=f"absence:{part.first.isoformat()}",
        )

    def _minutes_line(self, run, part, rate, minutes):
        amount = -round_money(rate.hour * minutes / 60, run.rounding)
        return Line(
            "CS_ATTENDANCE",
            amount,
            base=round_money(rate.hour, run.rounding),
            rate=to_decimal(100),
            steps=(
                self._rate_step(run, rate),
                step(
                    "attendance.minutes",
                    minutes=minutes,
                    rate=round_money(rate.hour, run.rounding),
                    amount=amount,
                ),
            ),
            key=f"minutes:{part.first.isoformat()}",
        )

    def _day_rate(self, run, period, policy, part):
        """Wage of a day and an hour under a segment (R1.5, R1.41).

        Monthly wage / 21.75 days, or / the period's working days: a company setting,
        kept on the period.

        :return: engine.attendance.DayRate
        """
        days = to_decimal(period.day_rate_days) or to_decimal(
            len(run.working_days.get((period.id, part.version.calendar), ()))
        )
        if not days:
            days = to_decimal((period.date_to - period.date_from).days + 1)
        return attendance.DayRate(part.version.wage, days, policy._hours_per_day())

    def _rate_step(self, run, rate):
        return step(
            "time.rate",
            wage=rate.wage,
            days=rate.days,
            day=round_money(rate.day, run.rounding),
            hours=rate.hours,
            hour=round_money(rate.hour, run.rounding),
        )

    # ------------------------------------------------------------------
    # Late changes
    # ------------------------------------------------------------------

    def _step_late_time(self, run):
        """Punches, leave and exceptions changed behind a lock: the money difference.

        The days of a locked period stay as they were; they are marked where they
        would be something else now.
        """
        locked = self._compared_periods()
        earlier = {code: self._adjusted_before(code) for code in TIME_CODES}
        statements = self._changed_statements(locked, earlier)
        if not statements:
            return
        self._add_agents(run, (), set(statements.employee_id.ids))
        for period, own in statements.grouped("period_id").items():
            found = self.env["cs.workday"]._classify(
                self.company_id,
                set(own.employee_id.ids),
                period.date_from,
                period.date_to,
            )
            for statement in own:
                if agent := run.agents.get(statement.employee_id.id):
                    shadow = self._shadow(run, period, agent, statement, found)
                    self._late_time(run, period, agent, shadow, statement, earlier)

    def _changed_statements(self, locked, earlier):
        """Locked statements whose days or wages changed, or whose change was paid."""
        marked = self.env["cs.workday"]._read_group(
            [("period_id", "in", locked.ids), ("is_changed_late", "=", True)],
            ["period_id", "employee_id"],
        )
        keys = {(employee.id, period.id) for period, employee in marked}
        for sums in earlier.values():
            keys |= {key for key, amount in sums.items() if amount}
        keys |= self._repriced(locked)
        statements = self.env["cs.statement"].search(
            [
                ("period_id", "in", locked.ids),
                ("employee_id", "in", [employee_id for employee_id, _id in keys]),
            ]
        )
        return statements.filtered(
            lambda row: (row.employee_id.id, row.period_id.id) in keys
        )

    def _repriced(self, locked):
        """Agents and periods with lines of time whose wage changed since the lock.

        :return: ``{(employee_id, period_id)}``
        """
        lines = self.env["cs.statement.line"].search_fetch(
            [("period_id", "in", locked.ids), ("code", "in", TIME_CODES)],
            ["statement_id"],
        )
        statements = lines.statement_id
        versions = self.env["hr.version"]._cs_of_employees(statements.employee_id.ids)
        found = set()
        for row in statements:
            period = row.period_id
            parts = segments.segments(
                versions[row.employee_id.id], period.date_from, period.date_to
            )
            if self._segment_facts(parts) != (row.segments or []):
                found.add((row.employee_id.id, period.id))
        return found

    def _shadow(self, run, period, agent, statement, found):
        """The agent as he would be settled in a locked period by today's facts."""
        parts = segments.segments(agent.versions, period.date_from, period.date_to)
        self._load_working_days(run, period, [parts])
        Workday = self.env["cs.workday"]
        workdays = Workday.union(
            *(
                Workday.new(
                    {
                        "employee_id": agent.employee_id,
                        "date": day,
                        "company_id": self.company_id.id,
                        **Workday._columns(result),
                        **{
                            name: value
                            for name, value in values.items()
                            if name != "punch_ids"
                        },
                    }
                )
                for (employee_id, day), (result, values) in sorted(
                    found.items(), key=lambda item: item[0][1]
                )
                if employee_id == agent.employee_id
            )
        )
        policy = statement.policy_id
        days = [
            result
            for (employee_id, _day), (result, _values) in found.items()
            if employee_id == agent.employee_id and result.status != "planned"
        ]
        return replace(
            agent,
            policy=policy,
            segments=parts,
            lines=self._pay_lines(run, period, parts, policy),
            workdays=workdays,
            settlement=attendance.settle(policy._attendance_rules(), days),
        )

    def _late_time(self, run, period, agent, shadow, statement, earlier):
        lines = self._capped(run, period, shadow)
        for code in TIME_CODES:
            due = total_of(line.amount for line in lines if line.code == code)
            paid = earlier[code][agent.employee_id, period.id] + total_of(
                to_decimal(line.amount)
                for line in statement.line_ids
                if line.code == code
            )
            if due != paid:
                how = step("adjustment.pay", due=due, paid=paid)
                agent.lines.append(self._adjustment(code, period, due - paid, how))
