from odoo import api, models
from odoo.tools import format_date

from ..cs_home_items import TEXT, Link, Rows, Tile
from .cs_appeal import PENDING

MANY = 10


class CsHome(models.AbstractModel):
    """Appeals: one's own with the days left, and those that one is to decide."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        pending = [now.own, ("state", "=", PENDING)]
        [[count, deadline]] = self.env["cs.appeal"]._read_group(
            pending, [], ["__count", "deadline:min"]
        )
        hint = deadline and self.env._(
            "the first by %(date)s, %(days)s days left",
            date=format_date(self.env, deadline),
            days=max((deadline - now.today).days, 0),
        )
        decided = [
            now.own,
            ("state", "not in", (PENDING, "withdrawn")),
            ("decided_on", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "appeals",
                "appeals",
                self.env._("My appeals not decided yet"),
                Link("cs.appeal", pending),
                count,
                hint=hint or "",
            ),
            Tile(
                "decided",
                "appeals_decided",
                self.env._("Appeals"),
                Link("cs.appeal", decided),
            ),
        ]

    @api.model
    def _items_agent_later(self, now):
        """What the agent may still appeal against, and how long."""
        # The days begin when the month is published.
        unset = self.env._("no day is set yet")
        found = [
            (fact.display_name, "", fact.appeal_left or unset)
            for facts in self._appealable_facts(now)
            for fact in facts.filtered("can_appeal")
        ]
        return [
            *super()._items_agent_later(now),
            Rows(
                "appeals",
                "appealable",
                self.env._("What I may still appeal against"),
                found[:MANY],
                TEXT,
                empty=self.env._("Nothing at this moment."),
            ),
        ]

    @api.model
    def _appealable_facts(self, _now):
        """Hook: the agent's own facts of late that cost something.

        :return: ``[records]`` of models with ``cs.appealable.mixin``, a few of each
        """
        return []

    @api.model
    def _items_leader(self, now):
        return [*super()._items_leader(now), self._appeals_to_decide()]

    @api.model
    def _items_officer(self, now):
        return [*super()._items_officer(now), self._appeals_to_decide()]

    @api.model
    def _period_names(self):
        return [*super()._period_names(), "published_at"]

    @api.model
    def _steps_of(self, period, statements):
        words = super()._steps_of(period, statements)
        if period.published_at:
            at = self._moment(period.published_at)
            # Before the lock, which says itself last.
            place = len(words) - bool(period.locked_at)
            words.insert(place, self.env._("published %(at)s", at=at))
        return words

    @api.model
    def _appeals_to_decide(self):
        mine = [("state", "=", PENDING), ("decider_ids", "in", self.env.user.ids)]
        return Tile(
            "waiting",
            "appeals_to_decide",
            self.env._("Appeals that you are to decide"),
            Link("cs.appeal", mine),
            tone="warning",
        )
