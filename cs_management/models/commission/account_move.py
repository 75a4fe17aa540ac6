from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountMove(models.Model):
    """A credit note that names no order: an officer says of which it is (R6.4)."""

    _inherit = "account.move"

    cs_order_id = fields.Many2one(
        "sale.order",
        string="Reduces Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_officer",
        help="Set in the Order Check: the order whose commission it reduces.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any("cs_order_id" in vals for vals in vals_list):
            self._cs_check_kept()
        return super().create(vals_list)

    def write(self, vals):
        if "cs_order_id" in vals:
            self._cs_check_kept()
        return super().write(vals)

    @api.model
    def _cs_check_kept(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Whose commission a credit note reduces is said in the Order "
                    "Check, with a reason."
                )
            )
