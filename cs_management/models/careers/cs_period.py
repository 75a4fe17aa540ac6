from odoo import models


class CsPeriod(models.Model):
    """What follows from a locked period for careers (R5.10-R5.20)."""

    _inherit = "cs.period"

    def _after_lock(self):
        """Grade the quarter, then hold everybody against the criteria."""
        result = super()._after_lock()
        self.env["cs.quarter.grade"]._settle(self)
        self.env["cs.level.progress"]._settle(self)
        return result

    def _after_reopen(self):
        """Grades, progress and proposals of the period go; the next lock makes them."""
        result = super()._after_reopen()
        self.env["cs.level.progress"]._take_back(self)
        self.env["cs.quarter.grade"].search([("period_id", "=", self.id)]).unlink()
        return result
