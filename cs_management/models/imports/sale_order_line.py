from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    cs_import_key = fields.Char(
        readonly=True,
        copy=False,
        help="Which of the order's lines in the shop's file it is.",
    )
