from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_live_chat = fields.Boolean(
        string="Figures from Live Chat",
        help="Every night the finished sessions of the day before become service "
        "figures and spot checks of the agents who answered.",
    )
    cs_revisit_days = fields.Integer(
        string="Days to Come Back to a Customer",
        default=3,
        help="Within these days somebody who asked and did not buy is contacted again.",
    )

    _cs_revisit_days = models.Constraint(
        "CHECK (cs_revisit_days >= 0)",
        "The days to come back to a customer cannot be negative.",
    )
