from odoo import api, models

from ..cs_home_items import Link, Tile


class CsHome(models.AbstractModel):
    """Sanctions that were decided about the agent (R2.16)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        decided = [
            now.own,
            ("state", "in", ("confirmed", "lifted")),
            ("confirmed_on", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "decided",
                "sanctions_decided",
                self.env._("Sanctions"),
                Link("cs.sanction", decided),
                tone="warning",
                is_quiet=True,
            ),
        ]
