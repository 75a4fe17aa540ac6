"""The regulation is announced; some have read it."""

from .chapter import DemoChapter

READERS = ("102", "103", "301")


class Demo(DemoChapter):
    """The login agent has the regulation still to read; one agent comments on it."""

    sequence = 160

    def make_open(self):
        """Announced, acknowledged by some on paper (R9.11)."""
        policy = self.builder.ladder.policy_ids
        self.builder.as_user("admin", policy).action_announce()
        for row in policy.acknowledgement_ids:
            if row.employee_id.cs_agent_code in READERS:
                signed = self.builder.as_user("officer", row)
                signed._decide("paper", "HR folder 7")
