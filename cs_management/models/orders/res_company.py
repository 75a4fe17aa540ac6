from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_duty_tolerance = fields.Integer(
        string="On Duty around a Shift (Minutes)",
        default=60,
        help="An order so long before or after an agent's shift is still theirs.",
    )

    _cs_duty_tolerance = models.Constraint(
        "CHECK (cs_duty_tolerance >= 0)",
        "Order settings: the minutes around a shift cannot be negative.",
    )
