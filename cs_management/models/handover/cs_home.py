from odoo import api, fields, models
from odoo.tools import format_datetime

from ..cs_home_items import Link, Tile

DESK = ("kanban", "list", "form")


class CsHome(models.AbstractModel):
    """Open work and handovers that wait for a signature (R8)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent_later(self, now):
        mine = [now.own_as("holder_id"), ("state", "=", "open")]
        signed = [
            "|",
            *("&", now.own_as("incoming_ids"), ("state", "=", "offered")),
            *("&", now.own_as("outgoing_ids"), ("state", "=", "refused")),
        ]
        items = self.env["cs.handover.item"]
        [[count, due]] = items._read_group(mine, [], ["__count", "due_at:min"])
        is_overdue = due and due < fields.Datetime.now()
        hint = due and self.env._(
            "the first is due %(at)s",
            at=format_datetime(self.env, due, dt_format="short"),
        )
        return [
            *super()._items_agent_later(now),
            Tile(
                "today",
                "open_work",
                self.env._("Open work on my desk"),
                Link("cs.handover.item", mine, views=DESK),
                count,
                hint=hint or "",
                tone="danger" if is_overdue else "",
            ),
            Tile(
                "waiting",
                "handovers_mine",
                self.env._("Handovers that wait for me"),
                Link("cs.handover", signed),
                tone="warning",
                is_quiet=True,
            ),
        ]

    @api.model
    def _items_leader_later(self, now):
        waiting = [now.of_company, ("state", "in", ("offered", "refused", "accepted"))]
        overdue = [
            now.of_company,
            ("state", "=", "open"),
            ("due_at", "<", fields.Datetime.now()),
        ]
        return [
            *super()._items_leader_later(now),
            Tile(
                "waiting",
                "handovers",
                self.env._("Handovers not accepted or reviewed"),
                Link("cs.handover", waiting),
                tone="warning",
            ),
            Tile(
                "waiting",
                "overdue",
                self.env._("Overdue work"),
                Link("cs.handover.item", overdue),
                tone="danger",
            ),
        ]
