from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_regulation_months = fields.Integer(
        string="Look the Regulation Over (Months)",
        default=12,
        help="After so many months managers are asked to look a regulation over. "
        "0: never.",
    )
    cs_notify_regulation = fields.Boolean(
        string="Tell of New Regulations",
        default=True,
        help="An activity and a mail to each agent when a regulation is announced.",
    )

    _cs_regulation_months = models.Constraint(
        "CHECK (cs_regulation_months >= 0)",
        "The months until a regulation is looked over cannot be negative.",
    )
