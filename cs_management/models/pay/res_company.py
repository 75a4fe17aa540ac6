from odoo import fields, models


class ResCompany(models.Model):
    """What a month's wage is divided by: days and divisor are of one kind (R5)."""

    _inherit = "res.company"

    cs_day_rate_basis = fields.Selection(
        selection_add=[("calendar", "Calendar days of the period"), ("fixed",)],
        ondelete={"calendar": "set default"},
    )
    cs_day_rate_kind = fields.Selection(
        [("working", "days to work"), ("calendar", "calendar days")],
        string="Kind of Days",
        required=True,
        default="working",
        help="What the fixed number counts: 21.75 or 26 days to work, or 30 calendar "
        "days.",
    )
