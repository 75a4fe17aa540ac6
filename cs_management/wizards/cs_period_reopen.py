from odoo import fields, models


class CsPeriodReopen(models.TransientModel):
    """Ask why a locked period is reopened."""

    _name = "cs.period.reopen"
    _description = "Reopen a Pay Period"
    _inherit = "cs.value.mixin"

    period_id = fields.Many2one("cs.period", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_reopen(self):
        return self.period_id.reopen(self.reason)
