from odoo import fields, models

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
        "CHECK (COALESCE(orders, 0) >= 0 "
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
