from odoo import fields, models

FLAG_MEANINGS = [
    ("ignored", "Means nothing"),
    ("tagged", "Numbers count only with it"),
    ("special", "Means a special wish"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_duty_tolerance = fields.Integer(
        string="On Duty around a Shift (Minutes)",
        default=60,
        help="An order so long before or after an agent's shift is still theirs.",
    )
    cs_numbers_read = fields.Boolean(
        string="Read Work Numbers",
        default=True,
        help="Orders get their agent's tag by the work number that stands in them.",
    )
    cs_numbers_by_hand = fields.Selection(
        [
            ("wait", "Wait for a leader"),
            ("list", "Count, and are listed for the leader"),
        ],
        string="Numbers Written by Hand",
        required=True,
        default="wait",
        help="Work numbers that somebody writes who does not lead the agent. Imported "
        "ones count at once, and so do those of leaders and HR.",
    )
    cs_flag_red = fields.Selection(
        FLAG_MEANINGS, string="Red Flag", required=True, default="ignored"
    )
    cs_flag_yellow = fields.Selection(
        FLAG_MEANINGS, string="Yellow Flag", required=True, default="ignored"
    )
    cs_flag_green = fields.Selection(
        FLAG_MEANINGS, string="Green Flag", required=True, default="ignored"
    )
    cs_flag_blue = fields.Selection(
        FLAG_MEANINGS, string="Blue Flag", required=True, default="ignored"
    )
    cs_flag_purple = fields.Selection(
        FLAG_MEANINGS, string="Purple Flag", required=True, default="ignored"
    )

    _cs_duty_tolerance = models.Constraint(
        "CHECK (cs_duty_tolerance >= 0)",
        "Order settings: the minutes around a shift cannot be negative.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "cs_numbers_read" in vals:
            self.env.registry.clear_cache()
        return result
