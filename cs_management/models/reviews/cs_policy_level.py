from odoo import fields, models


class CsPolicyLevel(models.Model):
    """What who passes the monthly sheet is paid at a level (R5.4)."""

    _inherit = "cs.policy.level"

    kpi_amount = fields.Monetary(
        string="KPI Bonus",
        groups="cs_management.group_cs_officer",
        help="Paid for a month whose sheet is passed.",
    )
    kpi_rate = fields.Float(
        string="KPI Bonus (%)",
        digits=(6, 2),
        groups="cs_management.group_cs_officer",
        help="Per cent of the month's base pay; where there is no amount.",
    )

    _kpi_bonus = models.Constraint(
        "CHECK (COALESCE(kpi_amount, 0) >= 0 AND COALESCE(kpi_rate, 0) >= 0 "
        "AND (COALESCE(kpi_amount, 0) = 0 OR COALESCE(kpi_rate, 0) = 0))",
        "A KPI bonus is an amount or per cent of base pay, not both, and not below "
        "zero.",
    )
