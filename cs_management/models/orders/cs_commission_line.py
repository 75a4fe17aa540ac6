from odoo import models
from odoo.exceptions import UserError


class CsCommissionLine(models.Model):
    _inherit = "cs.commission.line"

    def action_correct(self):
        """HR gives the orders of credits to others, also of locked months (R6.1)."""
        if self.filtered("pos_order_id"):
            raise UserError(
                self.env._(
                    "What was sold at the counter is its cashier's: correct the "
                    "cashier there."
                )
            )
        return self.env["cs.order.assign"]._correct(credit_ids=self)
