from odoo import fields, models


class CsCommissionBonus(models.Model):
    """A step bonus: an amount once a measure has reached a bound (R6.2).

    The highest step that is reached pays; each measure has steps of its own.
    """

    _name = "cs.commission.bonus"
    _description = "Commission Step Bonus"
    _inherit = "cs.commission.scale.mixin"

    measure = fields.Selection(default="sales")
    amount = fields.Monetary(string="Bonus", required=True)

    _bound_uniq = models.UniqueIndex(
        "(policy_id, measure, lower_bound)",
        "Two bonuses by the same measure cannot begin at the same bound.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A step bonus is an amount above zero."
    )
