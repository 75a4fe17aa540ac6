from odoo import models


class CsPeriod(models.Model):
    _inherit = "cs.period"

    def action_unpublish(self):
        """Mails that still wait are not sent: the next publishing writes them anew."""
        result = super().action_unpublish()
        # sudo: the queue is nobody's to read; only these statements' mails go
        self.sudo().statement_ids._recall_papers()
        return result
