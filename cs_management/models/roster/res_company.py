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
    cs_on_call_hours = fields.Float(
        string="Covered On Call within (Hours)",
        default=24,
        help="A shift handed over so shortly before it begins is covered on call: a "
        "merit, where the policy has one. 0: leaders mark it on the roster.",
    )
    cs_notify_swap = fields.Boolean(string="Tell of Roster Swaps", default=True)

    _cs_roster_figures = models.Constraint(
        "CHECK (cs_roster_running >= 0 AND cs_roster_stretch > 0)",
        "Roster settings: days cannot be negative, and the hours without a break are "
        "above zero.",
    )
    _cs_on_call_hours = models.Constraint(
        "CHECK (cs_on_call_hours >= 0)",
        "Roster settings: the hours of cover on call cannot be negative.",
    )
