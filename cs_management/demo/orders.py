"""Memos of the shop in orders of the open month: read, unknown, of two agents."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """What sellers write into their tool; no order gets another agent by it."""

    sequence = 112

    def make_open(self):
        period = self.env["cs.period"].search([], order="date_from desc", limit=1)
        orders = self.env["sale.order"].search(
            [
                ("company_id", "=", self.builder.company.id),
                ("state", "=", "sale"),
                ("date_order", ">=", period.start_utc),
                ("date_order", "<", period.stop_utc),
            ],
            order="date_order, id",
        )
        bare = orders.filtered(lambda order: not order._cs_agents())
        for order, memo in zip(
            bare, ("GH999 改地址", "101,102一起", "999", "请尽快发货"), strict=False
        ):
            order.cs_memo = memo
        for order in (orders - bare)[:6]:
            agent = order._cs_agents()[:1]
            if len(order._cs_agents()) == 1:
                order.write(
                    {"cs_memo": f"工号{agent.cs_agent_code}", "cs_flag": "yellow"}
                )
