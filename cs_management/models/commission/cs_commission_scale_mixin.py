from odoo import fields, models


class CsCommissionScaleMixin(models.AbstractModel):
    """A step of a scale by a measure: it holds from its bound up to the next one.

    Each measure has a scale of its own (R6.2).
    """

    _name = "cs.commission.scale.mixin"
    _description = "Step of a Commission Scale"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, measure, lower_bound, id"

    measure = fields.Selection(
        lambda self: self.env["cs.policy"]._measure_labels(),
        string="Depends On",
        required=True,
    )
    lower_bound = fields.Float(string="From", required=True, digits=(16, 2))
    exclusive = fields.Boolean(
        string="Over", help="The step begins above the bound, not at it."
    )
