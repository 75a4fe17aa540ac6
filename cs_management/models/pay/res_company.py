from odoo import fields, models


class ResCompany(models.Model):
    """What a month's wage is divided by: days and divisor are of one kind (R5)."""

    _inherit = "res.company"

    cs_day_rate_basis = fields.Selection(
        [
            ("working", "Days to work of the period"),
            ("calendar", "Calendar days of the period"),
            ("fixed", "Fixed number of days"),
        ],
        string="Day Rate Basis",
        required=True,
        default="working",
        help="What the monthly wage is divided by for the wage of one day.",
    )
    cs_day_rate_days = fields.Float(
        string="Days per Month", default=21.75, digits=(6, 2)
    )
    cs_day_rate_kind = fields.Selection(
        [("working", "days to work"), ("calendar", "calendar days")],
        string="Kind of Days",
        required=True,
        default="working",
        help="What the fixed number counts: 21.75 or 26 days to work, or 30 calendar "
        "days.",
    )

    _cs_day_rate_days = models.Constraint(
        "CHECK (cs_day_rate_days > 0)",
        "Pay settings: the days per month must be above zero.",
    )
