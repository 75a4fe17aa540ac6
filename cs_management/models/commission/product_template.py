from odoo import fields, models


class ProductTemplate(models.Model):
    """Articles that are no sales of the agent: postage, say (R6.8)."""

    _inherit = "product.template"

    cs_no_commission = fields.Boolean(
        string="No Commission",
        help="Left out of what agents sold, as postage is. Orders of locked periods "
        "stay as they are.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not {"cs_no_commission", "categ_id"}.isdisjoint(vals):
            self.product_variant_ids._cs_refresh_lines()
        return result
