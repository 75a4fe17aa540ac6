from odoo import api, models

from ...engine import careers
from ..cs_home_items import PERCENT, TEXT, Link, Rows, Tile


class CsHome(models.AbstractModel):
    """The way to the next level, and who is on it (R5.10-R5.16)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        decided = [
            now.own,
            ("state", "in", ("approved", "refused", "reversed")),
            ("decided_on", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "decided",
                "changes_decided",
                self.env._("Level changes"),
                Link("cs.level.change", decided),
                is_quiet=True,
            ),
        ]

    @api.model
    def _items_agent_later(self, now):
        latest = [now.own, now.of_company, ("is_latest", "=", True)]
        progress = self.env["cs.level.progress"].search(latest, limit=1)
        link = Link("cs.level.progress", latest, views=("list", "form"))
        items = super()._items_agent_later(now)
        if not progress:
            return items
        # sudo: the name of the level that follows one's own
        level = progress.next_level_id.sudo().name
        if not level:
            # No way further: 0 % would look like a failure.
            # sudo: the name of their own level
            own = progress.level_id.sudo().name
            label = self.env._("Highest level")
            return [*items, Tile("career", "progress", label, link, own, TEXT)]
        missing = progress.line_ids.filtered(
            lambda line: line.direction == careers.PROMOTION and not line.is_met
        )
        return [
            *items,
            Tile(
                "career",
                "progress",
                self.env._("On the way to %(level)s", level=level),
                link,
                progress.percent,
                PERCENT,
            ),
            Rows(
                "career",
                "missing",
                self.env._("What is missing"),
                [(line.display_name, "", line.percent) for line in missing],
                PERCENT,
                link,
                empty=self.env._("Nothing that can be counted."),
            ),
        ]

    @api.model
    def _items_leader(self, now):
        """Who is inside the ranks that a criterion asks for, and who may rise."""
        # sudo: bounds of the regulation, which everybody may read
        criteria = (
            self.env["cs.policy.criterion"]
            .sudo()
            .search_fetch(
                [
                    ("measure", "=", careers.MEAN_RANK),
                    ("policy_id.state", "=", "approved"),
                    ("policy_id.company_id", "=", now.company.id),
                ],
                ["bound"],
            )
        )
        items = super()._items_leader(now)
        for bound in sorted({int(row.bound) for row in criteria if row.bound}):
            domain = [
                now.of_company,
                ("period_id", "=", now.period.id),
                ("rank", ">", 0),
                ("rank", "<=", bound),
            ]
            items.append(
                Tile(
                    "bounds",
                    f"top_{bound}",
                    self.env._("Ranked among the first %(bound)s", bound=bound),
                    Link("cs.score.report", domain, views=("list", "kanban")),
                    tone="success",
                )
            )
        ready = [now.of_company, ("is_latest", "=", True), ("state", "=", "ready")]
        return [
            *items,
            Tile(
                "bounds",
                "ready",
                self.env._("May rise to the next level"),
                Link("cs.level.progress", ready, views=("list", "form")),
                tone="success",
                is_quiet=True,
            ),
        ]
