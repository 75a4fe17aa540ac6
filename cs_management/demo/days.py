"""Roster and punches of the demo company: what makes its workdays."""

from datetime import timedelta

from odoo import fields

from ..models.cs_fact_mixin import QUIET
from . import factories

# Month, day, work number, what happened, minutes.
EVENTS = (
    (0, 6, "106", "late", 8),
    (0, 10, "206", "absent", 0),
    (0, 15, "101", "missed", 0),
    (0, 20, "106", "late", 7),
    (1, 9, "101", "off_site", 0),
    (1, 11, "104", "late", 35),
    (1, 12, "202", "early", 12),
    (1, 18, "206", "missed", 0),
    (2, 3, "203", "absent", 0),
    (2, 4, "102", "late", 6),
    (2, 5, "106", "late", 9),
)
# Month, from the first Tuesday after this day, so many days, work number, leave type.
LEAVES = ((0, 13, 1, "103", "PERSONAL"), (1, 13, 2, "202", "SICK"))
# Month, work number: works on a rest day of a week on the day shift.
OVERTIME = (1, "103")


class DemoDays:
    """Plans every agent - day and evening in turn, one rest day a week - and punches.

    :param builder: the :class:`DemoBuilder`, with its agents and periods
    """

    def __init__(self, builder):
        self.builder = builder
        self.env = builder.env
        self.random = builder.random
        shifts = self.env["cs.shift"].search(
            [("company_id", "=", self.env.company.id)], order="start"
        )
        self.shifts = shifts[0] + shifts[-1]
        self.events = {
            (code, builder.months[month].replace(day=day)): (what, minutes)
            for month, day, code, what, minutes in EVENTS
        }
        for month, after, length, code, _kind in LEAVES:
            for day in self._leave_days(month, after, length):
                self.events[code, day] = "leave", 0
        # The agent who logs in forgot to punch out the other day.
        self.agent = builder.users["agent"].employee_id
        place = list(builder.agents).index(self.agent.cs_agent_code)
        self.forgotten = next(
            day
            for day in (builder.today - timedelta(days=back) for back in (2, 3))
            if self._shift(place, self.agent.cs_agent_code, day)
        )
        self.events[self.agent.cs_agent_code, self.forgotten] = "missed", 0

    def make(self):
        """Roster for two weeks ahead at least, punches up to this moment."""
        plans = [
            (code, agent, day, self._shift(place, code, day))
            for place, (code, agent) in enumerate(self.builder.agents.items())
            for day in self._days(agent)
        ]
        quiet = {"cs_no_workdays": QUIET}
        self.env["cs.roster.line"].with_context(**quiet).create(
            [
                {
                    "employee_id": agent.id,
                    "date": day,
                    "kind": "shift" if shift else "rest",
                    "shift_id": shift.id,
                }
                for _code, agent, day, shift in plans
            ]
        )
        self.env["hr.attendance"].with_context(**quiet, **factories.SILENT).create(
            [
                values
                for code, agent, day, shift in plans
                if shift and day <= self.builder.today
                for values in self._punch(code, agent, day, shift)
            ]
        )
        self._make_exceptions()
        self._make_leaves()
        self._make_overtime()

    def make_open(self):
        """What waits for somebody today: a request, a leave, a swap, the duties."""
        agent = self.builder._env("agent")
        request = agent["cs.attendance.exception"].create(
            {
                "employee_id": self.agent.id,
                "date": self.forgotten,
                "kind": "missed_punch",
                "side": "out",
                "reason": "The clock at the back door did not answer.",
            }
        )
        request.action_request()
        ahead = self.builder.today + timedelta(days=5)
        ahead += timedelta(days=(1 - ahead.weekday()) % 7)
        agent["hr.leave"].with_context(**factories.SILENT).create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": self._leave_type("PERSONAL").id,
                "request_date_from": ahead,
                "request_date_to": ahead,
            }
        )
        self._make_swap(agent)
        plan = self.builder._env("leader")["cs.duty.plan"]
        for kind in ("cleaning", "meeting"):
            plan.create(
                {
                    "kind": kind,
                    "department_id": self.agent.department_id.id,
                    "date_from": self.builder.today,
                    "date_to": self.builder.today + timedelta(days=14),
                }
            ).action_plan()

    def _make_swap(self, env):
        """The agent asks the colleague of the other shift to change places."""
        day = self.builder.today + timedelta(days=3)
        lines = self.env["cs.roster.line"].search(
            [("date", "=", day), ("department_id", "=", self.agent.department_id.id)]
        )
        own = lines.filtered(lambda line: line.employee_id == self.agent)
        other = (lines - own).filtered(
            lambda line: line.kind == "shift" and line.shift_id != own.shift_id
        )[:1]
        if own and other:
            env["cs.roster.swap"].create(
                {
                    "employee_id": self.agent.id,
                    "other_id": other.employee_id.id,
                    "date": day,
                    "reason": "My sister visits.",
                }
            ).action_request()

    def _leave_days(self, month, after, length):
        """Days from the first Tuesday on: working days in every year."""
        first = self.builder.months[month].replace(day=after)
        first += timedelta(days=(1 - first.weekday()) % 7)
        return [first + timedelta(days=place) for place in range(length)]

    def _leave_type(self, code):
        return self.env["hr.leave.type"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("cs_payroll_code", "=", code),
            ]
        )

    def _make_leaves(self):
        """Leave of the locked months, granted by all who had to agree (R1.40)."""
        self.env["hr.leave.type"]._cs_load_usual(self.env.company)
        for month, after, length, code, kind in LEAVES:
            days = self._leave_days(month, after, length)
            leave = (
                self.env["hr.leave"]
                .with_context(**factories.SILENT)
                .create(
                    {
                        "employee_id": self.builder.agents[code].id,
                        "holiday_status_id": self._leave_type(kind).id,
                        "request_date_from": days[0],
                        "request_date_to": days[-1],
                        "cs_is_urgent": True,
                        "cs_urgent_reason": "Fell ill in the morning.",
                        "notes": "Entered by HR.",
                    }
                )
            )
            self.env["ir.attachment"].create(
                {
                    "name": "note.txt",
                    "raw": b"Medical note",
                    "res_model": "hr.leave",
                    "res_id": leave.id,
                }
            )
            while leave.state != "validate":
                leave.action_approve()

    def _make_overtime(self):
        """Four hours on a rest day, asked for and approved twice (R1.20)."""
        month, code = OVERTIME
        agent = self.builder.agents[code]
        place = list(self.builder.agents).index(code)
        day = next(
            day
            for day in self._days(agent)
            if day >= self.builder.months[month]
            and not self._shift(place, code, day)
            and ((day - self.builder.months[0]).days // 7 + place) % 2 == 0
        )
        start, stop = (f"{day} 09:00", f"{day} 13:00")
        factories.make_punches(self.env, [(agent, start, stop)])
        overtime = self.env["cs.attendance.exception"].create(
            {
                "employee_id": agent.id,
                "date": day,
                "kind": "overtime",
                "start": factories.at_local(self.env, start),
                "stop": factories.at_local(self.env, stop),
                "reason": "Sale of the season.",
            }
        )
        overtime._set_state("approved")

    def _days(self, agent):
        """Days of the three months on which somebody is in contract."""
        day = max(self.builder.months[0], agent.contract_date_start)
        ahead = self.builder.today + timedelta(days=14)
        last = max(self.builder.periods[-1].date_to, ahead)
        last = min(last, agent.contract_date_end or last)
        while day <= last:
            yield day
            day += timedelta(days=1)

    def _shift(self, place, code, day):
        """Day and evening by week; each agent has a weekday off."""
        week = (day - self.builder.months[0]).days // 7
        off = day.weekday() == place % 7
        if off and (code, day) not in self.events:
            return self.env["cs.shift"]
        return self.shifts[(place + week) % 2]

    def _punch(self, code, agent, day, shift):
        what, minutes = self.events.get((code, day), ("", 0))
        if what in ("absent", "off_site", "leave"):
            return
        start, stop = shift._bounds(day)
        arrival = start - timedelta(minutes=self.random.randint(1, 12))
        departure = stop + timedelta(minutes=self.random.randint(0, 6))
        if what == "late":
            arrival = start + timedelta(minutes=minutes)
        if what == "early":
            departure = stop - timedelta(minutes=minutes)
        now = fields.Datetime.now()
        if arrival > now:
            return
        yield {
            "employee_id": agent.id,
            "check_in": arrival,
            # Who is on his shift at this moment has not punched out.
            "check_out": departure if departure <= now else False,
            "in_mode": "kiosk",
            # Odoo closed the record of who forgot to punch out.
            "out_mode": "auto_check_out" if what == "missed" else "kiosk",
        }

    def _make_exceptions(self):
        """Off-site work and missed punches of the locked months were approved."""
        kinds = {"off_site": "off_site", "missed": "missed_punch"}
        exceptions = self.env["cs.attendance.exception"].create(
            [
                {
                    "employee_id": self.builder.agents[code].id,
                    "date": day,
                    "kind": kinds[what],
                    "side": "out",
                    "reason": "Picked up samples at the factory."
                    if what == "off_site"
                    else "Left by the back door.",
                }
                for (code, day), (what, _minutes) in self.events.items()
                if what in kinds and day < self.builder.months[2]
            ]
        )
        exceptions._set_state("approved")
