from odoo import fields, models


class CsCommissionGate(models.Model):
    """What must hold for the whole commission to be paid (R6.2, R7.2)."""

    _name = "cs.commission.gate"
    _description = "Commission Gate"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, id"

    measure = fields.Selection(
        lambda self: self.env["cs.policy"]._measure_labels(),
        required=True,
        default="refund_rate",
    )
    side = fields.Selection(
        [("most", "at most"), ("least", "at least")],
        string="Is",
        required=True,
        default="most",
    )
    bound = fields.Float(string="Limit", required=True, digits=(16, 2))
    pays = fields.Float(
        string="Else Pays (%)",
        digits=(8, 4),
        help="Of the commission where the limit is missed.",
    )

    _pays_range = models.Constraint(
        "CHECK (COALESCE(pays, 0) BETWEEN 0 AND 100)",
        "What a missed gate pays is 0 to 100 % of the commission.",
    )
