from odoo import models


class CsHandoverItemStep(models.Model):
    _inherit = "cs.handover.item.step"

    def _paper_row(self):
        """What the handover's paper says of it as it was handed over then."""
        # sudo: names are part of what was handed over
        step = self.sudo()
        return step.item_id._paper_cells(
            step.state, step.priority, step.due_at, step.holder_id, step.note
        )
