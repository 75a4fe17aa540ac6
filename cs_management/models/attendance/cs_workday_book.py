"""The facts that workdays follow from, fetched at once for agents and days."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import fields

from ...engine import attendance, segments
from ...engine.attendance import Facts, Punch, Stretch

DAY = timedelta(days=1)
# So far back a shift tells when the meal break of a day off is.
USUAL = timedelta(days=7)
# After its last shift a day still waits so long for a departure.
PATIENCE = timedelta(hours=2)


class Book:
    """The facts of one classification, fetched at once for all agents and days."""

    def __init__(self, workdays, company, employee_ids, first, last):
        self.env, self.workdays = workdays.env, workdays
        self.company = company
        self.clock = company._cs_clock()
        self.first, self.last = first, last
        self.now = fields.Datetime.now()
        self.today = self.clock.day_of(self.now)
        self._rules = {}
        self._shift_plans = {}
        self.parts = self._load_parts(employee_ids)
        if self.parts:
            self._load()

    def _load_parts(self, employee_ids):
        """Segments with the policy in force, by agent; none without the chapter."""
        versions = self.env["hr.version"]._cs_of_employees(employee_ids)
        last = min(self.last, self.today)
        found = {
            employee_id: segments.segments(own, self.first, last)
            for employee_id, own in versions.items()
        }
        policies = self.env["cs.policy"]._of_segments(
            {id_: parts for id_, parts in found.items() if parts}
        )
        return {
            employee_id: kept
            for employee_id, parts in policies.items()
            if (
                kept := [
                    (part, policy)
                    for part, policy in parts
                    if policy.attendance_enabled
                ]
            )
        }

    def _load(self):
        ids = list(self.parts)
        self.roster = self._load_roster(ids)
        self.holidays, self.free = self.env["resource.calendar.leaves"]._cs_holidays_of(
            self.company, self.first, self.last
        )
        self.calendars = self._load_calendars()
        self.leaves = self._load_leaves(ids)
        self.exceptions = self._load_exceptions(ids)
        self.explained = self.workdays._explain_days(
            self.company, ids, self.first, self.last
        )
        self.punches = self._load_punches(ids)

    def rules_of(self, policy):
        """The chapter of a policy for the engine, made once."""
        if policy.id not in self._rules:
            self._rules[policy.id] = policy._attendance_rules()
        return self._rules[policy.id]

    # --- Facts by kind ------------------------------------------------

    def _load_roster(self, ids):
        lines = self.env["cs.roster.line"].search_fetch(
            [
                ("employee_id", "in", ids),
                ("date", ">=", self.first - USUAL),
                ("date", "<=", self.last + DAY),
            ],
            ["employee_id", "date", "kind", "shift_id", "start", "stop"],
            order="start, id",
        )
        found = defaultdict(list)
        for line in lines:
            found[line.employee_id.id, line.date].append(line)
        return found

    def _plan_of(self, line):
        """The plan of a roster line; equal lines of a shift share it."""
        key = line.shift_id.id, line.date, line.start, line.stop
        if key not in self._shift_plans:
            self._shift_plans[key] = line._plan()
        return self._shift_plans[key]

    def _load_calendars(self):
        """Plans of working schedules, for policies that fall back on them."""
        ids = {
            part.version.calendar
            for parts in self.parts.values()
            for part, policy in parts
            if policy.attendance_unplanned == "calendar" and part.version.calendar
        }
        zone = self.clock.zone
        start = datetime.combine(self.first - DAY, time.min, zone)
        stop = datetime.combine(self.last + DAY, time.max, zone)
        found = {}
        for calendar in self.env["resource.calendar"].browse(ids):
            intervals = calendar._attendance_intervals_batch(start, stop)[False]
            days = defaultdict(list)
            for begin, end, _attendance in intervals:
                stretch = Stretch(self.clock.utc(begin), self.clock.utc(end))
                days[self.clock.day_of(begin)].append(stretch)
            found[calendar.id] = {
                day: self._calendar_plan(day, parts) for day, parts in days.items()
            }
        return found

    def _calendar_plan(self, day, parts):
        start, stop = min(parts).start, max(part.stop for part in parts)
        whole = Stretch(start, stop)
        breaks = tuple(attendance.subtract([whole], parts))
        return attendance.Plan(day, start, stop, breaks)

    def _load_leaves(self, ids):
        leaves = self.env["hr.leave"].search_fetch(
            [
                ("employee_id", "in", ids),
                ("state", "=", "validate"),
                ("request_date_from", "<=", self.last),
                ("request_date_to", ">=", self.first),
            ],
            [
                "employee_id",
                "request_date_from",
                "request_date_from_period",
                "request_date_to",
                "request_date_to_period",
                "request_hour_from",
                "request_hour_to",
                "request_unit_half",
                "request_unit_hours",
            ],
        )
        found = defaultdict(list)
        for leave in leaves:
            found[leave.employee_id.id].append(leave)
        return found

    def _load_exceptions(self, ids):
        records = self.env["cs.attendance.exception"].search_fetch(
            [
                "|",
                ("employee_id", "in", ids),
                ("other_employee_id", "in", ids),
                ("state", "=", "approved"),
                ("date", ">=", self.first),
                ("date", "<=", self.last),
            ],
            [
                "date",
                "employee_id",
                "kind",
                "other_employee_id",
                "side",
                "start",
                "stop",
            ],
        )
        found = defaultdict(list)
        for record in records:
            for agent in record.employee_id | record.other_employee_id:
                found[agent.id, record.date].append(record)
        return found

    def _load_punches(self, ids):
        """Punches by agent and the day they belong to."""
        # Odoo's absence cron leaves one-second records in mode "technical".
        records = self.env["hr.attendance"].search_fetch(
            [
                ("employee_id", "in", ids),
                ("check_in", ">=", self.clock.at(self.first - DAY)),
                ("check_in", "<", self.clock.at(self.last + 2 * DAY)),
                ("in_mode", "!=", "technical"),
            ],
            ["employee_id", "check_in", "check_out", "out_mode"],
            order="check_in",
        )
        by_agent = defaultdict(list)
        for record in records:
            by_agent[record.employee_id.id].append(
                Punch(record.id, record.check_in, record._cs_departure())
            )
        found = {}
        for employee_id, punches in by_agent.items():
            days = attendance.assign(
                self._plans_around(employee_id), punches, self.clock.day_of
            )
            found |= {(employee_id, day): own for day, own in days.items()}
        return found

    def _plans_around(self, employee_id):
        """All plans of an agent, with those of the days before and after."""
        plans = []
        day = self.first - DAY
        while day <= self.last + DAY:
            plans += self.plans(employee_id, day)[1]
            # Approved work on a day off is its own, however soon after a night shift.
            plans += [
                attendance.Plan(day, record.start, record.stop)
                for record in self.exceptions.get((employee_id, day), ())
                if record.kind == "overtime" and record.start and record.stop
            ]
            day += DAY
        return plans

    # --- One day ------------------------------------------------------

    def plans(self, employee_id, day):
        """Kind, plans and shift of an agent's day."""
        version, policy = self._version_on(employee_id, day)
        calendar = version.calendar if version else None
        is_holiday = day in self.holidays[None] or day in self.holidays.get(
            calendar, ()
        )
        lines = self.roster.get((employee_id, day), ())
        shifts = [line for line in lines if line.kind == "shift"]
        if shifts:
            kind = "holiday" if is_holiday else "work"
            shift = shifts[0].shift_id
            return kind, tuple(self._plan_of(line) for line in shifts), shift.id
        if is_holiday:
            return "holiday", (), None
        by_calendar = policy and policy.attendance_unplanned == "calendar"
        plan = self.calendars.get(calendar, {}).get(day) if by_calendar else None
        if lines or not plan:
            return "rest", (), None
        return "work", (plan,), None

    def _version_on(self, employee_id, day):
        parts = self.parts[employee_id]
        for part, policy in parts:
            if part.holds(day):
                return part.version, policy
        return parts[0][0].version, parts[0][1]

    def facts(self, employee_id, version, policy, day):
        """The engine's facts of a day, and the columns it knows nothing of."""
        kind, plans, shift_id = self.plans(employee_id, day)
        punches = self.punches.get((employee_id, day), ())
        leaves, leave_id = self._leaves_on(employee_id, day, plans)
        exceptions = self.exceptions.get((employee_id, day), ())
        start = min((plan.start for plan in plans), default=None)
        stop = max((plan.stop for plan in plans), default=None)
        facts = Facts(
            day,
            kind,
            plans,
            tuple(punches),
            leaves,
            free=self._free_on(version, day) if plans else (),
            pauses=self._usual_breaks(employee_id, day, policy) if not plans else (),
            over=self._is_over(day, stop, punches),
            **self._excuses(exceptions, plans),
            **self.explained.get((employee_id, day), {}),
        )
        return facts, {
            "department_id": version.department,
            "shift_id": shift_id,
            "plan_start": start and start.isoformat(" "),
            "plan_stop": stop and stop.isoformat(" "),
            "leave_id": leave_id,
            "overtime_hours": 0,
            "overtime_rate": 0,
            "punch_ids": sorted({punch.id for punch in punches}),
        }

    def _free_on(self, version, day):
        """Public holidays that cover a part of a day, and of the night after it."""
        return tuple(
            stretch
            for calendar in {None, version.calendar}
            for near in (day, day + DAY)
            for stretch in self.free.get(calendar, {}).get(near, ())
        )

    def _usual_breaks(self, employee_id, day, policy):
        """Meal breaks of the agent's last shift, at the same hours of another day."""
        if not policy.attendance_rest_break:
            return ()
        for back in range(1, USUAL.days + 1):
            before = day - back * DAY
            for line in self.roster.get((employee_id, before), ()):
                if line.kind == "shift" and line.shift_id:
                    return tuple(
                        self._moved(pause, back) for pause in self._plan_of(line).breaks
                    )
        return ()

    def _moved(self, stretch, days):
        """The same hours of the clock so many days later."""
        return Stretch(
            *(
                self.clock.utc(self.clock.local(instant) + days * DAY)
                for instant in (stretch.start, stretch.stop)
            )
        )

    def _is_over(self, day, stop, punches):
        if not stop:
            return day < self.today
        waiting = not punches or any(punch.stop is None for punch in punches)
        return stop + (PATIENCE if waiting else timedelta()) <= self.now

    def _excuses(self, exceptions, plans):
        """What approved exceptions say about a day (R1.2, R1.3, R1.7, R8.8)."""
        off_site, confirmed, until, proxy = [], set(), None, False
        for record in exceptions:
            if record.kind == "off_site" and record.start and record.stop:
                off_site.append(Stretch(record.start, record.stop))
            elif record.kind == "off_site":
                off_site += [Stretch(plan.start, plan.stop) for plan in plans]
            elif record.kind == "missed_punch":
                both = record.side == "both"
                confirmed |= {"in", "out"} if both else {record.side}
            elif record.kind == "extension" and record.stop:
                until = max(until or record.stop, record.stop)
            elif record.kind == "proxy":
                proxy = True
        return {
            "off_site": tuple(off_site),
            "confirmed": frozenset(confirmed),
            "extended_until": until,
            "proxy": proxy,
        }

    def _leaves_on(self, employee_id, day, plans):
        """Stretches of a day's plans that leave covers, and the id of the leave.

        Odoo's hours of a leave are those of the working schedule: whole days count
        for the whole shift, whatever its hours.
        """
        found, leave_id = [], None
        for leave in self.leaves.get(employee_id, ()):
            if not leave.request_date_from <= day <= leave.request_date_to:
                continue
            leave_id = leave.id
            if leave.request_unit_hours:
                first, last = leave.request_hour_from, leave.request_hour_to
                # To an hour before that of its beginning: in the night after (R10).
                last += 24 if last <= first else 0
                found.append(
                    Stretch(self.clock.at(day, first), self.clock.at(day, last))
                )
                continue
            found += [self._half_or_whole(leave, day, plan) for plan in plans]
        return tuple(found), leave_id

    def _half_or_whole(self, leave, day, plan):
        if not leave.request_unit_half:
            return Stretch(plan.start, plan.stop)
        middle = plan.start + (plan.stop - plan.start) / 2
        if plan.breaks:
            middle = plan.breaks[0].start
        starts_late = (
            day == leave.request_date_from and leave.request_date_from_period == "pm"
        )
        ends_soon = (
            day == leave.request_date_to and leave.request_date_to_period == "am"
        )
        return Stretch(
            middle if starts_late else plan.start, middle if ends_soon else plan.stop
        )
