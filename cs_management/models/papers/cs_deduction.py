from odoo import models


class CsDeduction(models.Model):
    _inherit = "cs.deduction"

    def _paper_texts(self):
        """Deductions with their month, each with what of it was taken."""
        return [
            f"{row.display_name} {row.currency_id.format(row.taken)}" for row in self
        ]
