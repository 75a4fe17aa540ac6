"""Shifts, roster and swaps."""

from datetime import timedelta

from ..models.cs_fact_mixin import QUIET
from .chapter import DemoChapter


def make_shift(env, code, start, duration, **values):
    """A shift with its hours; wall clock of the company's zone."""
    return env["cs.shift"].create(
        {
            "name": code,
            "code": code,
            "company_id": env.company.id,
            "start": start,
            "duration": duration,
            **values,
        }
    )


def plan_days(env, agent, days, shift=None, **values):
    """Roster lines of an agent; without a shift they are rest days."""
    return env["cs.roster.line"].create(
        [
            {
                "employee_id": agent.id,
                "date": day,
                "kind": "shift" if shift else "rest",
                "shift_id": shift.id if shift else False,
                **values,
            }
            for day in days
        ]
    )


class Demo(DemoChapter):
    """Plans every agent: day and evening in turn, one rest day a week."""

    sequence = 10

    def make(self):
        """The roster, for two weeks ahead at least."""
        shifts = self.env["cs.shift"].search(
            [("company_id", "=", self.env.company.id)], order="start"
        )
        self.shifts = shifts[0] + shifts[-1]
        self.plans = [
            (code, agent, day, self.shift_of(code, day))
            for code, agent in self.builder.agents.items()
            for day in self.days_of(agent)
        ]
        self.env["cs.roster.line"].with_context(cs_no_workdays=QUIET).create(
            [
                {
                    "employee_id": agent.id,
                    "date": day,
                    "kind": "shift" if shift else "rest",
                    "shift_id": shift.id,
                }
                for _code, agent, day, shift in self.plans
            ]
        )

    def make_open(self):
        """The agent asks the colleague of the other shift to change places."""
        agent = self.builder.agent
        day = self.builder.today + timedelta(days=3)
        lines = self.env["cs.roster.line"].search(
            [("date", "=", day), ("department_id", "=", agent.department_id.id)]
        )
        own = lines.filtered(lambda line: line.employee_id == agent)
        other = (lines - own).filtered(
            lambda line: line.kind == "shift" and line.shift_id != own.shift_id
        )[:1]
        if own and other:
            self.builder.env_as("agent")["cs.roster.swap"].create(
                {
                    "employee_id": agent.id,
                    "other_id": other.employee_id.id,
                    "date": day,
                    "reason": "My sister visits.",
                }
            ).action_request()

    def days_of(self, agent):
        """Days of the three months on which somebody is in contract."""
        day = max(self.builder.months[0], agent.contract_date_start)
        ahead = self.builder.today + timedelta(days=14)
        last = max(self.builder.periods[-1].date_to, ahead)
        last = min(last, agent.contract_date_end or last)
        while day <= last:
            yield day
            day += timedelta(days=1)

    def shift_of(self, code, day):
        """Day and evening by week; each agent has a weekday off, unless needed."""
        place = self.place_of(code)
        off = day.weekday() == place % 7
        if off and (code, day) not in self.builder.events:
            return self.env["cs.shift"]
        return self.shifts[(place + self.week_of(day)) % 2]

    def place_of(self, code):
        return list(self.builder.agents).index(code)

    def week_of(self, day):
        return (day - self.builder.months[0]).days // 7
