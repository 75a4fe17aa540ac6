from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsHandoverCheck(models.Model):
    """A point of the checklist, answered by the outgoing agents (R8.2)."""

    _name = "cs.handover.check"
    _description = "Handover Check"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "handover_id, sequence, id"
    _sealed_by = "handover_id"

    handover_id = fields.Many2one(
        "cs.handover", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handover_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Point", required=True)
    result = fields.Selection([("normal", "Normal"), ("abnormal", "Abnormal")])
    note = fields.Char()

    @api.constrains("result", "note")
    def _check_note(self):
        for check in self:
            if check.result == "abnormal" and not (check.note or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(point)s is abnormal: say in its note what is wrong.",
                        point=check.name,
                    )
                )

    def action_normal(self):
        """One tap on a phone; abnormal needs a note and is written in the form."""
        self.result = "normal"
        return True
