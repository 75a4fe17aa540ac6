from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _cs_no_commission_domain(self):
        """Articles without commission, by themselves or by their category (R6.8)."""
        # sudo: which categories earn no commission is no secret
        categories = (
            self.env["product.category"]
            .sudo()
            .search([("cs_no_commission", "=", True)])
        )
        domain = Domain("product_tmpl_id.cs_no_commission", "=", True)
        if categories:
            domain |= Domain("categ_id", "child_of", categories.ids)
        return domain | Domain("id", "in", self._cs_prepaid_ids())

    @api.model
    def _cs_prepaid_ids(self):
        """Gift cards and eWallet top-ups: money taken in advance is no sale yet."""
        if "loyalty.program" not in self.env:
            return []
        # sudo: which articles are gift cards is no secret
        programs = self.env["loyalty.program"].sudo()
        prepaid = programs.search([("program_type", "in", ("gift_card", "ewallet"))])
        return prepaid.rule_ids.product_ids.ids

    @api.model
    def _cs_no_commission_ids(self):
        # sudo: articles of any company; only ids are compared
        articles = self.sudo().with_context(active_test=False)
        return articles.search(self._cs_no_commission_domain()).ids

    def _cs_refresh_lines(self):
        """Order lines follow, but for those of orders that a locked period credited."""
        settled = Domain(
            "order_id.cs_commission_line_ids",
            "any",
            [("period_id.state", "=", "locked")],
        )
        # sudo: whoever edits articles may not see the orders with them
        lines = self.env["sale.order.line"].sudo()
        lines.search(
            Domain("product_id", "in", self.ids) & ~settled
        )._compute_cs_no_commission()
