from odoo import fields, models


class CsPolicyQuality(models.Model):
    """A quality that the recommending lead judges and ticks (R5.11).

    The one list of a policy: a judged criterion is met by what was ticked of it.
    """

    _name = "cs.policy.quality"
    _description = "Judged Quality"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name, unique in the policy.")
    sequence = fields.Integer(default=10)
    ladder_id = fields.Many2one(related="policy_id.ladder_id")
    level_id = fields.Many2one(
        "cs.level",
        string="Only for",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('ladder_id', '=', ladder_id)]",
        help="The level that is risen to. A level with qualities of its own asks for "
        "these; every other one for those without a level.",
    )

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "A quality with this code is in the policy already."
    )
