"""Roster and punches of the demo company: what makes its workdays."""

from datetime import timedelta

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
    (2, 6, "101", "missed", 0),
)


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

    def make(self):
        """Roster up to the end of the open month, punches up to yesterday."""
        plans = [
            (code, agent, day, self._shift(place, code, day))
            for place, (code, agent) in enumerate(self.builder.agents.items())
            for day in self._days(agent)
        ]
        quiet = {"cs_no_workdays": True}
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
                if shift and day < self.builder.today
                for values in self._punch(code, agent, day, shift)
            ]
        )
        self._make_exceptions()

    def _days(self, agent):
        """Days of the three months on which somebody is in contract."""
        day = max(self.builder.months[0], agent.contract_date_start)
        last = self.builder.periods[-1].date_to
        last = min(last, agent.contract_date_end or last)
        while day <= last:
            yield day
            day += timedelta(days=1)

    def _shift(self, place, code, day):
        """Day and evening by week, the rest day moving on week by week."""
        week = (day - self.builder.months[0]).days // 7
        off = day.weekday() == (place + week) % 7
        if off and (code, day) not in self.events:
            return self.env["cs.shift"]
        return self.shifts[(place + week) % 2]

    def _punch(self, code, agent, day, shift):
        what, minutes = self.events.get((code, day), ("", 0))
        if what in ("absent", "off_site"):
            return
        start, stop = shift._bounds(day)
        arrival = start - timedelta(minutes=self.random.randint(1, 12))
        departure = stop + timedelta(minutes=self.random.randint(0, 6))
        if what == "late":
            arrival = start + timedelta(minutes=minutes)
        if what == "early":
            departure = stop - timedelta(minutes=minutes)
        yield {
            "employee_id": agent.id,
            "check_in": arrival,
            "check_out": departure,
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
