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
