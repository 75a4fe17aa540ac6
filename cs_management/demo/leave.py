"""Leave: granted in the locked months, asked for in the open one."""

from datetime import timedelta

from . import factories
from .chapter import DemoChapter

# Month, from the first Tuesday after this day, so many days, work number, leave type.
LEAVES = ((0, 13, 1, "103", "PERSONAL"), (1, 13, 2, "202", "SICK"))


class Demo(DemoChapter):
    """Two leaves that all agreed to who had to (R1.40), and one that waits."""

    sequence = 30

    def announce(self):
        for month, after, length, code, _kind in LEAVES:
            for day in self._days(month, after, length):
                self.builder.events[code, day] = "leave", 0

    def make(self):
        """Leave of the locked months, granted by all who had to agree (R1.40)."""
        self.env["hr.leave.type"]._cs_load_usual(self.env.company)
        for month, after, length, code, kind in LEAVES:
            days = self._days(month, after, length)
            leave = (
                self.env["hr.leave"]
                .with_context(**factories.SILENT)
                .create(
                    {
                        "employee_id": self.builder.agents[code].id,
                        "holiday_status_id": self._type(kind).id,
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

    def make_open(self):
        """The agent asks for a Tuesday off."""
        ahead = self.builder.today + timedelta(days=5)
        ahead += timedelta(days=(1 - ahead.weekday()) % 7)
        leaves = self.builder.env_as("agent")["hr.leave"]
        leaves.with_context(**factories.SILENT).create(
            {
                "employee_id": self.builder.agent.id,
                "holiday_status_id": self._type("PERSONAL").id,
                "request_date_from": ahead,
                "request_date_to": ahead,
            }
        )

    def _days(self, month, after, length):
        """Days from the first Tuesday on: working days in every year."""
        first = self.builder.months[month].replace(day=after)
        first += timedelta(days=(1 - first.weekday()) % 7)
        return [first + timedelta(days=place) for place in range(length)]

    def _type(self, code):
        return self.env["hr.leave.type"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("cs_payroll_code", "=", code),
            ]
        )
