from odoo import api, models


class CsRosterLine(models.Model):
    """Leave follows the roster that it takes days of (R1.41)."""

    _inherit = "cs.roster.line"

    @api.model
    def _refresh_workdays(self, days):
        self.env["hr.leave"]._cs_recount(days)
        return super()._refresh_workdays(days)
