"""Cleaning and meetings of two weeks."""

from datetime import timedelta

from .chapter import DemoChapter


class Demo(DemoChapter):
    """The leader has planned the team's duties (R2.3, R9.8)."""

    sequence = 90

    def make_open(self):
        plan = self.builder.env_as("leader")["cs.duty.plan"]
        for kind in ("cleaning", "meeting"):
            plan.create(
                {
                    "kind": kind,
                    "department_id": self.builder.agent.department_id.id,
                    "date_from": self.builder.today,
                    "date_to": self.builder.today + timedelta(days=14),
                }
            ).action_plan()
