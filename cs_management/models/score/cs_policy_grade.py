from odoo import fields, models


class CsPolicyGrade(models.Model):
    """A grade from a lower bound on (R3.8). One bound is stored, never two."""

    _name = "cs.policy.grade"
    _description = "Grade"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, lower_bound desc, id"

    name = fields.Char(required=True, translate=True)
    lower_bound = fields.Float(string="From", required=True, digits=(8, 2))
    exclusive = fields.Boolean(
        string="Over", help="The grade begins above the bound, not at it."
    )

    _bound_uniq = models.UniqueIndex(
        "(policy_id, lower_bound)", "Two grades cannot begin at the same score."
    )
