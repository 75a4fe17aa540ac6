from odoo import api, models

from ..cs_home_items import Link, Tile
from .cs_lost_inquiry import OPEN


class CsHome(models.AbstractModel):
    """Customers who asked and did not buy, whom somebody comes back to (R9.3)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent_later(self, now):
        due = [now.own, ("state", "=", OPEN), ("due", "<=", now.today)]
        return [
            *super()._items_agent_later(now),
            Tile(
                "waiting",
                "inquiries_due",
                self.env._("Customers to contact again by today"),
                Link("cs.lost.inquiry", due, views=("list",)),
                tone="danger",
                is_quiet=True,
            ),
        ]

    @api.model
    def _items_leader_later(self, now):
        late = [now.of_company, ("state", "=", OPEN), ("due", "<", now.today)]
        return [
            *super()._items_leader_later(now),
            Tile(
                "waiting",
                "inquiries_late",
                self.env._("Customers nobody came back to in time"),
                Link("cs.lost.inquiry", late, views=("list",)),
                tone="warning",
                is_quiet=True,
            ),
        ]
