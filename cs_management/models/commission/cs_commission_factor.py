from odoo import fields, models


class CsCommissionFactor(models.Model):
    """A coefficient of the commission from a lower bound of a measure on (R6.2).

    Each measure has a scale of its own; their coefficients are multiplied.
    """

    _name = "cs.commission.factor"
    _description = "Commission Coefficient"
    _inherit = "cs.commission.scale.mixin"

    measure = fields.Selection(default="score")
    factor = fields.Float(
        string="Commission (%)",
        required=True,
        default=100,
        digits=(8, 4),
        help="What is paid of the commission; 110: a tenth more.",
    )

    _bound_uniq = models.UniqueIndex(
        "(policy_id, measure, lower_bound)",
        "Two coefficients by the same measure cannot begin at the same bound.",
    )
    _factor_range = models.Constraint(
        "CHECK (factor BETWEEN 0 AND 1000)", "A coefficient is 0 to 1000 %."
    )
