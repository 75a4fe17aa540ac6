from odoo import fields, models


class CsPolicy(models.Model):
    """Chapter "Conduct": the catalogue of violations and merits (R2, R3)."""

    _inherit = "cs.policy"

    rule_ids = fields.One2many(
        "cs.conduct.rule", "policy_id", string="Conduct Rules", copy=True
    )
    rule_count = fields.Integer(compute="_compute_rule_count")

    def _compute_rule_count(self):
        counts = dict(
            self.env["cs.conduct.rule"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.rule_count = counts.get(policy._origin, 0)
