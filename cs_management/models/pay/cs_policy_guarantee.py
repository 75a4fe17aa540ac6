from odoo import fields, models


class CsPolicyGuarantee(models.Model):
    """What a month guarantees from a year of service on (R5.3). One bound is stored."""

    _name = "cs.policy.guarantee"
    _description = "Guarantee by Year of Service"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, from_year, id"

    from_year = fields.Integer(
        string="From Year of Service", required=True, default=1, help="1: the first."
    )
    amount = fields.Monetary(string="A Month", required=True)

    _year_uniq = models.UniqueIndex(
        "(policy_id, from_year)", "Two amounts cannot begin with the same year."
    )
    _positive = models.Constraint(
        "CHECK (from_year > 0 AND amount >= 0)",
        "A guarantee begins with year 1 or later and is zero or more.",
    )
