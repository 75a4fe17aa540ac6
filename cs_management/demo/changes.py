"""Promotions: one waits for the leader, one for the team's vote, one for a panel."""

from odoo import Command

from .chapter import DemoChapter


class Demo(DemoChapter):
    """Who rises: proposed by hand, so that no figure of the company changes (R5.17)."""

    sequence = 86

    def make_open(self):
        self.propose("105", "middle")
        # Of this one the leader is sure; the team votes.
        change = self.propose("104", "senior")
        self.recommend(change, "Calm with angry customers, and helps whoever asks.")
        self.make_hearing()

    def propose(self, code, level):
        """What the leader proposes for the agent of a work number."""
        Change = self.builder.env_as("leader")["cs.level.change"]
        agent = self.builder.agents[code]
        to_level = self.builder.ladder.level_ids.filtered(lambda row: row.code == level)
        return Change.search(
            [
                ("employee_id", "=", agent.id),
                ("to_level_id", "=", to_level.id),
                ("state", "=", "proposed"),
            ]
        ) or Change.create({"employee_id": agent.id, "to_level_id": to_level.id})

    def recommend(self, change, words):
        change.quality_ids = change.open_quality_ids[:3]
        change.recommendation = words
        change.action_recommend()

    def make_hearing(self):
        """A senior agent wants to be reserve supervisor: a panel is to give marks."""
        change = self.propose("103", "reserve_supervisor")
        # sudo: this agent has no login to apply with
        change.sudo()._decide("apply", "Three years here, two new starters mentored.")
        self.recommend(change, "Knows the shop by heart, and explains it.")
        users = self.builder.users
        self.builder.as_user("officer", change).mark_ids = [
            Command.create({"user_id": users[role].id})
            for role in ("leader", "officer", "agent")
        ]
