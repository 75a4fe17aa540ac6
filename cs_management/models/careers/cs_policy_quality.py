from odoo import fields, models


class CsPolicyQuality(models.Model):
    """A quality that the recommending lead judges and ticks (R5.11)."""

    _name = "cs.policy.quality"
    _description = "Judged Quality"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name, unique in the policy.")
    sequence = fields.Integer(default=10)
    level_id = fields.Many2one(
        "cs.level",
        string="Only for",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The level that asks for it; empty: every level.",
    )

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "A quality with this code is in the policy already."
    )
