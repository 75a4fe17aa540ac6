from odoo import fields, models


class CsHandoverQuestion(models.Model):
    """What the incoming agents ask, and what the outgoing ones answer (R8.4)."""

    _name = "cs.handover.question"
    _description = "Handover Question"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "handover_id, id"
    _sealed_by = "handover_id"
    _seal_check = "_check_unsealed"

    handover_id = fields.Many2one(
        "cs.handover", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handover_id.company_id", store=True, index=True, precompute=True
    )
    question = fields.Char(required=True)
    answer = fields.Char()
