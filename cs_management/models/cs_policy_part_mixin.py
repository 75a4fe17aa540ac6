from odoo import fields, models


class CsPolicyPartMixin(models.AbstractModel):
    """A row of a policy's chapter: it can change as long as its policy can."""

    _name = "cs.policy.part.mixin"
    _description = "Part of a Policy"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _check_company_auto = True
    _sealed_by = "policy_id"

    policy_id = fields.Many2one(
        "cs.policy", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
