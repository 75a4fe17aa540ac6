from odoo import api, models

from ..cs_home_items import Link, Tile


class CsHome(models.AbstractModel):
    """Leave: what was decided, and what waits for an approval (R1.40)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        decided = [
            now.own,
            ("state", "in", ("validate", "refuse")),
            ("write_date", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "decided",
                "leave_decided",
                self.env._("Leave"),
                Link("hr.leave", decided),
            ),
        ]

    @api.model
    def _items_leader(self, now):
        waiting = [
            now.of_company,
            ("state", "=", "waiting"),
            ("is_next", "=", True),
            ("approver_ids", "in", now.user.ids),
        ]
        return [
            *super()._items_leader(now),
            Tile(
                "waiting",
                "leave",
                self.env._("Leave"),
                Link("cs.leave.approval", waiting),
                tone="warning",
            ),
        ]
