from odoo import models


class CsCommissionLine(models.Model):
    _inherit = "cs.commission.line"

    def _paper_texts(self):
        """The orders' numbers, each with what of it counts."""
        # Number and amount stay in one line.
        return [
            f"{line.order_name}\N{NO-BREAK SPACE}{line.currency_id.format(line.base)}"
            for line in self
        ]
