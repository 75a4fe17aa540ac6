from odoo import models

from ...engine import discount
from ...engine.money import ZERO, to_decimal


class SaleOrderLine(models.Model):
    """What of a line the agent took off themselves (R6.7)."""

    _inherit = "sale.order.line"

    def _cs_given_discount(self):
        """The agent's own discount of the line, in the order's currency (R6.7)."""
        self.ensure_one()
        list_price, list_discount = self._cs_list_terms()
        return discount.given(
            to_decimal(self.product_uom_qty),
            to_decimal(self.price_unit),
            to_decimal(self.discount),
            list_price,
            list_discount,
        )

    def _cs_list_terms(self):
        """Unit price and per cent of discount that the pricelist gives.

        An order that is confirmed keeps the price it was quoted with. Of an order that
        a platform has priced only what was lowered since is the agent's.
        """
        quoted = to_decimal(self.technical_price_unit)
        if not self.product_id or self.is_expense:
            return None, ZERO
        if self.order_id._cs_is_priced_by_shop():
            return quoted, ZERO
        line = self.with_company(self.company_id)
        off = to_decimal(line._cs_list_discount())
        if self.state not in ("draft", "sent"):
            return quoted, off
        price = line.product_id._get_tax_included_unit_price_from_price(
            line._get_display_price(),
            product_taxes=line.product_id.taxes_id._filter_taxes_by_company(
                line.company_id
            ),
            fiscal_position=line.order_id.fiscal_position_id,
        )
        return to_decimal(price), off

    def _cs_find_price_rules(self):
        """Fetch the pricelist rules of many lines at once.

        Odoo looks each line's rule up by itself; what is found here stays cached, as
        its own result would.
        """
        lines = self.filtered(
            lambda line: line.product_id and line.order_id.pricelist_id
        )
        kinds = lines.grouped(
            lambda line: (
                line.order_id.pricelist_id,
                line.product_uom_qty,
                line.product_uom_id,
                line.order_id.date_order,
            )
        )
        for (pricelist, quantity, uom, moment), group in kinds.items():
            found = pricelist._compute_price_rule(
                group.product_id,
                quantity or 1.0,
                uom=uom,
                date=moment,
                compute_price=False,
            )
            for line in group:
                _price, rule_id = found[line.product_id.id]
                line.pricelist_item_id = rule_id

    def _cs_list_discount(self):
        """The discount that the pricelist shows on its lines, in per cent."""
        line = self._get_linked_line() if self.combo_item_id else self
        if not line.pricelist_item_id._show_discount():
            return 0
        before = line._get_pricelist_price_before_discount()
        return before and (before - line._get_pricelist_price()) * 100 / before
