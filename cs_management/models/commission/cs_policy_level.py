from odoo import fields, models


class CsPolicyLevel(models.Model):
    _inherit = "cs.policy.level"

    commission_eligible = fields.Boolean(
        string="Commission",
        default=True,
        help="Off: no commission and no pool share, as in the trial.",
    )
    split_weight = fields.Float(
        string="Weight in Shared Orders",
        default=1,
        digits=(8, 2),
        help="Agents share an order by their weights; the same for all: equally.",
    )

    override_rate = fields.Float(
        string="Leader's Share (%)",
        digits=(8, 4),
        help="Of what the teams sold or earned that the agent leads, themselves left "
        "out.",
    )

    _split_weight_positive = models.Constraint(
        "CHECK (split_weight >= 0)", "A weight in shared orders is not negative."
    )
    _override_range = models.Constraint(
        "CHECK (COALESCE(override_rate, 0) BETWEEN 0 AND 100)",
        "A leader's share is 0 to 100 %.",
    )
