from odoo import api, fields, models


class CsPolicyLevel(models.Model):
    """What a level gets and asks under a policy (R5); the chapters say what."""

    _name = "cs.policy.level"
    _description = "Level under a Policy"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    level_id = fields.Many2one(
        "cs.level", required=True, index=True, ondelete="restrict", check_company=True
    )
    sequence = fields.Integer(related="level_id.sequence", store=True)

    _level_uniq = models.UniqueIndex(
        "(policy_id, level_id)", "A level has one row in a policy."
    )

    @api.depends("level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.level_id.name
