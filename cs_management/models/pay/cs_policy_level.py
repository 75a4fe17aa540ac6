from odoo import api, fields, models


class CsPolicyLevel(models.Model):
    """What a level gets and asks under a policy."""

    _name = "cs.policy.level"
    _description = "Level under a Policy"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    level_id = fields.Many2one(
        "cs.level", required=True, index=True, ondelete="restrict", check_company=True
    )
    sequence = fields.Integer(related="level_id.sequence", store=True)
    allowance = fields.Monetary(
        groups="cs_management.group_cs_officer",
        help="Paid each month beside the wage, by days.",
    )
    scored = fields.Boolean(
        default=True, help="Off: this level has no monthly score (R5.13)."
    )
    commission_eligible = fields.Boolean(
        string="Commission",
        default=True,
        help="Off: no commission and no pool share, as in the trial (R6.6).",
    )

    _level_uniq = models.UniqueIndex(
        "(policy_id, level_id)", "A level has one row in a policy."
    )

    @api.depends("level_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.level_id.name
