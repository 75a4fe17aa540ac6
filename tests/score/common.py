"""Fixtures of the score: grades and further penalties of R3."""

from odoo import Command


class ScoreFixtures:
    """A policy with the chapter of R3."""

    @classmethod
    def policy_values(cls):
        return {
            **super().policy_values(),
            "score_enabled": True,
            "score_count_rules": False,
            "grade_ids": [
                Command.create(
                    {"name": name, "lower_bound": bound, "exclusive": name == "A"}
                )
                for name, bound in zip("ABCDE", (90, 80, 70, 65, 60), strict=True)
            ],
            "penalty_ids": [
                Command.create({"severity": "medium", "count": 2, "points": 20}),
                Command.create({"severity": "light", "count": 4, "points": 20}),
            ],
        }
