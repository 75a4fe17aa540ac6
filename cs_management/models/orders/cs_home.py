from odoo import api, models

from ..cs_home_items import MONEY, Link, Tile


class CsHome(models.AbstractModel):
    """Orders: one's own of today, and those whose money nobody gets (R2.9, R6.1)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent_later(self, now):
        today = [now.own, now.of_company, ("date", "=", now.today)]
        [[count, base]] = self.env["cs.my.order"]._read_group(
            today, [], ["__count", "base:sum"]
        )
        link = Link("cs.my.order", today, views=("list", "kanban", "pivot"))
        return [
            *super()._items_agent_later(now),
            Tile("today", "orders", self.env._("My orders today"), link, count),
            Tile(
                "today",
                "orders_amount",
                self.env._("Sold today"),
                link,
                base or 0.0,
                MONEY,
            ),
        ]

    @api.model
    def _items_agent(self, now):
        claims = [now.own, ("state", "=", "pending")]
        decided = [
            now.own,
            ("state", "!=", "pending"),
            ("decided_on", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "waiting",
                "my_claims",
                self.env._("My claims not decided yet"),
                Link("cs.order.claim", claims),
                is_quiet=True,
            ),
            Tile(
                "decided",
                "claims_decided",
                self.env._("Claims for orders"),
                Link("cs.order.claim", decided),
            ),
        ]

    @api.model
    def _items_leader(self, now):
        lost = [now.of_company, ("is_lost", "=", True)]
        pending = [now.of_company, ("state", "=", "pending")]
        return [
            *super()._items_leader(now),
            Tile(
                "waiting",
                "lost_orders",
                self.env._("Orders whose money nobody gets"),
                Link("cs.order.check", lost, views=("list", "kanban", "pivot")),
                tone="danger",
            ),
            Tile(
                "waiting",
                "claims",
                self.env._("Claims for orders"),
                Link("cs.order.claim", pending),
                tone="warning",
            ),
            Tile(
                "waiting",
                "discounts",
                self.env._("Discounts above the limit"),
                Link("cs.discount.approval", pending),
                tone="warning",
                is_quiet=True,
            ),
        ]
