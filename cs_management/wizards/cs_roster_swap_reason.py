from odoo import fields, models


class CsRosterSwapReason(models.TransientModel):
    """Ask why a swap is declined by the colleague or refused by the leader."""

    _name = "cs.roster.swap.reason"
    _description = "Reason about a Swap"

    swap_id = fields.Many2one("cs.roster.swap", required=True, readonly=True)
    purpose = fields.Selection(
        [("decline", "Decline"), ("refuse", "Refuse")], required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        if self.purpose == "decline":
            self.swap_id.decline(self.reason)
        else:
            self.swap_id.refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
