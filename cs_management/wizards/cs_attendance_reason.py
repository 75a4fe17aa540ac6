from odoo import fields, models


class CsAttendanceReason(models.TransientModel):
    """Ask why an attendance exception is refused, or its approval revoked."""

    _name = "cs.attendance.reason"
    _description = "Reason about an Attendance Exception"

    exception_id = fields.Many2one(
        "cs.attendance.exception", required=True, readonly=True
    )
    purpose = fields.Selection(
        [("refuse", "Refuse"), ("revoke", "Revoke")], required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        if self.purpose == "refuse":
            self.exception_id.refuse(self.reason)
        else:
            self.exception_id.revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
