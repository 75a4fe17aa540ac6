from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.commission import HUNDRED
from ...engine.money import to_decimal

# Figures that are a part of another one, with the factor of a per cent.
RATIOS = {
    "conversion": ("bought", "asked", 100),
    "refund_rate": ("refunds", "orders", 100),
    "order_value": ("sales", "orders", 1),
}
# Figures that are means: weighed by the customers served.
MEANS = (
    "first_response",
    "average_response",
    "reply_rate",
    "first_contact",
    "resolution_time",
    "satisfaction",
    "repurchase",
)


class CsServiceStat(models.Model):
    """Further figures of the shop's own statistics, for KPI sheets (R7.2, R7.6).

    Means are weighed by the customers served; zero says that a figure is not known.
    """

    _inherit = "cs.service.stat"

    orders = fields.Integer(aggregator="sum")
    refunds = fields.Integer(string="Orders Refunded", aggregator="sum")
    sales = fields.Monetary(help="Of these orders, as the shop's statistics have them.")
    refund_rate = fields.Float(
        string="Refund Rate (%)",
        compute="_compute_ratios",
        store=True,
        digits=(6, 2),
        aggregator="avg",
        help="Orders refunded of the orders made.",
    )
    order_value = fields.Monetary(
        string="Average Order Value",
        compute="_compute_ratios",
        store=True,
        aggregator="avg",
    )
    first_response = fields.Float(
        string="First Response (s)", digits=(10, 2), aggregator="avg"
    )
    average_response = fields.Float(
        string="Average Response (s)", digits=(10, 2), aggregator="avg"
    )
    reply_rate = fields.Float(string="Reply Rate (%)", digits=(6, 2), aggregator="avg")
    first_contact = fields.Float(
        string="Solved at First Contact (%)", digits=(6, 2), aggregator="avg"
    )
    resolution_time = fields.Float(
        string="Time to Solve (h)", digits=(10, 2), aggregator="avg"
    )
    satisfaction = fields.Float(
        string="Satisfaction (%)", digits=(6, 2), aggregator="avg"
    )
    repurchase = fields.Float(string="Repurchase (%)", digits=(6, 2), aggregator="avg")

    _service_figures = models.Constraint(
        "CHECK (COALESCE(orders, 0) >= 0 AND COALESCE(sales, 0) >= 0 "
        "AND COALESCE(refunds, 0) BETWEEN 0 AND COALESCE(orders, 0) "
        "AND COALESCE(first_response, 0) >= 0 "
        "AND COALESCE(average_response, 0) >= 0 "
        "AND COALESCE(resolution_time, 0) >= 0 "
        "AND COALESCE(reply_rate, 0) BETWEEN 0 AND 100 "
        "AND COALESCE(first_contact, 0) BETWEEN 0 AND 100 "
        "AND COALESCE(satisfaction, 0) BETWEEN 0 AND 100 "
        "AND COALESCE(repurchase, 0) BETWEEN 0 AND 100)",
        "Figures cannot be negative, rates not above 100 %, and no more orders can be "
        "refunded than were made.",
    )

    @api.depends("orders", "refunds", "sales")
    def _compute_ratios(self):
        for stat in self:
            orders = stat.orders or 0
            stat.refund_rate = orders and (
                to_decimal(stat.refunds or 0) * HUNDRED / orders
            )
            stat.order_value = orders and to_decimal(stat.sales or 0) / orders

    def _read_group_select(self, aggregate_spec, query):
        """Groups show what the sums make, and means by the customers served.

        As KPI sheets and commission count them: the mean of the days' rates would be
        another figure.
        """
        name, _colon, function = aggregate_spec.partition(":")

        def column(field_name):
            return self._field_to_sql(self._table, field_name, query)

        if function == "avg" and name in RATIOS:
            part, whole, factor = RATIOS[name]
            return SQL(
                "CASE WHEN SUM(%(whole)s) > 0 THEN LEAST("
                "SUM(%(part)s) * %(factor)s::numeric / SUM(%(whole)s), %(most)s) END",
                part=column(part),
                whole=column(whole),
                factor=factor,
                most=HUNDRED if factor == HUNDRED else None,
            )
        if function == "avg" and name in MEANS:
            return SQL(
                "SUM(%(mean)s * %(weight)s) FILTER (WHERE %(mean)s > 0) "
                "/ SUM(%(weight)s) FILTER (WHERE %(mean)s > 0)",
                mean=column(name),
                weight=SQL("GREATEST(%s, 1)", column("served")),
            )
        return super()._read_group_select(aggregate_spec, query)
