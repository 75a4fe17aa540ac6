"""A promotion that waits for the leader, and one that the team votes about."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """Who rises: proposed by hand, so that no figure of the company changes (R5.17)."""

    sequence = 86

    def make_open(self):
        Change = self.builder.env_as("leader")["cs.level.change"]
        agents, ladder = self.builder.agents, self.builder.ladder
        for code, level in (("105", "middle"), ("106", "senior")):
            change = Change.search(
                [("employee_id", "=", agents[code].id), ("state", "=", "proposed")]
            ) or Change.create(
                {
                    "employee_id": agents[code].id,
                    "to_level_id": ladder.level_ids.filtered(
                        lambda row, level=level: row.code == level
                    ).id,
                }
            )
        # Of the second the leader is sure; the team votes.
        change.quality_ids = change.open_quality_ids[:3]
        change.recommendation = "Calm with angry customers, and helps whoever asks."
        change.action_recommend()
