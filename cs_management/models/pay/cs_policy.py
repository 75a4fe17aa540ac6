from odoo import api, fields, models


class CsPolicy(models.Model):
    """Chapter "Pay": what each level gets under this policy (R5)."""

    _inherit = "cs.policy"

    level_ids = fields.One2many(
        "cs.policy.level", "policy_id", string="Levels", copy=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A new policy has a row for every level of its ladder."""
        policies = super().create(vals_list)
        self.env["cs.policy.level"].create(
            [
                {"policy_id": policy.id, "level_id": level.id}
                for policy in policies
                for level in policy.ladder_id.level_ids - policy.level_ids.level_id
            ]
        )
        return policies


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
