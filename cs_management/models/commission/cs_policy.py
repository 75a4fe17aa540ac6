from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import bounds
from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Commission": tiers on tagged orders, and the pool (R6)."""

    _inherit = "cs.policy"

    commission_enabled = fields.Boolean(string="Commission on Orders", tracking=True)
    # What chapters know of an agent they add here: it is what tiers, coefficients,
    # gates and bonuses can go by. ``cs.period._plan_measures`` gives the values.
    commission_measure = fields.Selection(
        [
            ("conversion", "Conversion (%)"),
            ("sales", "Sales"),
            ("orders", "Orders Sold"),
            ("order_value", "Average Order Value"),
            ("refund_rate", "Sales Refunded (%)"),
            ("score", "Score"),
        ],
        string="Tier by",
        required=True,
        default="conversion",
        help="What decides the tier: inquiring customers who bought, sales, a target.",
    )
    commission_second_measure = fields.Selection(
        lambda self: self._measure_labels(),
        string="And by",
        help="A matrix: the tier follows from both measures.",
    )
    commission_mode = fields.Selection(
        [("whole", "Whole amount"), ("marginal", "Each slice at its own rate")],
        string="Rate on",
        required=True,
        default="whole",
    )
    tier_ids = fields.One2many(
        "cs.commission.tier", "policy_id", string="Tiers", copy=True
    )
    commission_rule_ids = fields.One2many(
        "cs.commission.rule", "policy_id", string="Plan Lines", copy=True
    )
    commission_factor_ids = fields.One2many(
        "cs.commission.factor", "policy_id", string="Coefficients", copy=True
    )
    commission_gate_ids = fields.One2many(
        "cs.commission.gate", "policy_id", string="Gates", copy=True
    )
    commission_bonus_ids = fields.One2many(
        "cs.commission.bonus", "policy_id", string="Step Bonuses", copy=True
    )
    commission_cap = fields.Monetary(
        string="Most per Month",
        help="Of commission on the agent's own orders; zero: no limit.",
        aggregator=None,
    )
    override_on = fields.Selection(
        [("sales", "Sales of the team"), ("commission", "Commission of the team")],
        string="Leader's Share Of",
        required=True,
        default="sales",
        help="Which levels get one, and how much, stands with the levels.",
    )
    holdback_rate = fields.Float(
        string="Held Back (%)",
        digits=(8, 4),
        help="Of commission on orders that can still be returned when the period ends; "
        "paid in the first period that ends after that.",
    )
    holdback_days = fields.Integer(
        string="Return Window (Days)",
        default=7,
        help="From the order on, or from the day on which it was fully paid.",
    )
    pool_enabled = fields.Boolean(string="Pool", tracking=True)
    pool_rate = fields.Float(
        string="Pool Rate (%)",
        digits=(8, 4),
        default=0.5,
        help="Of the sales carried by nobody, in equal shares.",
    )
    pool_scope = fields.Selection(
        [
            ("company", "All untagged orders of the company"),
            ("team", "Untagged orders of the department's sales teams"),
        ],
        required=True,
        default="company",
    )

    _marginal_by_sales = models.Constraint(
        "CHECK (commission_mode = 'whole' OR (commission_measure = 'sales' "
        "AND commission_second_measure IS NULL))",
        "Only tiers by sales alone can pay each slice at its own rate.",
    )
    _two_measures = models.Constraint(
        "CHECK (commission_second_measure <> commission_measure)",
        "A matrix needs two measures: choose another one beside the first.",
    )
    _holdback = models.Constraint(
        "CHECK (COALESCE(holdback_rate, 0) BETWEEN 0 AND 100 "
        "AND COALESCE(holdback_days, 0) BETWEEN 0 AND 365)",
        "0 to 100 % of the commission is held back, for a year at most.",
    )
    _cap_positive = models.Constraint(
        "CHECK (COALESCE(commission_cap, 0) >= 0)", "The most per month is no debt."
    )
    _pool_rate = models.Constraint(
        "CHECK (pool_rate BETWEEN 0 AND 100)", "The pool rate is 0 to 100 %."
    )

    @api.model
    def _measure_labels(self):
        """What tiers, coefficients, gates and bonuses can go by, as name and label."""
        return self._fields["commission_measure"]._description_selection(self.env)

    def _measures_used(self):
        """The names of the measures that these policies go by."""
        used = {
            *self.mapped("commission_measure"),
            *self.mapped("commission_second_measure"),
            *self.commission_factor_ids.mapped("measure"),
            *self.commission_gate_ids.mapped("measure"),
            *self.commission_bonus_ids.mapped("measure"),
        }
        return used - {False}

    def _parts(self):
        return [
            *super()._parts(),
            Part("commission", self.commission_enabled, self._check_tiers),
            Part("commission", self.pool_enabled),
        ]

    def _check_tiers(self):
        if not (self.tier_ids or self.commission_rule_ids):
            raise ValidationError(
                self.env._(
                    "%(policy)s pays commission but has no tiers: add at least one.",
                    policy=self.name,
                )
            )
        if not self.commission_second_measure and any(
            self.tier_ids.mapped("second_bound")
        ):
            raise ValidationError(
                self.env._(
                    "%(policy)s has tiers with a second bound: choose the second "
                    "measure, or empty that bound.",
                    policy=self.name,
                )
            )

    def _tier_bounds(self):
        """The tiers as a scale of the engine, rates as fractions."""
        return [
            bounds.Bound(
                to_decimal(tier.lower_bound),
                tier.exclusive,
                rate=to_decimal(tier.rate) / 100,
            )
            for tier in self.tier_ids
        ]

    def _tier_cells(self):
        """The tiers as a matrix of the engine: its rows, and the cells in them."""
        return [
            (bound, bounds.Bound(to_decimal(tier.second_bound), rate=bound.rate))
            for bound, tier in zip(self._tier_bounds(), self.tier_ids, strict=True)
        ]

    @api.model
    def _scales(self, rows, value):
        """Rows with a measure and a bound as scales of the engine.

        :param value: what a row holds, as a number of its own
        :return: ``{measure: [Bound]}`` in the order of the rows
        """
        scales = defaultdict(list)
        for row in rows:
            scales[row.measure].append(
                bounds.Bound(
                    to_decimal(row.lower_bound), row.exclusive, rate=value(row)
                )
            )
        return scales

    def _document_chapters(self):
        return [
            *super()._document_chapters(),
            self.commission_enabled
            and self._chapter(
                70,
                self.env._("Commission"),
                self._commission_articles(),
                self._commission_tables(),
            ),
            self.pool_enabled
            and self._chapter(75, self.env._("Pool"), ["pool_rate", "pool_scope"]),
        ]

    def _commission_articles(self):
        """Hook: the policy's fields of the chapter that the document reads."""
        names = ["commission_measure", "commission_mode"]
        if self.commission_second_measure:
            names.append("commission_second_measure")
        if self.commission_cap:
            names.append("commission_cap")
        if self.holdback_rate:
            names += ["holdback_rate", "holdback_days"]
        if any(self.level_ids.mapped("override_rate")):
            names.append("override_on")
        return names

    def _tier_heads(self):
        """Bounds of tiers say what they are bounds of, and in which unit."""
        labels = dict(self._measure_labels())
        return {
            "lower_bound": self.env._(
                "%(measure)s from", measure=labels[self.commission_measure]
            ),
            "second_bound": self.commission_second_measure
            and self.env._(
                "%(measure)s from", measure=labels[self.commission_second_measure]
            ),
        }

    def _commission_tables(self):
        return [
            self._document_table(
                self.env._("Tiers"),
                self.tier_ids,
                "lower_bound",
                "exclusive",
                "second_bound",
                "rate",
                heads=self._tier_heads(),
            ),
            self._document_table(
                self.env._("Plan Lines"),
                self.commission_rule_ids,
                "name",
                "level_ids",
                "category_ids",
                "team_ids",
                "customer",
                "order_from",
                "order_below",
                "unit",
                "rate",
                "amount",
            ),
            self._document_table(
                self.env._("Coefficients"),
                self.commission_factor_ids,
                "measure",
                "lower_bound",
                "exclusive",
                "factor",
            ),
            self._document_table(
                self.env._("Gates"),
                self.commission_gate_ids,
                "measure",
                "side",
                "bound",
                "pays",
            ),
            self._document_table(
                self.env._("Step Bonuses"),
                self.commission_bonus_ids,
                "measure",
                "lower_bound",
                "exclusive",
                "amount",
            ),
        ]

    def _level_rows(self):
        names = super()._level_rows()
        if self.commission_enabled or self.pool_enabled:
            names = [*names, "commission_eligible", "override_rate"]
        if self.commission_enabled and any(
            row.split_weight != 1 for row in self.level_ids
        ):
            names = [*names, "split_weight"]
        return names
