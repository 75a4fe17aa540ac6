from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_roster_running = fields.Integer(
        string="Days Running at Most",
        default=6,
        help="The roster warns when somebody is planned for more days running; 0: "
        "never.",
    )
    cs_roster_stretch = fields.Float(
        string="Hours without a Break at Most",
        default=8,
        help="The roster warns when somebody is planned for longer at a stretch.",
    )
    cs_notify_swap = fields.Boolean(string="Tell of Roster Swaps", default=True)

    _cs_roster_figures = models.Constraint(
        "CHECK (cs_roster_running >= 0 AND cs_roster_stretch > 0)",
        "Roster settings: days cannot be negative, and the hours without a break are "
        "above zero.",
    )
