from odoo import models


class CsCommissionLine(models.Model):
    _inherit = "cs.commission.line"

    def action_correct(self):
        """HR gives the orders of credits to others, also of locked months (R6.1)."""
        return self.env["cs.order.assign"]._correct(credit_ids=self)
