"""The after-sales team: KPI sheets, complaints 30 and 60, discounts (R5.4, R7.1)."""

from odoo import Command

from ..commission import order_values
from .team import Member, Team

# Refunded of 1,000 orders, and points of the judged lines, in the locked months.
REFUNDED = {"701": (50, 50), "702": (50, 51), "703": (80, 40)}
SHEETS = {
    "701": ((20, 15, 15, 15), (20, 15, 15, 15)),
    "702": ((15, 15, 15, 15), (20, 20, 20, 15)),
    "703": ((20, 20, 20, 20), (20, 20, 20, 20)),
}


class AfterSales(Team):
    """Sheets of 95 and 90 points, a third complaint, a discount above the limit."""

    pack = "after_sales"
    login = "aftersales"
    name = "售后一组 After-sales"
    leader = "彭涛"
    members = (
        Member("701", "曹颖", "agent", 2000, 10),
        Member("702", "魏然", "senior", 2500, 24),
        Member("703", "丁宁", "lead", 3000, 45),
    )

    def make_month(self, month):
        # R2.1: 30, 60, and the third is a dismissal case, months apart.
        self.enter("702", "COMPLAINT", month, (5, 12, 4)[month])
        if month == 1:
            # R7.6: the target is five minutes.
            self.enter("701", "SLOW_FIRST_REPLY", month, 8, measure=310)
        if month == 2:
            self._give_discounts()
            return
        self.count(
            month,
            {
                code: {"served": 1200, "orders": 1000, "refunds": refunds[month]}
                for code, refunds in REFUNDED.items()
            },
        )

    def review(self, month):
        """The newest sheet of the agent waits for HR."""
        for code, months in SHEETS.items():
            self.judge(code, month, months[month], month == 0 or code != "701")

    def _give_discounts(self):
        """R6.7: 30 is the agent's own decision, 30.01 waits for the leader."""
        orders = self.env["sale.order"].create(
            [self._order_values(discount) for discount in (30, 30.01)]
        )
        orders[0].action_confirm()
        orders[1].action_request_cs_discount()

    def _order_values(self, discount):
        builder = self.builder
        values = order_values(
            1000,
            self.agents["701"],
            partner=builder.customer,
            product=builder.product,
            company_id=builder.company.id,
            cs_discount_note="包装破损 Box was damaged",
        )
        line = {"product_id": builder.product.id, "price_unit": -discount}
        values["order_line"].append(
            Command.create({**line, "product_uom_qty": 1, "tax_ids": False})
        )
        return values
