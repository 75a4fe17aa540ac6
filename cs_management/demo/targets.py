"""What the shops are to sell in the month that runs (R6.2)."""

from odoo import fields

from .chapter import DemoChapter

TEAMS = {"pre": 150_000, "after": 120_000}
AGENTS = {"101": 40_000, "102": 30_000}


class Demo(DemoChapter):
    """A target for each team and some agents; the demo's policies pay by conversion."""

    sequence = 51

    def make_open(self):
        today = self.builder.today
        whose = [
            ({"department_id": self.builder.departments[team].id}, amount)
            for team, amount in TEAMS.items()
        ] + [
            ({"employee_id": self.builder.agents[code].id}, amount)
            for code, amount in AGENTS.items()
        ]
        self.builder.env_as("officer")["cs.sales.target"].create(
            [
                {
                    **owner,
                    "date_from": fields.Date.start_of(today, "month"),
                    "date_to": fields.Date.end_of(today, "month"),
                    "amount": amount,
                }
                for owner, amount in whose
            ]
        )
