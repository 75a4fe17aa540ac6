from odoo import api, fields, models


class CsPolicyPartMixin(models.AbstractModel):
    """A row of a policy's chapter: it can change as long as its policy can."""

    _name = "cs.policy.part.mixin"
    _description = "Part of a Policy"
    _inherit = "cs.guard.mixin"
    _check_company_auto = True

    policy_id = fields.Many2one(
        "cs.policy", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.policy_id._check_editable()
        return parts

    def write(self, vals):
        self.policy_id._check_editable()
        result = super().write(vals)
        if "policy_id" in vals:
            self.policy_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.policy_id._check_editable()
