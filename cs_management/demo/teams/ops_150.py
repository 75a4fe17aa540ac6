"""The operations team: a score from 150 points that pays 0 to 400 (R4)."""

from datetime import timedelta

from ...models.cs_fact_mixin import QUIET
from .. import factories
from ..roster import make_shift
from .team import Member, Team

SUNDAY = 6
# Month and days on which somebody comes 20 minutes late.
LATE = {("403", 1): (5, 9, 12)}


class Ops150(Team):
    """One beyond the cap, one absent for a day, one late three times in a month."""

    pack = "ops_150"
    login = "ops"
    name = "运营组 Operations"
    leader = "高峰"
    members = (
        Member("401", "许晴", "senior", 3000, 30),
        Member("402", "马超", "middle", 2200, 18),
        Member("403", "罗婷", "junior", 2200, 9),
    )

    def begin(self):
        self.shift = make_shift(
            self.env, "D", 8.5, 9, name="早班 Day", break_start=12, break_length=1
        )
        self.absent = self.working_day(0, 8)
        self.late = {
            (code, self.working_day(month, day))
            for (code, month), days in LATE.items()
            for day in days
        }

    def working_day(self, month, day):
        """The day, or the one after it: nobody works on Sundays."""
        day = self.builder.months[month].replace(day=day)
        return day + timedelta(days=day.weekday() == SUNDAY)

    def make_month(self, month):
        self._plan_and_punch(month)
        if month == 0:
            # R4.2: with the day's meeting and duty, the absence costs 50 points.
            for article in ("MEETING_MISSED", "DUTY_UNDONE"):
                self.enter("402", article, month, self.absent.day)
            self.enter("401", "POST_ESSENTIAL", month, 6, measure=8)
            self.enter("401", "POST_PINNED", month, 6, measure=4)
            self.enter("401", "REPLIES", month, 28, measure=149)
        if month == 1:
            self.enter("402", "PRIVATE_CHAT", month, 15, amount=60)

    def _plan_and_punch(self, month):
        period = self.builder.periods[month]
        count = (period.date_to - period.date_from).days + 1
        days = [period.date_from + timedelta(days=place) for place in range(count)]
        self.env["cs.roster.line"].with_context(cs_no_workdays=QUIET).create(
            [
                {
                    "employee_id": agent.id,
                    "date": day,
                    "kind": "rest" if day.weekday() == SUNDAY else "shift",
                    "shift_id": day.weekday() != SUNDAY and self.shift.id,
                }
                for agent in self.agents.values()
                for day in days
            ]
        )
        # Nobody's shift of today is over yet.
        self.env["hr.attendance"].with_context(
            cs_no_workdays=QUIET, **factories.SILENT
        ).create(
            [
                self._punch(code, agent, day)
                for code, agent in self.agents.items()
                for day in days
                if day < self.builder.today
                and day.weekday() != SUNDAY
                and (code, day) != ("402", self.absent)
            ]
        )

    def _punch(self, code, agent, day):
        start, stop = self.shift._bounds(day)
        minutes = 20 if (code, day) in self.late else -5
        return {
            "employee_id": agent.id,
            "check_in": start + timedelta(minutes=minutes),
            "check_out": stop + timedelta(minutes=3),
            "in_mode": "kiosk",
            "out_mode": "kiosk",
        }
