from collections import defaultdict

from odoo import api, fields, models

from ...engine import leave
from ...engine.money import round_money, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Leave in the pipeline: what days of leave do not pay (R1.41, ``CS_LEAVE``).

    What a type pays is kept with the period: a figure that is changed after the lock
    does not change what was settled. In ``run.facts["leave"]``: what leave rests on,
    by the period's id.
    """

    _inherit = "cs.period"

    leave_terms = fields.Json(
        readonly=True, copy=False, help="What each type of leave paid, by its id."
    )
    leave_changed_ids = fields.Many2many(
        "hr.employee",
        "cs_period_leave_changed_rel",
        "period_id",
        "employee_id",
        string="Leave Changed after the Lock",
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_officer",
    )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"leave_terms", "leave_changed_ids"}

    def _step_leave_terms(self, run):
        """Keep with the period what each type of leave pays in it."""
        if any(agent.policy.leave_enabled for agent in run.agents.values()):
            terms = self._leave_terms_now()
            if self.leave_terms != terms and not run.is_dry:
                self.leave_terms = terms

    def _leave_terms_now(self):
        """What each type of leave pays by today's figures, as plain data."""
        # Types of no company are everybody's.
        types = (
            self.env["hr.leave.type"]
            .with_context(active_test=False)
            .search([("company_id", "in", [self.company_id.id, False])])
        )
        floor = (
            to_decimal(self.company_id.cs_minimum_wage)
            * to_decimal(self.company_id.cs_sick_floor)
            / 100
        )
        return {
            str(leave_type.id): [
                str(to_decimal(leave_type.cs_pay_rate)),
                leave_type.cs_day_count,
                str(floor) if leave_type.cs_is_sick else "0",
            ]
            for leave_type in types
        }

    @api.model
    def _time_codes(self):
        return [*super()._time_codes(), "CS_LEAVE"]

    def _time_lines(self, run, time):
        lines = super()._time_lines(run, time)
        if time.policy.leave_enabled:
            lines += self._leave_lines(run, time)
        return lines

    def _leave_lines(self, run, time):
        """``CS_LEAVE`` by type and segment: the day's wage that is not paid."""
        lines = []
        for part in time.segments:
            days = self._leave_days(run, time, part)
            wage = self._day_wage(run, time, part) if days else None
            for kind, count in sorted(days.items()):
                line = self._leave_line(run, time, part, wage, kind, count)
                lines += [line] if line.amount else []
        return lines

    def _leave_days(self, run, time, part):
        """Days of leave in a segment by type: ``{kind: days}``."""
        facts = self._leave_facts(run, time.period)
        leaves = facts.leaves.get(time.employee_id)
        if not (leaves and time.policy.leave_enabled):
            return {}
        days = defaultdict(list)
        for taken in self._leave_taken(run, time, part, leaves, facts):
            days[taken.leave.kind].append(taken)
        return {kind: leave.total_days(own) for kind, own in days.items()}

    def _days_away(self, run, time, part):
        """Days of leave that are not paid in full are days away, too."""
        facts = self._leave_facts(run, time.period)
        unpaid = (
            count
            for kind, count in self._leave_days(run, time, part).items()
            if facts.terms_of(kind).paid < 100
        )
        return super()._days_away(run, time, part) + total_of(unpaid)

    def _idle_days(self, run, time, part):
        holidays = self._leave_facts(run, time.period).holidays
        own = holidays[None] | holidays.get(part.version.calendar, set())
        return super()._idle_days(run, time, part) | own

    def _leave_taken(self, run, time, part, leaves, facts):
        """Days of leave in a segment; those of the roster where there is one."""
        scheduled = self._working_days(run, time.period, part.version.calendar)
        working = (
            scheduled
            - facts.holidays[None]
            - facts.holidays.get(part.version.calendar, set())
        )
        roster = self._roster_of(run, time.period, time.employee_id)
        working -= {day for day, works in roster.items() if not works}
        planned, covered = {day for day, works in roster.items() if works}, {}
        if time.policy.attendance_enabled:
            for row in time.workdays.filtered("planned_hours"):
                planned.add(row.date)
                if row.leave_hours:
                    share = to_decimal(row.leave_hours) / to_decimal(row.planned_hours)
                    covered[row.date] = min(share, leave.ONE)
        return leave.taken(
            leaves,
            part.first,
            part.last,
            working,
            time.policy._hours_per_day(),
            planned,
            covered,
            self._half_days(run, time.period, time.employee_id, part),
        )

    def _leave_line(self, run, time, part, wage, kind, count):
        terms = self._leave_facts(run, time.period).terms_of(kind)
        gross, how = wage.gross(count)
        found = leave.deduct(gross, wage.wage, terms, run.rounding)
        why = step(
            found.code,
            leave_type=kind,
            wage=wage.wage,
            floor=terms.floor,
            percent=100 - terms.paid,
            amount=-found.amount,
        )
        return Line(
            "CS_LEAVE",
            -found.amount,
            base=round_money(wage.day, run.rounding),
            rate=found.percent,
            steps=(how, why),
            key=f"leave:{kind}:{part.first.isoformat()}",
        )

    def _leave_facts(self, run, period):
        """Leave, public holidays and days off of a period, fetched once for all."""
        found = run.facts_of("leave", dict)
        if period.id not in found:
            found[period.id] = _LeaveFacts(period, list(run.agents))
        return found[period.id]

    # ------------------------------------------------------------------
    # Late changes
    # ------------------------------------------------------------------

    def _changed_statements(self, locked):
        """Those whose leave changed, too, with or without the attendance chapter."""
        found = super()._changed_statements(locked)
        for period in locked.filtered("leave_changed_ids"):
            found |= found.search(
                [
                    ("period_id", "=", period.id),
                    ("employee_id", "in", period.leave_changed_ids.ids),
                ]
            )
        return found


class _LeaveFacts:
    """What leave of a period rests on, in a fixed number of queries."""

    def __init__(self, period, employee_ids):
        self.env = period.env
        self.period = period
        # A locked period keeps the figures that it was settled by.
        self.terms = {**period._leave_terms_now(), **(period.leave_terms or {})}
        self.leaves = self._load_leaves(employee_ids)
        self.holidays = self.env["resource.calendar.leaves"]._cs_days(
            period.company_id, period.date_from, period.date_to
        )

    def _load_leaves(self, employee_ids):
        records = self.env["hr.leave"].search(
            [
                ("employee_id", "in", employee_ids),
                ("state", "=", "validate"),
                ("request_date_from", "<=", self.period.date_to),
                ("request_date_to", ">=", self.period.date_from),
            ]
        )
        found = defaultdict(list)
        for record in records:
            # Calendar days are a leave's length; its cost is that of days to work.
            row = record._cs_engine_leave().counted(False)
            found[record.employee_id.id].append(row)
        return found

    def terms_of(self, kind):
        """What a type of leave pays, as engine.leave.Terms."""
        paid, _count, floor = self.terms.get(str(kind), ("100", "working", "0"))
        return leave.Terms(to_decimal(paid), to_decimal(floor))
