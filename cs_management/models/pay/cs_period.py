from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from pytz import UTC

from odoo import api, fields, models

from ...engine import pay, segments, seniority
from ...engine.money import round_money, to_decimal, total_of
from ...engine.periods import days_between
from ..cs_period_run import Line


@dataclass(slots=True)
class PayFacts:
    """What pay keeps in a run: what was fetched for it, and found by it.

    :param schedules: working days by period and calendar
    :param halves: of them, those with half a day's work
    :param rosters: by period, as ``cs.roster.line._days_planned`` gives them
    :param days: of each agent, by period, agent and segments
    :param changed: segments by agent and locked period that were settled otherwise
    """

    schedules: dict[tuple[int, int], set[date]] = field(default_factory=dict)
    halves: dict[tuple[int, int], set[date]] = field(default_factory=dict)
    rosters: dict[int, dict[int, dict[date, bool]]] = field(default_factory=dict)
    days: dict[Any, "Days"] = field(default_factory=dict)
    changed: dict[Any, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Days:
    """One agent's days of one period.

    :param work: that they have to work: rostered, else scheduled
    :param counted: of the kind that the divisor counts
    :param paid: engine.pay.PaidSegment of each segment
    """

    period: Any
    employee_id: int
    work: set[date]
    counted: set[date]
    month: pay.Month
    paid: list[Any]


class CsPeriod(models.Model):
    """Base pay and allowances in the pipeline, and what changed behind a lock (R5).

    In ``run.facts["pay"]``: the :class:`PayFacts`.
    """

    _inherit = "cs.period"

    day_rate_days = fields.Float(
        compute="_compute_day_rate_days",
        store=True,
        digits=(6, 2),
        help="Days that a month's wage is divided by; zero: its working days.",
    )

    day_rate_kind = fields.Selection(
        [("working", "Days to work"), ("calendar", "Calendar days")],
        compute="_compute_day_rate_days",
        store=True,
        help="What the days of the divisor are.",
    )

    known_agents = fields.Json(
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_officer",
        help="Employees who had a level when the period was locked.",
    )

    @api.depends(
        "company_id.cs_day_rate_basis",
        "company_id.cs_day_rate_days",
        "company_id.cs_day_rate_kind",
    )
    def _compute_day_rate_days(self):
        """The company's choice; a locked period keeps what it was settled by."""
        for period in self:
            company = period.company_id
            if period.state == "locked":
                period.day_rate_days = period.day_rate_days
                period.day_rate_kind = period.day_rate_kind
                continue
            fixed = company.cs_day_rate_basis == "fixed"
            period.day_rate_days = fixed and company.cs_day_rate_days
            if company.cs_day_rate_basis == "calendar":
                period.day_rate_kind = "calendar"
            else:
                period.day_rate_kind = (fixed and company.cs_day_rate_kind) or "working"

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"day_rate_days", "day_rate_kind"}

    def _step_pay(self, run):
        """Base pay, allowance and seniority pay by segment."""
        self._load_days(run, self, [a.segments for a in run.agents.values()])

        def settle(agent):
            days = self._days_of(run, self, agent.employee_id, agent.segments)
            agent.lines += self._pay_lines(run, days, agent.policy, agent.joined)
            agent.values["service_years"] = self._service_years(
                agent.segments, agent.joined
            )
            agent.values["segments"] = self._segment_facts(agent.segments)

        self._each(run, settle)

    def _pay_lines(self, run, days, policy, joined):
        """``CS_BASE``, ``CS_ALLOWANCE`` and ``CS_SENIORITY`` of a period (R5)."""
        allowances = {row.level_id.id: row.allowance for row in policy.level_ids}
        lines = []
        for paid in days.paid:
            version, key = paid.segment.version, paid.segment.first.isoformat()
            lines.append(
                Line(
                    "CS_BASE",
                    paid.amount,
                    base=version.wage,
                    rate=paid.share * 100,
                    steps=(paid.step("base", version.wage),),
                    key=key,
                )
            )
            allowance = to_decimal(allowances.get(version.level))
            if allowance:
                lines.append(
                    Line(
                        "CS_ALLOWANCE",
                        round_money(allowance * paid.share, run.rounding),
                        base=allowance,
                        rate=paid.share * 100,
                        steps=(paid.step("allowance", allowance),),
                        key=key,
                    )
                )
        return lines + self._seniority_lines(run, days, policy, joined)

    def _seniority_lines(self, run, days, policy, joined):
        """``CS_SENIORITY`` by segment: completed years of service (R5.7)."""
        if not days.paid:
            return []
        month = seniority.seniority(
            policy._seniority_rules(),
            joined,
            days.paid[-1].segment.last,
            rounding=run.rounding,
        )
        if not month.amount:
            return []
        return [
            Line(
                "CS_SENIORITY",
                round_money(month.amount * paid.share, run.rounding),
                base=month.amount,
                rate=paid.share * 100,
                steps=(*month.steps, paid.step("seniority", month.amount)),
                key=paid.segment.first.isoformat(),
            )
            for paid in days.paid
        ]

    @api.model
    def _service_years(self, parts, joined):
        """Years of service completed on the last day of segments."""
        return seniority.completed_years(joined, parts[-1].last) if parts else 0

    @api.model
    def _base_of(self, lines):
        """The base pay among lines: deductions of other chapters take no more."""
        return total_of(line.amount for line in lines if line.code == "CS_BASE")

    def _days_of(self, run, period, employee_id, parts):
        """The :class:`Days` of an agent, found once; schedules were loaded before."""
        known = run.facts_of("pay", PayFacts).days
        key = period.id, employee_id, tuple(parts)
        if key not in known:
            known[key] = self._find_days(run, period, employee_id, parts)
        return known[key]

    def _find_days(self, run, period, employee_id, parts):
        """Which days an agent has to work, and what they pay.

        The roster says which days are to be worked where it plans at least half of
        what the working schedule has, or where there is no schedule.
        """
        roster = self._roster_of(run, period, employee_id)
        scheduled = self._scheduled_days(run, period, parts)
        own = pay.within(scheduled or (), parts)
        shifts = pay.within([day for day, works in roster.items() if works], parts)
        work = shifts if roster and 2 * len(shifts) >= len(own) else own
        if not work and scheduled is None:
            work = self._every_day(period, parts)
        if period.day_rate_kind == "calendar":
            counted = self._every_day(period, parts)
            whole = self._every_day(period)
        else:
            counted, whole = work, scheduled
        month = pay.month_of(
            period.date_from,
            period.date_to,
            parts,
            counted,
            whole,
            to_decimal(period.day_rate_days),
        )
        paid = pay.base_pay(parts, counted, month, run.rounding)
        return Days(period, employee_id, work, counted, month, paid)

    @api.model
    def _every_day(self, period, parts=None):
        days = days_between(period.date_from, period.date_to)
        return set(days) if parts is None else pay.within(days, parts)

    def _load_days(self, run, period, agents_segments):
        """Working days of a period by calendar; queries grow with calendars only."""
        facts = run.facts_of("pay", PayFacts)
        calendar_ids = {
            part.version.calendar
            for parts in agents_segments
            for part in parts
            if part.version.calendar
        }
        start = UTC.localize(datetime.combine(period.date_from, time.min))
        stop = UTC.localize(datetime.combine(period.date_to, time.max))
        for calendar in self.env["resource.calendar"].browse(calendar_ids):
            key = period.id, calendar.id
            if key in facts.schedules:
                continue
            intervals = calendar._attendance_intervals_batch(start, stop, tz=UTC)[False]
            hours = defaultdict(timedelta)
            for begin, end, _attendance in intervals:
                hours[begin.date()] += end - begin
            longest = max(hours.values(), default=timedelta())
            facts.schedules[key] = set(hours)
            facts.halves[key] = {day for day in hours if 2 * hours[day] <= longest}

    def _half_days(self, run, period, employee_id, part):
        """Days of a segment on which the working schedule has half a day only.

        A shift on the roster is a day, however long it is.
        """
        found = run.facts_of("pay", PayFacts).halves
        halves = found.get((period.id, part.version.calendar), set())
        return halves - self._roster_of(run, period, employee_id).keys()

    def _roster_of(self, run, period, employee_id):
        """What the roster plans of an agent, fetched once for all: ``{day: works}``."""
        rosters = run.facts_of("pay", PayFacts).rosters
        if period.id not in rosters:
            rosters[period.id] = self.env["cs.roster.line"]._days_planned(
                period.company_id, period.date_from, period.date_to
            )
        return rosters[period.id].get(employee_id, {})

    @api.model
    def _working_days(self, run, period, calendar_id):
        """Working days of a period by a calendar, loaded before; none without one."""
        found = run.facts_of("pay", PayFacts).schedules
        return found.get((period.id, calendar_id), set())

    def _scheduled_days(self, run, period, parts):
        """Days of the schedule in force on each day of the period, also of those
        before the first and after the last segment; ``None`` without a schedule."""
        found, has_any = set(), False
        for place, part in enumerate(parts):
            days = self._working_days(run, period, part.version.calendar)
            has_any |= bool(days)
            first = part.first if place else period.date_from
            following = parts[place + 1 : place + 2]
            last = (
                fields.Date.subtract(following[0].first, days=1)
                if following
                else (period.date_to)
            )
            found |= {day for day in days if first <= day <= last}
        return found if has_any else None

    def _segment_facts(self, parts):
        """What base pay rests on, as plain data to compare with later (Time)."""
        return [
            [
                part.first.isoformat(),
                part.last.isoformat(),
                str(part.version.wage),
                part.version.level,
                *([name, str(amount)] for name, amount in part.version.own),
            ]
            for part in parts
        ]

    def _step_late_pay(self, run):
        """Wages, levels and contracts changed behind a lock: the money difference.

        Compared is everybody whose segments, or other facts that their pay rests on,
        are no longer those that were settled, who was adjusted before, or whom a
        locked period should have paid.
        """
        locked = self._compared_periods()
        found = self._compared_pay(locked)
        self._add_agents(run, (), {employee_id for employee_id, _period in found})
        run.facts_of("pay", PayFacts).changed = {
            key: parts for key, (parts, _policy) in found.items()
        }
        due = {}
        for (employee_id, period), (parts, policy) in found.items():
            if agent := run.agents.get(employee_id):
                due[employee_id, period] = self._due_pay(
                    run,
                    period,
                    employee_id,
                    parts,
                    policy or agent.policy,
                    agent.joined,
                )
        covered = ("CS_BASE", "CS_ALLOWANCE", "CS_SENIORITY")
        self._settle_late(run, due, {"CS_BASE": covered})

    def _compared_pay(self, locked):
        """Agents and locked periods whose pay is due anew.

        :return: ``{(employee_id, period): (segments today, policy of the origin)}``;
            the policy is empty for who has no statement there
        """
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", locked.ids)],
            ["employee_id", "period_id", "policy_id", "segments", "service_years"],
        )
        adjusted = {
            (employee_id, period_id)
            for (employee_id, period_id, _code) in self._adjusted_before("CS_BASE")
        }
        settled = {(row.employee_id.id, row.period_id.id): row for row in statements}
        otherwise = self._paid_by_other_facts(statements)
        versions = self.env["hr.version"]._cs_of_employees(
            {employee_id for employee_id, _id in settled.keys() | adjusted}
            | self._agents_entered(locked)
        )
        found = {}
        for period in locked:
            missed = self._missed_by(period, versions)
            for employee_id, own in versions.items():
                parts = segments.segments(own, period.date_from, period.date_to)
                key = employee_id, period.id
                if row := settled.get(key):
                    changed = self._paid_otherwise(row, parts)
                    changed |= self._served_otherwise(row, own, parts)
                    changed |= row in otherwise
                else:
                    changed = parts and employee_id in missed
                if changed or key in adjusted:
                    found[employee_id, period] = (parts, row and row.policy_id)
        return found

    @api.model
    def _paid_by_other_facts(self, statements):
        """Locked statements whose pay rests on facts, beside segments and service,
        that are others today; chapters that pay by some add theirs."""
        return statements.browse()

    def _served_otherwise(self, statement, versions, parts):
        """Whether years of service count that are not those of today."""
        years = self._service_years(parts, segments.joined_on(versions))
        policy = statement.policy_id
        counts = policy.seniority_amount or policy.guarantee_enabled
        return bool(counts and years != statement.service_years)

    def _agents_entered(self, locked):
        """Ids of agents who may have been in contract in locked periods, unknown to
        them: entered later, or their contract was corrected since."""
        if not locked:
            return set()
        groups = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "<=", max(locked.mapped("date_to"))),
            ],
            ["employee_id"],
        )
        return {employee.id for [employee] in groups if employee}

    @api.model
    def _missed_by(self, period, employee_ids):
        """Whom of them a locked period would have paid, had it known of a contract.

        So it is for who was an agent when it was locked, but seemed out of contract,
        and for who was entered after it. An employee of old who became an agent later
        is left out: what they got then is not known here.
        """
        # sudo: when somebody was entered decides what they are paid, nothing is shown
        employees = self.env["hr.employee"].sudo().browse(employee_ids)
        later = employees.filtered(
            lambda row: row.create_date.replace(microsecond=0) > period.locked_at
        )
        return {*later.ids, *(period.known_agents or ())}

    def _after_lock(self):
        """Keep who was an agent at the lock, in contract or not."""
        result = super()._after_lock()
        for period in self:
            versions = self.env["hr.version"].with_context(active_test=False)
            groups = versions._read_group(
                [
                    ("company_id", "=", period.company_id.id),
                    ("cs_level_id", "!=", False),
                ],
                ["employee_id"],
            )
            period.known_agents = sorted(row[0].id for row in groups if row[0])
        return result

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
            if self._paid_otherwise(statement, parts):
                found.append((statement, parts))
        return found

    def _paid_otherwise(self, statement, parts):
        """Whether other segments than those of today were paid."""
        return self._segment_facts(parts) != (statement.segments or [])

    def _due_pay(self, run, period, employee_id, parts, policy, joined=None):
        """The pay of a locked period by today's segments."""
        self._load_days(run, period, [parts])
        days = self._days_of(run, period, employee_id, parts)
        return self._pay_lines(run, days, policy, joined)
