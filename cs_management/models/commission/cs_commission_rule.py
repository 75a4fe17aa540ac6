from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.money import to_decimal
from ...engine.plans import PERCENT_UNITS

UNITS = [
    ("percent", "% of the sales"),
    ("margin", "% of the margin"),
    ("order", "Amount per order"),
    ("piece", "Amount per piece"),
]


class CsCommissionRule(models.Model):
    """A plan line: orders that are paid another way than by the tiers (R6.2).

    Of a policy's plan lines the first one that fits a line of an order pays it; what no
    one fits earns by the tiers. What a condition leaves empty fits all. A rate of zero
    pays nothing: so small orders, or articles, are left out.
    """

    _name = "cs.commission.rule"
    _description = "Commission Plan Line"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(
        required=True, translate=True, help="As the calculation on the statement says."
    )
    level_ids = fields.Many2many(
        "cs.level",
        "cs_commission_rule_level_rel",
        "rule_id",
        "level_id",
        string="Levels",
        domain="[('ladder_id', '=', parent.ladder_id)]",
        help="Of the agent at the end of the period; none: all.",
    )
    category_ids = fields.Many2many(
        "product.category",
        "cs_commission_rule_category_rel",
        "rule_id",
        "category_id",
        string="Product Categories",
        help="With those below them; none: all.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        "cs_commission_rule_team_rel",
        "rule_id",
        "team_id",
        string="Channels",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Sales teams of the orders; none: all.",
    )
    customer = fields.Selection(
        [("first", "First order"), ("returning", "Ordered before")],
        help="Whether the customer, or the shop's buyer, has a confirmed order before.",
    )
    order_from = fields.Monetary(
        string="Orders From", help="Untaxed, as ordered; refunds do not change it."
    )
    order_below = fields.Monetary(string="Orders Below", help="Zero: no limit.")
    unit = fields.Selection(UNITS, string="Pays", required=True, default="percent")
    rate = fields.Float(string="Rate (%)", digits=(8, 4))
    amount = fields.Monetary(string="Amount Each")

    _rate_range = models.Constraint(
        "CHECK (COALESCE(rate, 0) BETWEEN 0 AND 100)",
        "A commission rate is 0 to 100 %.",
    )
    _amounts = models.Constraint(
        "CHECK (COALESCE(amount, 0) >= 0 AND COALESCE(order_from, 0) >= 0 "
        "AND COALESCE(order_below, 0) >= 0)",
        "Amounts of a plan line are not negative.",
    )
    _order_span = models.Constraint(
        "CHECK (COALESCE(order_below, 0) = 0 OR order_below > COALESCE(order_from, 0))",
        "An order that is below the one amount cannot reach the other: mend one.",
    )

    @api.constrains("unit")
    def _check_margin(self):
        """Nobody can pay by a margin that is not on the orders."""
        for rule in self:
            if rule.unit == "margin" and not self._has_margin():
                raise ValidationError(
                    self.env._(
                        "%(rule)s: orders have no margin here. Install the app "
                        "Margins in Sales Orders (sale_margin), or choose another way "
                        "to pay.",
                        rule=rule.name,
                    )
                )

    @api.constrains("level_ids", "policy_id")
    def _check_levels(self):
        for rule in self:
            if strange := rule.level_ids - rule.policy_id.ladder_id.level_ids:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: %(levels)s are not on the ladder of %(policy)s.",
                        rule=rule.name,
                        levels=", ".join(strange.mapped("name")),
                        policy=rule.policy_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_with_credits(self):
        """Credits of open periods go with it: computing again makes them anew."""
        # sudo: credits are written by nobody
        credits_ = self.env["cs.commission.line"].sudo()
        paid = credits_.search([("rule_id", "in", self.ids)])
        if appealed := paid.filtered("appeal_ids"):
            raise UserError(
                self.env._(
                    "%(rule)s paid %(order)s, against which there is an appeal. Set "
                    "its rate, or place it last, instead of deleting it.",
                    rule=appealed[:1].rule_id.name,
                    order=appealed[:1].order_name,
                )
            )
        paid.unlink()

    @api.model
    def _has_margin(self):
        """Whether ``sale_margin`` gives lines of orders their margin."""
        return "margin" in self.env["sale.order.line"]._fields

    def _each(self):
        """What is paid on each: a fraction, or money of an order or piece."""
        self.ensure_one()
        if self.unit in PERCENT_UNITS:
            return to_decimal(self.rate) / 100
        return to_decimal(self.amount)

    def _of_level(self, level):
        """The plan lines that may pay agents of a level, in their order."""
        return self.filtered(
            lambda rule: not rule.level_ids or level in rule.level_ids
        ).sorted()
