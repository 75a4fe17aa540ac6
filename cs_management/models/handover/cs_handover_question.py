from odoo import api, fields, models


class CsHandoverQuestion(models.Model):
    """What the incoming agents ask, and what the outgoing ones answer (R8.4)."""

    _name = "cs.handover.question"
    _description = "Handover Question"
    _inherit = "cs.guard.mixin"
    _order = "handover_id, id"

    handover_id = fields.Many2one(
        "cs.handover", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handover_id.company_id", store=True, index=True, precompute=True
    )
    question = fields.Char(required=True)
    answer = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.handover_id._check_unsealed()
        return questions

    def write(self, vals):
        self.handover_id._check_unsealed()
        result = super().write(vals)
        if "handover_id" in vals:
            self.handover_id._check_unsealed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        self.handover_id._check_unsealed()
