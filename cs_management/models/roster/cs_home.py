from odoo import api, fields, models

from ..cs_home_items import TEXT, Link, Tile
from ..days import short_day

CALENDAR = ("list", "calendar", "kanban", "form")


class CsHome(models.AbstractModel):
    """Shifts: the next of one's own, how many are planned today, and swaps (R10)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        coming = [now.own, ("kind", "=", "shift"), ("stop", ">", fields.Datetime.now())]
        line = self.env["cs.roster.line"].search_fetch(
            coming, ["date", "start", "stop"], limit=1, order="start"
        )
        asked = [now.own_as("other_id"), ("state", "=", "requested")]
        return [
            *super()._items_agent(now),
            Tile(
                "today",
                "next_shift",
                self.env._("My next shift"),
                Link("cs.roster.line", coming, views=CALENDAR),
                self._when(now, line) if line else self.env._("None planned"),
                TEXT,
            ),
            Tile(
                "waiting",
                "swaps_asked",
                self.env._("Colleagues who ask me to swap"),
                Link("cs.roster.swap", asked),
                tone="warning",
                is_quiet=True,
            ),
        ]

    @api.model
    def _when(self, now, line):
        """Day and hours of a shift by the company's clock."""
        clock = now.company._cs_clock()
        return self.env._(
            "%(date)s %(start)s-%(stop)s",
            date=short_day(self.env, line.date),
            start=f"{clock.local(line.start):%H:%M}",
            stop=f"{clock.local(line.stop):%H:%M}",
        )

    @api.model
    def _items_leader(self, now):
        planned = [now.of_company, ("kind", "=", "shift"), ("date", "=", now.today)]
        short = [now.of_company, ("kind", "=", "staff"), ("date", "=", now.today)]
        swaps = [now.of_company, ("state", "=", "accepted")]
        return [
            *super()._items_leader(now),
            Tile(
                "today",
                "planned",
                self.env._("Planned today"),
                Link("cs.roster.line", planned, views=CALENDAR),
            ),
            Tile(
                "today",
                "under_staffed",
                self.env._("Under-staffed shifts"),
                Link("cs.roster.warning", short, views=("list",)),
                tone="danger",
            ),
            Tile(
                "waiting",
                "swaps",
                self.env._("Swaps"),
                Link("cs.roster.swap", swaps),
                tone="warning",
            ),
        ]
