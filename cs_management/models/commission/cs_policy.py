from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import bounds
from ...engine.money import to_decimal


class CsPolicy(models.Model):
    """Chapter "Commission": tiers on tagged orders, and the pool (R6)."""

    _inherit = "cs.policy"

    commission_enabled = fields.Boolean(string="Commission on Orders", tracking=True)
    commission_measure = fields.Selection(
        [("conversion", "Conversion (%)"), ("sales", "Sales")],
        string="Tier by",
        required=True,
        default="conversion",
        help="What decides the tier: inquiring customers who bought, or sales.",
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
        "CHECK (commission_mode = 'whole' OR commission_measure = 'sales')",
        "Only tiers by sales can pay each slice at its own rate.",
    )
    _pool_rate = models.Constraint(
        "CHECK (pool_rate BETWEEN 0 AND 100)", "The pool rate is 0 to 100 %."
    )

    def _check_complete(self):
        if self.commission_enabled and not self.tier_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s pays commission but has no tiers: add at least one.",
                    policy=self.name,
                )
            )
        return super()._check_complete()

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

    def _document_chapters(self):
        return [
            *super()._document_chapters(),
            self.commission_enabled
            and self._chapter(
                70,
                self.env._("Commission"),
                ["commission_measure", "commission_mode"],
                [
                    self._document_table(
                        self.env._("Tiers"),
                        self.tier_ids,
                        "lower_bound",
                        "exclusive",
                        "rate",
                    )
                ],
            ),
            self.pool_enabled
            and self._chapter(75, self.env._("Pool"), ["pool_rate", "pool_scope"]),
        ]

    @api.model
    def _level_rows(self):
        return [*super()._level_rows(), "commission_eligible"]
