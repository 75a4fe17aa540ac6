from collections import defaultdict

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...engine.money import to_decimal
from ..cs_home_items import MONEY, NUMBER, Chart, Link, Rows, Tile

FEW = 5
SOME = 10


class CsHome(models.AbstractModel):
    """Entries: what costs and brings points, drafts, what the articles cost (R2)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        month = [
            now.own,
            ("period_id", "=", now.period.id),
            ("state", "=", "confirmed"),
        ]
        groups = self.env["cs.conduct.entry"]._read_group(
            month, ["rule_id"], ["__count", "score_points:sum", "money:sum"]
        )
        # sudo: names of the rules that the user's own entries fall under
        rows = [
            (rule.sudo().name or "", self._weight(now, count, money), points)
            for rule, count, points, money in groups
        ]
        lately = [
            now.own,
            ("state", "in", ("confirmed", "cancelled")),
            ("confirmed_on", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Rows(
                "points",
                "entries",
                self.env._("My entries this month"),
                sorted(rows, key=lambda row: row[2]),
                link=Link("cs.conduct.entry", month),
                empty=self.env._("Nothing is on file this month."),
            ),
            Tile(
                "decided",
                "entries_decided",
                self.env._("Entries"),
                Link("cs.conduct.entry", lately),
            ),
        ]

    @api.model
    def _appealable_facts(self, now):
        entries = self.env["cs.conduct.entry"].search(
            [
                now.own,
                ("state", "=", "confirmed"),
                ("kind", "=", "violation"),
                (
                    "confirmed_on",
                    ">=",
                    fields.Datetime.subtract(self._fortnight(), days=31),
                ),
            ],
            order="date desc",
            limit=SOME,
        )
        return [*super()._appealable_facts(now), entries]

    @api.model
    def _weight(self, now, count, money):
        """How often, and what it costs or brings in money: a fine has no points."""
        words = []
        if count > 1:
            words.append(self.env._("%(count)s times", count=count))
        if money:
            words.append(
                formatLang(self.env, money, currency_obj=now.company.currency_id)
            )
        return ", ".join(words)

    @api.model
    def _estimate_items(self, now, run, agent):
        """What would cost most and bring most, by the agent's own policy."""
        rules = agent.policy.rule_ids.filtered("active").sorted("id")
        items = [*super()._estimate_items(now, run, agent)]
        for kind, code, label in (
            ("merit", "merits", self.env._("What would bring points")),
            ("violation", "violations", self.env._("What would cost most points")),
        ):
            points = {
                rule: max(to_decimal(rule.points_min), to_decimal(rule.points_max))
                for rule in rules
                if rule.kind == kind
            }
            sign = 1 if kind == "merit" else -1
            best = sorted(points, key=lambda rule: -points[rule])[:FEW]
            rows = [
                (rule.name, "", sign * float(points[rule]))
                for rule in best
                if points[rule]
            ]
            if rows:
                items.append(Rows("points", code, label, rows))
        return items

    @api.model
    def _items_leader(self, now):
        drafts = [
            now.of_company,
            ("state", "=", "draft"),
            ("is_pending", "=", False),
        ]
        return [
            *super()._items_leader(now),
            Tile(
                "waiting",
                "drafts",
                self.env._("Draft entries"),
                Link("cs.conduct.entry", drafts),
                tone="warning",
            ),
        ]

    @api.model
    def _items_manager(self, now):
        """Fines and merits of a year by article, those that weigh most."""
        year = [
            now.of_company,
            ("state", "=", "confirmed"),
            ("period_id", "in", self._last_periods(now).ids),
        ]
        groups = self.env["cs.conduct.entry"]._read_group(
            year, ["rule_id", "kind"], ["__count", "money:sum"]
        )
        counts, sums = defaultdict(int), defaultdict(float)
        for rule, _kind, count, money in groups:
            # Versions of a policy have rules of one name.
            counts[rule.name] += count
            sums[rule.name] += money or 0.0
        link = Link(
            "cs.conduct.entry",
            year,
            views=("pivot", "graph", "list", "form"),
            context={"pivot_row_groupby": ["rule_id"]},
        )
        empty = self.env._(
            "No entry yet: leaders make them under Team / Entries, days and handovers "
            "by themselves."
        )
        by_money = sorted(
            (name for name in sums if sums[name]), key=lambda name: -abs(sums[name])
        )[:SOME]
        by_count = sorted(counts, key=lambda name: -counts[name])[:SOME]
        return [
            *super()._items_manager(now),
            Chart(
                "rules",
                "rules_money",
                self.env._("Money by article"),
                "across",
                by_money,
                [(self.env._("Money"), [sums[name] for name in by_money])],
                MONEY,
                link,
                empty,
            ),
            Chart(
                "rules",
                "rules_count",
                self.env._("How often"),
                "across",
                by_count,
                [(self.env._("Entries"), [counts[name] for name in by_count])],
                NUMBER,
                link,
                empty,
            ),
        ]
