"""Spot checks, and who asked and did not buy."""

from .chapter import DemoChapter

REASONS = ("price", "price", "stock", "unfit", "asking")


class Demo(DemoChapter):
    """What was looked at this month, and inquiries to come back to (R9.2, R9.3)."""

    sequence = 94

    def make_open(self):
        agent = self.builder.agent
        self.builder.env_as("leader")["cs.spot.check"].create(
            [
                {
                    "employee_id": agent.id,
                    "date": self.builder.day(2, day),
                    "kind": kind,
                    "measure": measure,
                    "reference": reference,
                }
                for day, kind, measure, reference in (
                    (2, "first_reply", 24, "买家007"),
                    (3, "first_reply", 28, "买家019"),
                    (5, "follow_up", 0.5, "买家023"),
                )
            ]
        )
        own = self.builder.env_as("agent")["cs.lost.inquiry"]
        rows = own.create(
            [
                {
                    "employee_id": agent.id,
                    "date": self.builder.day(2, 2 + number),
                    "customer": f"买家{number + 11:03}",
                    "reason_id": self.env.ref(
                        f"cs_management.cs_lost_reason_{reason}"
                    ).id,
                }
                for number, reason in enumerate(REASONS)
            ]
        )
        rows[0].action_bought()
        rows[1].action_contacted()
