"""Punches and exceptions."""

from datetime import timedelta

from odoo import fields

from ..models.cs_fact_mixin import QUIET
from . import factories
from .chapter import DemoChapter

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


def make_punches(env, rows):
    """Punches of ``rows``: ``(agent, arrival, departure or None)``, local times."""
    return (
        env["hr.attendance"]
        .with_context(**factories.SILENT)
        .create(
            [
                {
                    "employee_id": agent.id,
                    "check_in": factories.at_local(env, arrival),
                    "check_out": factories.at_local(env, departure)
                    if departure
                    else False,
                }
                for agent, arrival, departure in rows
            ]
        )
    )


class Demo(DemoChapter):
    """Everybody punches up to this moment, some of them late or not at all."""

    sequence = 20

    def announce(self):
        for month, day, code, what, minutes in EVENTS:
            day = self.builder.months[month].replace(day=day)
            self.builder.events[code, day] = what, minutes

    def make(self):
        roster = self.builder.chapters["roster"]
        code, today = self.builder.agent.cs_agent_code, self.builder.today
        # The agent who logs in forgot to punch out the other day.
        self.forgotten = next(
            day
            for day in (today - timedelta(days=back) for back in (2, 3))
            if roster.shift_of(code, day)
        )
        self.builder.events[code, self.forgotten] = "missed", 0
        punches = self.env["hr.attendance"].with_context(
            cs_no_workdays=QUIET, **factories.SILENT
        )
        punches.create(
            [
                values
                for code, agent, day, shift in roster.plans
                if shift and day <= today
                for values in self._punch(code, agent, day, shift)
            ]
        )
        self._make_exceptions()

    def make_open(self):
        """The agent asks for the punch that they forgot."""
        request = self.builder.env_as("agent")["cs.attendance.exception"].create(
            {
                "employee_id": self.builder.agent.id,
                "date": self.forgotten,
                "kind": "missed_punch",
                "side": "out",
                "reason": "The clock at the back door did not answer.",
            }
        )
        request.action_request()

    def _punch(self, code, agent, day, shift):
        what, minutes = self.builder.events.get((code, day), ("", 0))
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
            # Who is on their shift at this moment has not punched out.
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
                for (code, day), (what, _minutes) in self.builder.events.items()
                if what in kinds and day < self.builder.months[2]
            ]
        )
        exceptions._set_state("approved")
