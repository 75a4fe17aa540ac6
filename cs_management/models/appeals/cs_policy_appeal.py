from odoo import api, fields, models

from .cs_policy import APPEAL_DAYS, MOST_DAYS


class CsPolicyAppeal(models.Model):
    """Days to appeal against one kind of fact, where they are others."""

    _name = "cs.policy.appeal"
    _description = "Days to Appeal"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, id"

    target = fields.Selection(
        "_selection_target", string="Appeal Against", required=True, index=True
    )
    days = fields.Integer(
        required=True, default=APPEAL_DAYS, help="0: without a limit."
    )

    _target_uniq = models.UniqueIndex(
        "(policy_id, target)", "Days to appeal are given once for each kind."
    )
    _days_bounds = models.Constraint(
        f"CHECK (days BETWEEN 0 AND {MOST_DAYS})",
        "Days to appeal are 0 or more, and ten years at most.",
    )

    @api.model
    def _selection_target(self):
        return self.env["cs.appeal"]._selection_target()
