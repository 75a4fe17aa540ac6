"""What the shops are to sell in the month that runs (R6.2)."""

from odoo import fields

from .chapter import DemoChapter

TARGETS = {"pre": 150_000, "after": 120_000}


class Demo(DemoChapter):
    """A target for each team; the demo's policies pay by conversion, not by it."""

    sequence = 51

    def make_open(self):
        today = self.builder.today
        self.builder.env_as("officer")["cs.sales.target"].create(
            [
                {
                    "department_id": self.builder.departments[team].id,
                    "date_from": fields.Date.start_of(today, "month"),
                    "date_to": fields.Date.end_of(today, "month"),
                    "amount": amount,
                }
                for team, amount in TARGETS.items()
            ]
        )
