from odoo import fields, models


class CsHandoverReason(models.TransientModel):
    """Ask why a handover is refused (R8.4) or reopened."""

    _name = "cs.handover.reason"
    _description = "Reason about a Handover"

    handover_id = fields.Many2one("cs.handover", required=True, readonly=True)
    purpose = fields.Selection(
        [("refuse", "Refuse"), ("reopen", "Reopen")], required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        if self.purpose == "refuse":
            self.handover_id.refuse(self.reason)
        else:
            self.handover_id.reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
