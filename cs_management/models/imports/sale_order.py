from odoo import fields, models


class SaleOrder(models.Model):
    """An order that came in with a shop's file."""

    _inherit = "sale.order"

    cs_import_file_id = fields.Many2one(
        "cs.import.file",
        string="Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_officer",
    )
    cs_import_digest = fields.Char(
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_officer",
        help="Of what the last file said of the order: the same again changes nothing.",
    )
    cs_buyer = fields.Char(string="Buyer", copy=False, help="As the shop names them.")

    _cs_shop_number_idx = models.Index(
        "(team_id, client_order_ref) WHERE client_order_ref IS NOT NULL"
    )
    _cs_buyer_idx = models.Index("(team_id, cs_buyer) WHERE cs_buyer IS NOT NULL")
