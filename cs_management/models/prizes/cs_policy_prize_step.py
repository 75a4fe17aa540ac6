from odoo import fields, models


class CsPolicyPrizeStep(models.Model):
    """What a prize pays from the nth month running on. One bound is stored."""

    _name = "cs.policy.prize.step"
    _description = "Prize Step"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "prize_id, streak, id"
    _sealed_by = "prize_id.policy_id"

    prize_id = fields.Many2one(
        "cs.policy.prize", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="prize_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    streak = fields.Integer(string="From Month Running", required=True, default=1)
    amount = fields.Monetary(string="Pays", required=True)

    _streak_uniq = models.UniqueIndex(
        "(prize_id, streak)", "Two steps cannot begin with the same month."
    )
    _positive = models.Constraint(
        "CHECK (streak > 0 AND amount >= 0)",
        "A step begins with month 1 or later and pays zero or more.",
    )
