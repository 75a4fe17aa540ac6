"""What the teams spend of their funds."""

from odoo import Command

from .chapter import DemoChapter


class Demo(DemoChapter):
    """Each team spends a part of its fund on a tea."""

    sequence = 110

    def make_closed(self, month):
        """Asked, approved, paid (R2.10)."""
        period = self.builder.periods[month]
        funds = self.env["cs.fund"].search(
            [("company_id", "=", self.builder.company.id)]
        )
        expenses = self.env["cs.fund.expense"].create(
            [
                {
                    "fund_id": fund.id,
                    "date": period.date_to,
                    "requester_id": self.builder.users["leader"].id,
                    "name": "下午茶 Afternoon tea",
                    "amount": fund.currency_id.round(fund.balance / 2),
                    "receipt_ids": [
                        Command.create(
                            {"name": "receipt.txt", "raw": b"Tea house, paid in cash"}
                        )
                    ],
                }
                for fund in funds
                if fund.balance > 0
            ]
        )
        expenses = self.builder.as_user("officer", expenses)
        expenses.action_approve()
        expenses.action_pay()
