from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class SaleOrderLine(models.Model):
    """Lines that are no sales of the agent, as their article was then (R6.8)."""

    _inherit = "sale.order.line"

    cs_no_commission = fields.Boolean(
        string="No Commission",
        compute="_compute_cs_no_commission",
        store=True,
        precompute=True,
        copy=False,
    )

    _cs_no_commission_idx = models.Index("(order_id) WHERE cs_no_commission")

    def _auto_init(self):
        """Lines that are there stay as they were credited: nothing is computed."""
        if not column_exists(self.env.cr, self._table, "cs_no_commission"):
            create_column(self.env.cr, self._table, "cs_no_commission", "boolean")
        return super()._auto_init()

    @api.model
    def _cs_left_out_by(self):
        """Fields of other addons that make a line none of the agent's sales (R6.8).

        Postage of ``delivery``; of ``sale_loyalty`` promotions, coupons, and what is
        paid by gift card or eWallet. Known by name: they may not be installed.
        """
        return [name for name in ("is_delivery", "reward_id") if name in self._fields]

    @api.depends(lambda self: ["product_id", *self._cs_left_out_by()])
    def _compute_cs_no_commission(self):
        free = self.product_id.filtered_domain(
            self.env["product.product"]._cs_no_commission_domain()
        )
        names = self._cs_left_out_by()
        for line in self:
            line.cs_no_commission = line.product_id in free or any(
                line[name] for name in names
            )

    @api.model_create_multi
    def create(self, vals_list):
        if any("cs_no_commission" in vals for vals in vals_list):
            self._cs_check_kept()
        return super().create(vals_list)

    def write(self, vals):
        if "cs_no_commission" in vals:
            self._cs_check_kept()
        return super().write(vals)

    @api.model
    def _cs_check_kept(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Whether a line earns commission follows from its article and "
                    "cannot be set by hand."
                )
            )

    @api.model
    def _cs_has_no_commission(self):
        """Whether any line earns none: most companies have none of them."""
        self.flush_model(["cs_no_commission"])
        query = SQL(
            "SELECT EXISTS (SELECT FROM sale_order_line WHERE cs_no_commission)"
        )
        return self.env.execute_query(query)[0][0]
