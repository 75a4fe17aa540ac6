from odoo import fields, models


class ProductCategory(models.Model):
    """Articles that are no sales of the agent: postage, say (R6.8)."""

    _inherit = "product.category"

    cs_no_commission = fields.Boolean(
        string="No Commission",
        help="Articles of this category and those below, postage say, are left out of "
        "what agents sold. Orders of locked periods stay as they are.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not {"cs_no_commission", "parent_id"}.isdisjoint(vals):
            self.env["product.product"].search(
                [("categ_id", "child_of", self.ids)]
            )._cs_refresh_lines()
        return result
