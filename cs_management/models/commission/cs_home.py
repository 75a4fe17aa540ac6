from math import ceil

from odoo import api, models

from ...engine import bounds
from ...engine.commission import percent
from ...engine.money import ZERO, to_decimal
from ..cs_home_items import MONEY, NUMBER, PERCENT, TEXT, Chart, Link, Tile

EARNED = ("CS_COMMISSION", "CS_STEP_BONUS", "CS_HOLDBACK", "CS_OVERRIDE", "CS_POOL")


class CsHome(models.AbstractModel):
    """Sales, the way to the next tier, conversion, and what commission costs (R6)."""

    _inherit = "cs.home"

    @api.model
    def _estimate_items(self, now, run, agent):
        items = super()._estimate_items(now, run, agent)
        if not agent.policy.commission_enabled:
            return items
        values = agent.values
        items += self._sales_tiles(now, values["amount_sales"], values["conversion"])
        if run.period._earns_commission(agent):
            items += self._tier_tiles(agent)
        return items

    @api.model
    def _statement_items(self, now, statement):
        items = super()._statement_items(now, statement)
        if not statement.policy_id.commission_enabled:
            return items
        return items + self._sales_tiles(
            now, statement.amount_sales, statement.conversion
        )

    @api.model
    def _sales_tiles(self, now, sales, conversion):
        month = [now.own, ("period_id", "=", now.period.id)]
        figures = Link("cs.service.stat", month, views=("list", "form"))
        return [
            Tile(
                "sales",
                "sales",
                self.env._("My sales this month"),
                Link("cs.my.order", month, views=("list", "kanban", "pivot")),
                sales,
                MONEY,
            ),
            Tile(
                "sales",
                "conversion",
                self.env._("Conversion"),
                figures,
                conversion,
                PERCENT,
            ),
        ]

    @api.model
    def _tier_tiles(self, agent):
        """The rate reached, and what is lacking to the next one (R6.2)."""
        policy = agent.policy
        by_sales = policy.commission_measure == "sales"
        is_simple = by_sales or policy.commission_measure == "conversion"
        if policy.commission_second_measure or not is_simple:
            # What is lacking is not one number.
            return []
        sales = to_decimal(agent.values["amount_sales"])
        conversion = to_decimal(agent.values["conversion"])
        tiers = bounds.ordered(policy._tier_bounds())
        known = by_sales or agent.values["asked"]
        value = (sales if by_sales else conversion) if known else None
        reached = bounds.reached(value, tiers)
        if not reached:
            return []
        items = [
            Tile(
                "sales",
                "tier",
                self.env._("Rate reached"),
                None,
                float(percent(reached.rate)),
                PERCENT,
            )
        ]
        higher = tiers[tiers.index(reached) + 1 :]
        if not higher:
            return items
        following = higher[0]
        lacking = max(following.lower - (value or ZERO), ZERO)
        rate = f"{float(percent(following.rate)):g}"
        label = self.env._("Lacking to %(rate)s %%", rate=rate)
        if by_sales:
            tile = Tile("sales", "next_tier", label, None, float(lacking), MONEY)
        else:
            tile = Tile(
                "sales",
                "next_tier",
                label,
                None,
                self._lacking_buyers(agent, following),
                TEXT,
                hint=self.env._(
                    "from %(bound)s %% conversion", bound=f"{float(following.lower):g}"
                ),
            )
        return [*items, tile]

    @api.model
    def _lacking_buyers(self, agent, tier):
        """How many more of those who asked would have to buy."""
        asked, bought = agent.values["asked"], agent.values["bought"]
        if not asked:
            return self.env._("no figures yet")
        needed = ceil(tier.lower * asked / 100)
        if tier.exclusive and needed * 100 == tier.lower * asked:
            needed += 1
        return self.env._("%(count)s more buyers", count=max(needed - bought, 0))

    # ------------------------------------------------------------------
    # Leaders and managers
    # ------------------------------------------------------------------

    @api.model
    def _items_leader(self, now):
        """Conversion of the led teams, last month and now (R9.2)."""
        periods = self._last_periods(now, 2)
        domain = [("period_id", "in", periods.ids)]
        groups = self.env["cs.service.stat"]._read_group(
            domain, ["department_id", "period_id"], ["asked:sum", "bought:sum"]
        )
        # sudo: the name of a team is no secret
        names = {team: team.sudo().name or "" for team, *_rest in groups}
        rates = {
            (team, period): round(100 * min(bought, asked) / asked, 2) if asked else 0.0
            for team, period, asked, bought in groups
        }
        return [
            *super()._items_leader(now),
            Chart(
                "team",
                "team_conversion",
                self.env._("Conversion (%)"),
                "bar",
                list(names.values()),
                [
                    (period.name, [rates.get((team, period), 0.0) for team in names])
                    for period in periods
                ],
                NUMBER,
                Link(
                    "cs.service.stat",
                    domain,
                    views=("list", "form"),
                    context={"group_by": ["department_id"]},
                ),
                self.env._("No figures yet: enter them under Team / Service Figures."),
            ),
        ]

    @api.model
    def _items_manager(self, now):
        """Commission and pool in per cent of the sales, month by month (R6.2, R6.3)."""
        items = super()._items_manager(now)
        periods = self._last_periods(now)
        sums = self._cost_sums(now)
        groups = self.env["cs.statement"]._read_group(
            [("period_id", "in", periods.ids)], ["period_id"], ["amount_sales:sum"]
        )
        sales = {period.id: amount for period, amount in groups}
        rates = [
            round(
                100
                * sum(
                    amount
                    for (period_id, code, _team), amount in sums.items()
                    if period_id == period.id and code in EARNED
                )
                / sales[period.id],
                3,
            )
            if sales.get(period.id)
            else 0.0
            for period in periods
        ]
        domain = [("period_id", "in", periods.ids), ("code", "in", EARNED)]
        return [
            *items,
            Chart(
                "cost",
                "commission_rate",
                self.env._("Commission and pool per sales (%)"),
                "line",
                periods.mapped("name"),
                [(self.env._("Per cent"), rates if any(rates) else [])],
                NUMBER,
                Link(
                    "cs.statement.line",
                    domain,
                    views=("pivot", "list", "form"),
                    context={"pivot_row_groupby": ["period_id"]},
                ),
                self.env._("No commission was paid yet."),
            ),
        ]
