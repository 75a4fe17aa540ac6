from odoo import fields, models


class CsCommissionTier(models.Model):
    """A rate from a lower bound on (R6.2). One bound is stored, never two."""

    _name = "cs.commission.tier"
    _description = "Commission Tier"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, lower_bound, id"

    lower_bound = fields.Float(
        string="From", required=True, digits=(16, 2), help="Per cent, or money."
    )
    exclusive = fields.Boolean(
        string="Over", help="The tier begins above the bound, not at it."
    )
    rate = fields.Float(string="Rate (%)", required=True, digits=(8, 4))

    _bound_uniq = models.UniqueIndex(
        "(policy_id, lower_bound)", "Two tiers cannot begin at the same bound."
    )
    _rate_range = models.Constraint(
        "CHECK (rate BETWEEN 0 AND 100)", "A commission rate is 0 to 100 %."
    )
