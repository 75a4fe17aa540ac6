from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import attendance, pay, segments
from ...engine.money import round_money, to_decimal
from ...engine.trace import step
from ..cs_period_run import Line
from ..cs_seal_content import Facts
from .cs_attendance_exception import WAITING
from .cs_period_run import Time


class CsPeriod(models.Model):
    """Attendance in the pipeline: workdays, entries, cases, and what time costs (R1).

    Chapters of time, leave and overtime among them, add their lines and codes in
    :meth:`_time_lines` and :meth:`_time_codes`. In ``run.facts["attendance"]``: the
    :class:`Time` of each agent, by id.
    """

    _inherit = "cs.period"

    def _step_attendance(self, run):
        """Days classified and settled; their entries and cases (R1.3-R1.7)."""
        agents = {
            agent.employee_id: agent
            for agent in run.agents.values()
            if agent.policy.attendance_enabled and agent.segments
        }
        if run.is_dry:
            if run.only:
                agents = {key: agents[key] for key in agents.keys() & {run.only}}
            self._settle_days(
                run, agents, self.env["cs.workday"]._of_period(self, agents)
            )
            return
        late = self._late_day_entries(run)
        Workday = self.env["cs.workday"]
        if agents:
            Workday._refresh_span(
                self.company_id, set(agents), self.date_from, self.date_to
            )
        workdays = Workday._of_period(self)
        workdays -= self._drop_stale_days(workdays, agents)
        self._settle_days(run, agents, workdays)
        self._enter_days(run, agents, late)

    def _settle_days(self, run, agents, workdays):
        """What the days of the agents that keep them cost, on the run."""
        by_agent = workdays.grouped(lambda row: row.employee_id.id)
        none = workdays.browse()
        times = {
            agent.employee_id: Time(
                self, agent.employee_id, agent.policy, agent.segments, none
            )
            for agent in run.agents.values()
        }
        run.facts["attendance"] = times
        for employee_id in agents:
            time = times[employee_id]
            time.workdays = by_agent.get(employee_id, none)
            passed = time.workdays.filtered(lambda row: row.status != "planned")
            time.settlement = attendance.settle(
                time.policy._attendance_rules(),
                [row._engine_day(time.policy) for row in passed],
            )

    def _workdays_of(self, run, agent):
        """The days of an agent as this run has classified them; none if not kept."""
        return run.facts["attendance"][agent.employee_id].workdays

    @api.model
    def _drop_stale_days(self, workdays, agents):
        """Delete days on which somebody was no agent after all."""
        stale = workdays.filtered(
            lambda row: row.employee_id.id not in agents
            or not segments.part_on(agents[row.employee_id.id].segments, row.date)
        )
        # Days that were appealed stay on file.
        gone = stale - stale.filtered("appeal_ids")
        gone.unlink()
        return stale

    def _store_facts(self, run, statements):
        """Point the workdays at their statement."""
        result = super()._store_facts(run, statements)
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

    def _unfinished(self, *, live):
        """Exceptions without an answer, and days that nobody knows how they were."""
        span = [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        waiting = [*span, ("state", "in", WAITING)]
        exceptions = self._left(
            "exceptions",
            self.env._("Attendance exceptions waiting for approval"),
            self.env["cs.attendance.exception"],
            waiting,
        )
        found = [*super()._unfinished(live=live), exceptions]
        if live:
            passed = fields.Date.subtract(self.company_id._cs_today(), days=1)
            days = [*span, ("status", "=", "planned"), ("date", "<=", passed)]
            label = self.env._("Days that have passed and are not settled")
            found.append(self._left("workdays", label, self.env["cs.workday"], days))
        return found

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _step_time(self, run):
        """What attendance, leave and overtime cost and bring, capped at base pay."""
        times = run.facts["attendance"]

        def settle(agent):
            agent.lines += self._capped(run, times[agent.employee_id], agent.lines)

        self._each(run, settle)

    def _capped(self, run, time, base):
        """Lines of time; deductions take no more than the base pay among ``base``."""
        lines = self._time_lines(run, time)
        left = self._base_of(base)
        for line in lines:
            if line.amount >= 0:
                continue
            if -line.amount > left:
                line.steps = (*line.steps, step("time.capped", amount=left))
                line.amount = -left
            left += line.amount
        return lines

    @api.model
    def _time_codes(self):
        """Hook: the codes of the lines of :meth:`_time_lines`."""
        return ["CS_ATTENDANCE"]

    def _time_lines(self, run, time):
        """Hook: lines of one agent's time, in the order in which they are capped.

        :param time: a :class:`Time`
        :return: ``[Line]`` without origin, deductions negative
        """
        if not (time.settlement and time.settlement.costs):
            return []
        return self._attendance_lines(run, time)

    def _attendance_lines(self, run, time):
        """``CS_ATTENDANCE``: absences by the day rate, minutes by the hour rate."""
        lines = []
        for part in time.segments:
            wage = self._day_wage(run, time, part)
            days = attendance.total_absent(self._costs_in(time, part))
            if days:
                lines.append(self._absence_line(run, time, part, wage, days))
            minutes = sum(cost.minutes for cost in self._costs_in(time, part))
            if minutes:
                lines.append(self._minutes_line(run, part, wage, minutes))
        if lines:
            lines[0].steps = (*time.settlement.steps, *lines[0].steps)
        return lines

    @api.model
    def _costs_in(self, time, part):
        """What the days of a segment cost, by day."""
        costs = time.settlement.costs if time.settlement else ()
        return [cost for cost in costs if part.holds(cost.day)]

    def _absence_line(self, run, time, part, wage, days):
        factor = to_decimal(time.policy.absence_rate)
        gross, how = wage.gross(days)
        amount = -round_money(gross * factor, run.rounding)
        return Line(
            "CS_ATTENDANCE",
            amount,
            base=round_money(wage.day, run.rounding),
            rate=factor * 100,
            steps=(how, step("attendance.absent", factor=factor, amount=amount)),
            key=f"absence:{part.first.isoformat()}",
        )

    def _minutes_line(self, run, part, wage, minutes):
        gross, how = wage.minutes(minutes)
        amount = -round_money(gross, run.rounding)
        return Line(
            "CS_ATTENDANCE",
            amount,
            base=round_money(wage.hour, run.rounding),
            rate=to_decimal(100),
            steps=(how, step("attendance.minutes", amount=amount)),
            key=f"minutes:{part.first.isoformat()}",
        )

    def _day_wage(self, run, time, part):
        """Wage of a day and an hour under a segment, and of its days away.

        :return: engine.pay.DayWage (R1.5, R1.41)
        """
        days = self._days_of(run, time.period, time.employee_id, time.segments)
        [paid] = [row for row in days.paid if row.segment == part]
        own = pay.within(days.work, [part])
        halves = self._half_days(run, time.period, time.employee_id, part)
        required = pay.weight(own, halves)
        away = min(self._days_away(run, time, part), required)
        # Who is away on every day that is no public holiday is away throughout.
        idle = pay.weight(own & self._idle_days(run, time, part), halves)
        if away >= required - idle:
            required = away
        return pay.DayWage(
            part.version.wage,
            days.month,
            time.policy._hours_per_day(),
            paid.share,
            required,
            away,
        )

    def _days_away(self, _run, time, part):
        """Hook: days of a segment that are not paid in full."""
        return attendance.total_absent(self._costs_in(time, part))

    def _idle_days(self, _run, _time, _part):
        """Hook: days of a segment on which nobody has to come."""
        return set()

    # ------------------------------------------------------------------
    # Late changes
    # ------------------------------------------------------------------

    def _step_late_time(self, run):
        """Punches, leave and exceptions changed behind a lock: the money difference.

        The days of a locked period stay as they were; they are marked where they
        would be something else now.
        """
        locked = self._compared_periods()
        statements = self._changed_statements(locked)
        if not statements:
            return
        self._add_agents(run, (), set(statements.employee_id.ids))
        due = {}
        for (employee_id, period), time in self._times_today(run, statements).items():
            if employee_id in run.agents:
                base = self._due_pay(
                    run, period, employee_id, time.segments, time.policy
                )
                due[employee_id, period] = self._capped(run, time, base)
        codes = sorted(self._time_codes())
        self._settle_late(run, due, {code: (code,) for code in codes})

    def _changed_statements(self, locked):
        """Hook: locked statements whose days, wages or leave changed, or whose change
        was paid."""
        keys = self._days_changed_late(locked)
        earlier = self._adjusted_before(*self._time_codes())
        keys |= {
            (employee_id, period_id)
            for (employee_id, period_id, _code), amount in earlier.items()
            if amount
        }
        keys |= self._repriced(locked)
        return self._statements_at(locked, keys)

    def _days_changed_late(self, locked):
        """Whose days changed since the lock: ``{(employee_id, period_id)}``."""
        marked = self.env["cs.workday"]._read_group(
            [("period_id", "in", locked.ids), ("is_changed_late", "=", True)],
            ["period_id", "employee_id"],
        )
        return {(employee.id, period.id) for period, employee in marked}

    def _statements_at(self, locked, keys):
        """The statements of ``{(employee_id, period_id)}`` in locked periods."""
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
            [("period_id", "in", locked.ids), ("code", "in", self._time_codes())],
            ["statement_id"],
        )
        return {
            (row.employee_id.id, row.period_id.id)
            for row, _parts in self._repaid(lines.statement_id)
        }

    def _times_today(self, run, statements):
        """The time of locked statements as it would be settled by today's facts.

        :return: ``{(employee_id, locked period): Time}``
        """
        self._classify_today(run, statements)
        found = run.facts["attendance_today"]
        versions = self.env["hr.version"]._cs_of_employees(statements.employee_id.ids)
        return {
            (agent.id, row.period_id): self._time_today(
                row.period_id,
                agent.id,
                versions[agent.id],
                row.policy_id,
                found[agent.id, row.period_id],
            )
            for row in statements
            for agent in row.employee_id
        }

    def _classify_today(self, run, statements):
        """Classify the days of locked statements by today's facts, once in a run."""
        known = run.facts.setdefault("attendance_today", {})
        missing = statements.filtered(
            lambda row: (row.employee_id.id, row.period_id) not in known
        )
        for period, own in missing.grouped("period_id").items():
            employee_ids = set(own.employee_id.ids)
            found = self.env["cs.workday"]._classify(
                self.company_id, employee_ids, period.date_from, period.date_to
            )
            known.update({(employee_id, period): {} for employee_id in employee_ids})
            for (employee_id, day), result in sorted(
                found.items(), key=lambda item: item[0][1]
            ):
                known[employee_id, period][day] = result

    def _time_today(self, period, employee_id, versions, policy, found):
        """An agent's time in a locked period as it would be settled by today's facts.

        :param policy: that of the locked statement
        :param found: ``{date: (Day, values)}``, as ``cs.workday`` classifies it now
        """
        parts = segments.segments(versions, period.date_from, period.date_to)
        Workday = self.env["cs.workday"]
        workdays = Workday.union(
            *(
                Workday.new(
                    {
                        "employee_id": employee_id,
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
                for day, (result, values) in found.items()
            )
        )
        days = [
            result for result, _values in found.values() if result.status != "planned"
        ]
        settlement = attendance.settle(policy._attendance_rules(), days)
        return Time(period, employee_id, policy, parts, workdays, settlement)

    @api.model
    def _sealed_facts(self):
        """Workdays; that one changed behind the lock is settled in a later month."""
        leaves = frozenset({"is_changed_late", "leave_id"})
        return [*super()._sealed_facts(), Facts("cs.workday", leaves)]
