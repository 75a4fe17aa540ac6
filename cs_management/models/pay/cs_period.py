from datetime import datetime, time

from pytz import UTC

from odoo import api, fields, models

from ...engine import segments
from ...engine.money import round_money, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Base pay and allowances in the pipeline, and what changed behind a lock (R5).

    In ``run.facts["pay"]``: the working days by period and calendar.
    """

    _inherit = "cs.period"

    day_rate_days = fields.Float(
        compute="_compute_day_rate_days",
        store=True,
        digits=(6, 2),
        help="Days that a month's wage is divided by; zero: its working days.",
    )

    @api.depends("company_id.cs_day_rate_basis", "company_id.cs_day_rate_days")
    def _compute_day_rate_days(self):
        """The company's choice; a locked period keeps what it was settled by."""
        for period in self:
            if period.state == "locked":
                period.day_rate_days = period.day_rate_days
                continue
            fixed = period.company_id.cs_day_rate_basis == "fixed"
            period.day_rate_days = fixed and period.company_id.cs_day_rate_days

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"day_rate_days"}

    def _step_pay(self, run):
        """Base pay and allowance by segment."""
        self._load_working_days(run, self, [a.segments for a in run.agents.values()])

        def pay(agent):
            agent.lines += self._pay_lines(run, self, agent.segments, agent.policy)
            agent.values["segments"] = self._segment_facts(agent.segments)

        self._each(run, pay)

    def _pay_lines(self, run, period, parts, policy):
        """``CS_BASE`` and ``CS_ALLOWANCE`` of a period from its segments (R5)."""
        allowances = {row.level_id.id: row.allowance for row in policy.level_ids}
        lines = []
        for paid in self._base_pay(run, period, parts):
            version = paid.segment.version
            lines.append(
                Line(
                    "CS_BASE",
                    paid.amount,
                    base=version.wage,
                    rate=paid.share * 100,
                    steps=paid.steps,
                    key=paid.segment.first.isoformat(),
                )
            )
            allowance = to_decimal(allowances.get(version.level))
            if allowance:
                share = (paid.share * 100).quantize(to_decimal("0.01"))
                how = step("allowance.share", allowance=allowance, share=share)
                lines.append(
                    Line(
                        "CS_ALLOWANCE",
                        round_money(allowance * paid.share, run.rounding),
                        base=allowance,
                        rate=paid.share * 100,
                        steps=(how,),
                        key=paid.segment.first.isoformat(),
                    )
                )
        return lines

    @api.model
    def _base_of(self, lines):
        """The base pay among lines: deductions of other chapters take no more."""
        return total_of(line.amount for line in lines if line.code == "CS_BASE")

    def _base_pay(self, run, period, parts):
        days = {
            calendar: self._working_days(run, period, calendar)
            for calendar in {part.version.calendar for part in parts}
        }
        return segments.base_pay(
            parts,
            days,
            period.date_from,
            period.date_to,
            to_decimal(period.day_rate_days) or None,
            run.rounding,
        )

    def _load_working_days(self, run, period, agents_segments):
        """Working days of a period by calendar; queries grow with calendars only."""
        found = run.facts_of("pay", dict)
        calendar_ids = {
            part.version.calendar
            for parts in agents_segments
            for part in parts
            if part.version.calendar
        }
        start = UTC.localize(datetime.combine(period.date_from, time.min))
        stop = UTC.localize(datetime.combine(period.date_to, time.max))
        for calendar in self.env["resource.calendar"].browse(calendar_ids):
            if (period.id, calendar.id) in found:
                continue
            intervals = calendar._attendance_intervals_batch(start, stop, tz=UTC)[False]
            found[period.id, calendar.id] = {
                begin.date() for begin, _end, _attendance in intervals
            }

    @api.model
    def _working_days(self, run, period, calendar_id):
        """Working days of a period by a calendar, loaded before; none without one."""
        found = run.facts_of("pay", dict)
        return found.get((period.id, calendar_id), set())

    def _segment_facts(self, parts):
        """What base pay rests on, as plain data to compare with later (Time)."""
        return [
            [
                part.first.isoformat(),
                part.last.isoformat(),
                str(part.version.wage),
                part.version.level,
            ]
            for part in parts
        ]

    def _step_late_pay(self, run):
        """Wages and levels changed behind a locked period: the money difference.

        Who has a statement there, whose score, grade and commission stay; and who
        joined in it and was entered after the lock.
        """
        locked = self._compared_periods()
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", locked.ids)],
            ["employee_id", "period_id", "policy_id", "segments"],
        )
        changed = self._repaid(statements)
        newcomers = self._newcomers(locked, statements)
        self._add_agents(
            run,
            (),
            {row.employee_id.id for row, _parts in changed}
            | {employee_id for employee_id, _period, _parts in newcomers},
        )
        due = {
            (row.employee_id.id, row.period_id): self._due_pay(
                run, row.period_id, parts, row.policy_id
            )
            for row, parts in changed
        }
        for employee_id, period, parts in newcomers:
            if agent := run.agents.get(employee_id):
                due[employee_id, period] = self._due_pay(
                    run, period, parts, agent.policy
                )
        self._settle_late(run, due, {"CS_BASE": ("CS_BASE", "CS_ALLOWANCE")})

    def _repaid(self, statements):
        """Locked statements whose segments are no longer what was paid.

        :return: ``[(statement, segments)]``
        """
        versions = self.env["hr.version"]._cs_of_employees(statements.employee_id.ids)
        found = []
        for statement in statements:
            period = statement.period_id
            parts = segments.segments(
                versions.get(statement.employee_id.id, ()),
                period.date_from,
                period.date_to,
            )
            if self._segment_facts(parts) != (statement.segments or []):
                found.append((statement, parts))
        return found

    def _newcomers(self, locked, statements):
        """Who was entered after the lock of a period in which he had joined already.

        Somebody known before is left out: what he got then is not known here.

        :return: ``[(employee_id, period, segments)]``
        """
        if not locked:
            return []
        known = {(row.employee_id.id, row.period_id.id) for row in statements}
        entered = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "<=", max(locked.mapped("date_to"))),
                ("employee_id.create_date", ">", min(locked.mapped("locked_at"))),
            ],
            ["employee_id"],
        )
        employees = self.env["hr.employee"].union(*(row[0] for row in entered))
        versions = self.env["hr.version"]._cs_of_employees(employees.ids)
        found = []
        for employee in employees:
            for period in locked.sorted("date_from"):
                parts = segments.segments(
                    versions.get(employee.id, ()), period.date_from, period.date_to
                )
                is_late = employee.create_date > period.locked_at
                if parts and is_late and (employee.id, period.id) not in known:
                    found.append((employee.id, period, parts))
        return found

    def _due_pay(self, run, period, parts, policy):
        """The pay of a locked period by today's segments."""
        self._load_working_days(run, period, [parts])
        return self._pay_lines(run, period, parts, policy)
