from odoo import fields, models


class CsPolicyLevel(models.Model):
    """Performance pay and the range of bonuses at a level (R5.5, R5.6, R3.13)."""

    _inherit = "cs.policy.level"

    performance_pay = fields.Monetary(
        groups="cs_management.group_cs_officer",
        help="A month, by days; an amount of the agent's own goes before. Yearly "
        "grades move it.",
    )
    bonus_min_percent = fields.Float(
        string="Bonus from (%)",
        digits=(6, 2),
        groups="cs_management.group_cs_officer",
        help="Of the month's base pay.",
    )
    bonus_max_percent = fields.Float(
        string="Bonus to (%)",
        digits=(6, 2),
        groups="cs_management.group_cs_officer",
        help="Zero: a bonus is no per cent of base pay at this level.",
    )
    bonus_min_amount = fields.Monetary(
        string="Bonus at Least",
        groups="cs_management.group_cs_officer",
        help="Each month; the pay period says who has none yet.",
    )
    bonus_max_amount = fields.Monetary(
        string="Bonus at Most",
        groups="cs_management.group_cs_officer",
        help="Zero with a least one: no limit. Zero in both: a bonus is no amount.",
    )
    bonus_setter = fields.Selection(
        [("officer", "HR"), ("manager", "The general manager")],
        string="Bonus Set By",
        required=True,
        default="officer",
        groups="cs_management.group_cs_officer",
    )

    _performance = models.Constraint(
        "CHECK (COALESCE(performance_pay, 0) >= 0)",
        "Performance pay cannot be below zero.",
    )
    _bonus_range = models.Constraint(
        "CHECK (COALESCE(bonus_min_percent, 0) >= 0 "
        "AND COALESCE(bonus_min_amount, 0) >= 0 "
        "AND COALESCE(bonus_max_percent, 0) >= COALESCE(bonus_min_percent, 0) "
        "AND (COALESCE(bonus_max_amount, 0) = 0 "
        "OR bonus_max_amount >= COALESCE(bonus_min_amount, 0)))",
        "A bonus ranges from zero or more up to what is at least as much.",
    )
