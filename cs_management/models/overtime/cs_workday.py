from collections import defaultdict
from datetime import datetime, timedelta

from odoo import api, models

from ...engine import overtime
from ...engine.attendance import Stretch, common, longest_stay, subtract
from ...engine.money import to_decimal
from ...engine.periods import days_between

DAY = timedelta(days=1)


class CsWorkday(models.Model):
    """Overtime of workdays: hours and rate, copied when a day is classified.

    Odoo deletes its overtime lines and makes them anew with every punch, so nothing
    points at them. A day's overtime hangs on the whole week: when a day changes, the
    days of its week on which somebody worked longer are classified again with it.
    """

    _inherit = "cs.workday"

    @api.model
    def _refresh(self, days):
        if days and self._is_wanted():
            days = days | self._worked_longer(days)
        return super()._refresh(days)

    @api.model
    def _worked_longer(self, days):
        """Days in the weeks of ``days`` on which the same agents worked longer."""
        employees = self.env["hr.employee"].browse({employee for employee, _d in days})
        companies = {agent.id: agent.company_id for agent in employees}
        weeks = {
            (employee_id, *companies[employee_id]._cs_week_bounds(day))
            for employee_id, day in days
        }
        dates = {
            first + DAY * index
            for _employee_id, first, last in weeks
            for index in range((last - first).days + 1)
        }
        longer = self.search_fetch(
            [
                ("employee_id", "in", employees.ids),
                ("date", "in", list(dates)),
                ("extra_hours", ">", 0),
            ],
            ["employee_id", "date"],
        )
        found = {(row.employee_id.id, row.date) for row in longer}
        return {
            (employee_id, day)
            for employee_id, day in found
            if (employee_id, *companies[employee_id]._cs_week_bounds(day)) in weeks
        }

    @api.model
    def _extend_days(self, company, found, first, last):
        """Add overtime to ``found`` by each agent's policy of the day (R1.20, R1.21).

        A fixed number of queries, whatever the number of agents and days.
        """
        super()._extend_days(company, found, first, last)
        longer = {
            key for key, (day, values) in found.items() if self._is_longer(day, values)
        }
        policies = self.env["cs.policy"]._of_agents(longer) if longer else {}
        rules = {
            policy: policy._overtime_rules()
            for policy in set(policies.values())
            if policy.overtime_enabled
        }
        keys = {key for key in longer if policies[key] in rules}
        if not keys:
            return
        book = _OvertimeBook(self, company, found, keys)
        for key in keys:
            result = overtime.overtime(
                rules[policies[key]], book.work(key), book.attended(key)
            )
            found[key][1].update(
                overtime_hours=result.minutes / 60, overtime_rate=float(result.rate)
            )

    @api.model
    def _is_longer(self, day, values):
        """Whether a day may have overtime at all."""
        if day.proxy:
            return False
        off = day.kind != "work" and (day.worked or values["punch_ids"])
        return bool(day.extra or day.extension or off)


class _OvertimeBook:
    """Punches, approvals, plans and Odoo's overtime of many days, fetched at once."""

    def __init__(self, workdays, company, found, keys):
        self.env = workdays.env
        self.company = company
        self.found = found
        self.employee_ids = list({employee_id for employee_id, _day in keys})
        self.days = sorted({day for _employee_id, day in keys})
        self.punches = self._load_punches(keys)
        self.exceptions = self._load(
            "cs.attendance.exception",
            [
                ("date", "in", self.days),
                ("state", "=", "approved"),
                ("kind", "in", ("overtime", "extension", "off_site")),
            ],
        )
        self.roster = self._load(
            "cs.roster.line", [("date", "in", self.days), ("kind", "=", "shift")]
        )
        self.lines = self._load_lines()
        self.weeks = self._load_weeks(keys)

    def _load(self, model, domain):
        """Records of the agents by agent and day."""
        records = self.env[model].search(
            [("employee_id", "in", self.employee_ids), *domain]
        )
        return records.grouped(lambda record: (record.employee_id.id, record.date))

    def _load_punches(self, keys):
        ids = {id_ for key in keys for id_ in self.found[key][1]["punch_ids"]}
        punches = self.env["hr.attendance"].search_fetch(
            [("id", "in", list(ids))], ["check_in", "check_out", "out_mode"]
        )
        return {punch.id: punch for punch in punches}

    def _load_lines(self):
        """Odoo's overtime by agent. A line of an attendance has its whole hours."""
        lines = self.env["hr.attendance.overtime.line"].search_fetch(
            [
                ("employee_id", "in", self.employee_ids),
                ("date", ">=", self.days[0] - DAY),
                ("date", "<=", self.days[-1] + DAY),
                ("duration", ">", 0),
            ],
            ["employee_id", "date", "time_start", "time_stop", "amount_rate", "status"],
        )
        return lines.grouped(lambda line: line.employee_id.id)

    def _load_weeks(self, keys):
        """Minutes attended by agent and first day of the week.

        Of the days that are not being classified, what is stored counts.
        """
        weeks = {
            (employee_id, *self.company._cs_week_bounds(day))
            for employee_id, day in keys
        }
        attended, missing = {}, set()
        for employee_id, first, last in weeks:
            days = days_between(first, last)
            known = [self.found.get((employee_id, day)) for day in days]
            attended[employee_id, first] = sum(pair[0].worked for pair in known if pair)
            missing |= {
                (employee_id, day)
                for day, pair in zip(days, known, strict=True)
                if not pair
            }
        stored = self.env["cs.workday"].search_fetch(
            [
                ("employee_id", "in", self.employee_ids),
                ("date", "in", list({day for _employee_id, day in missing})),
            ],
            ["employee_id", "date", "worked_hours"],
        )
        for row in stored:
            key = row.employee_id.id, row.date
            if key in missing:
                week = key[0], self.company._cs_week_bounds(row.date)[0]
                attended[week] += round(row.worked_hours * 60)
        return attended

    def attended(self, key):
        """Minutes of the week of a day."""
        employee_id, day = key
        return self.weeks[employee_id, self.company._cs_week_bounds(day)[0]]

    def work(self, key):
        """A day as the engine takes it."""
        day, _values = self.found[key]
        plans = [line._plan() for line in self.roster.get(key, ())]
        shifts = [Stretch(plan.start, plan.stop) for plan in plans]
        spans = defaultdict(list)
        for record in self.exceptions.get(key, ()):
            spans[record.kind].append(
                Stretch(record.start or datetime.min, record.stop or datetime.max)
            )
        worked = self._worked(key, shifts, spans)
        breaks = [pause for plan in plans for pause in plan.breaks] + [*day.pauses]
        refused, rates = self._ruleset(key)
        return overtime.Work(
            day.kind,
            worked=tuple(subtract(worked, breaks)),
            shifts=tuple(shifts) or self._calendar_shift(key),
            approved=tuple(spans["overtime"]),
            ran_on=self._ran_on(day, shifts, spans["extension"]),
            refused=refused,
            rates=rates,
            missed=day.missed > day.confirmed,
        )

    def _calendar_shift(self, key):
        """The shift of a working day that only the working schedule plans."""
        day, values = self.found[key]
        if day.kind != "work" or not values["plan_stop"]:
            return ()
        bounds = values["plan_start"], values["plan_stop"]
        return (Stretch(*(datetime.fromisoformat(bound) for bound in bounds)),)

    def _worked(self, key, shifts, spans):
        """Punched time, off-site work, and a day whose missed punch was confirmed."""
        day, values = self.found[key]
        found = []
        for punch in (self.punches[id_] for id_ in values["punch_ids"]):
            stop = punch._cs_departure()
            if not stop:
                continue
            if day.departure == punch.check_in or day.arrival == stop:
                # From a departure to the next arrival: they were not here.
                return self._confirmed(day, ())
            stretch = Stretch(punch.check_in, stop)
            if stop - punch.check_in <= longest_stay(stretch, shifts):
                found.append(stretch)
        off_site = spans["off_site"]
        found += common(off_site, shifts) if shifts else self._bounded(off_site)
        if day.missed and day.confirmed >= day.missed:
            found += self._confirmed(day, shifts or self._bounded(spans["overtime"]))
        return found

    def _bounded(self, stretches):
        """Those whose hours were given."""
        return [
            stretch
            for stretch in stretches
            if stretch.start != datetime.min and stretch.stop != datetime.max
        ]

    def _confirmed(self, day, asked):
        """From arrival to departure; a missing one is as planned or as approved."""
        start = day.arrival or min((part.start for part in asked), default=None)
        stop = day.departure or max((part.stop for part in asked), default=None)
        return [Stretch(start, stop)] if start and stop and start < stop else []

    def _ran_on(self, day, shifts, extensions):
        if not (shifts and extensions and (day.arrival or day.departure)):
            return ()
        end = max(shift.stop for shift in shifts)
        until = max(stretch.stop for stretch in self._bounded_stop(extensions))
        return (Stretch(end, until),) if until > end else ()

    def _bounded_stop(self, stretches):
        return [s for s in stretches if s.stop != datetime.max] or [
            Stretch(datetime.min, datetime.min)
        ]

    def _ruleset(self, key):
        """What was refused, and the rates that a ruleset gives, in per cent.

        Odoo's default ruleset gives everybody 100 %: that is no rate of overtime.
        """
        employee_id, day = key
        refused, stands, rates = [], [], []
        for line in self.lines.get(employee_id, ()):
            stretch = self._line_stretch(line, day)
            if not stretch:
                continue
            if line.status == "refused":
                refused.append(stretch)
                continue
            stands.append(stretch)
            if line.amount_rate > 1:
                rates.append((stretch, to_decimal(line.amount_rate) * overtime.WHOLE))
        return tuple(subtract(refused, stands)), tuple(rates)

    def _line_stretch(self, line, day):
        if line.time_start and line.time_stop:
            return Stretch(line.time_start, line.time_stop)
        return Stretch(datetime.min, datetime.max) if line.date == day else None
