"""The score on a standard policy."""

from odoo import Command

from .chapter import DemoChapter

# R3.8: the higher grade takes the bound, except that exactly 90 is B.
STANDARD_GRADES = (
    ("A", 90, True),
    ("B", 80, False),
    ("C", 70, False),
    ("D", 65, False),
    ("E", 60, False),
)

# R3.5: severity, count, further points.
STANDARD_PENALTIES = (("medium", 2, 20), ("light", 4, 20))


class Demo(DemoChapter):
    """Grades and further penalties of R3; the facts are the entries."""

    sequence = 65

    @classmethod
    def policy_values(cls):
        return {
            "score_enabled": True,
            "score_count_rules": False,
            "grade_ids": [
                Command.create({"name": name, "lower_bound": bound, "exclusive": over})
                for name, bound, over in STANDARD_GRADES
            ],
            "penalty_ids": [
                Command.create({"severity": severity, "count": count, "points": points})
                for severity, count, points in STANDARD_PENALTIES
            ],
        }
