from odoo import models

from .cs_level_change import STAGES


class CsPeriod(models.Model):
    _inherit = "cs.period"

    def _after_reopen(self):
        """Proposals that nobody has touched go; the next lock proposes anew."""
        result = super()._after_reopen()
        proposals = self.env["cs.level.change"].search(
            [("period_id", "in", self.ids), ("state", "in", STAGES)]
        )
        proposals.filtered(lambda change: not change._is_touched()).unlink()
        return result
