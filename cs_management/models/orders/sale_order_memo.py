from odoo import fields, models


class SaleOrder(models.Model):
    """What the shop's seller wrote at the order: memo and flag (R6.1, R6.8)."""

    _inherit = "sale.order"

    cs_memo = fields.Text(
        string="Seller's Memo",
        copy=False,
        help="As the shop's tool has it; it may name the agent's work number.",
    )
    cs_flag = fields.Selection(
        [
            ("red", "Red"),
            ("yellow", "Yellow"),
            ("green", "Green"),
            ("blue", "Blue"),
            ("purple", "Purple"),
        ],
        string="Flag",
        copy=False,
        help="As the shop's tool has it.",
    )
