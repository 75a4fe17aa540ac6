from odoo import fields, models


class CsCommissionTier(models.Model):
    """A rate from a lower bound on (R6.2). One bound is stored, never two.

    Where the policy has a second measure, tiers are the cells of a matrix: those with
    the same first bound are a row, told apart by the bound of the second.
    """

    _name = "cs.commission.tier"
    _description = "Commission Tier"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, lower_bound, second_bound, id"

    lower_bound = fields.Float(
        string="From", required=True, digits=(16, 2), help="Per cent, or money."
    )
    exclusive = fields.Boolean(
        string="Over", help="The tier begins above the bound, not at it."
    )
    second_bound = fields.Float(
        string="And From", digits=(16, 2), help="Of the second measure."
    )
    rate = fields.Float(string="Rate (%)", required=True, digits=(8, 4))

    _bound_uniq = models.UniqueIndex(
        "(policy_id, lower_bound, COALESCE(second_bound, 0))",
        "Two tiers cannot begin at the same bound.",
    )
    _rate_range = models.Constraint(
        "CHECK (rate BETWEEN 0 AND 100)", "A commission rate is 0 to 100 %."
    )
