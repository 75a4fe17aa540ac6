from odoo import models
from odoo.tools.misc import formatLang


class CsCommissionLine(models.Model):
    _inherit = "cs.commission.line"

    def _paper_texts(self):
        """The orders' numbers, each with what of it counts."""
        return [
            f"{line.order_name} {formatLang(self.env, line.base, digits=2)}"
            for line in self
        ]
