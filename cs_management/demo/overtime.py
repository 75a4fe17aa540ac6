"""Overtime: asked for, approved, worked."""

from . import factories
from .attendance import make_punches
from .chapter import DemoChapter

# Month, work number: works on a rest day of a week on the day shift.
OVERTIME = (1, "103")


class Demo(DemoChapter):
    """Four hours on a rest day, asked for and approved twice (R1.20)."""

    sequence = 40

    def make(self):
        month, code = OVERTIME
        roster, agent = self.builder.chapters["roster"], self.builder.agents[code]
        day = next(
            day
            for day in roster.days_of(agent)
            if day >= self.builder.months[month]
            and not roster.shift_of(code, day)
            and (roster.week_of(day) + roster.place_of(code)) % 2 == 0
        )
        start, stop = (f"{day} 09:00", f"{day} 13:00")
        make_punches(self.env, [(agent, start, stop)])
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
