from odoo import fields, models


class ResCompany(models.Model):
    """How far fines and losses may go into a month's wage."""

    _inherit = "res.company"

    cs_protection_enabled = fields.Boolean(string="Wage Protection", default=True)
    cs_protection_rate = fields.Float(
        string="Deductions at Most (%)",
        default=20,
        digits=(6, 2),
        help="Deductions for violations and losses, of the month's wage.",
    )
    cs_minimum_wage = fields.Monetary(
        string="Minimum Wage", help="Per month, as the place of work sets it."
    )
    cs_protection_rest = fields.Selection(
        [("carry", "Carried to the next period"), ("drop", "Dropped")],
        string="What Is Not Taken Is",
        required=True,
        default="carry",
    )

    _cs_protection = models.Constraint(
        "CHECK (cs_protection_rate BETWEEN 0 AND 100 AND cs_minimum_wage >= 0)",
        "Wage protection: the minimum wage cannot be negative, and the deductions lie "
        "between 0 and 100 %.",
    )
