from odoo import fields, models


class CsPolicyLevel(models.Model):
    _inherit = "cs.policy.level"

    allowance = fields.Monetary(
        groups="cs_management.group_cs_officer",
        help="Paid each month beside the wage, by days.",
    )
    guaranteed = fields.Boolean(
        string="Guarantee",
        default=True,
        help="Off: days at this level neither guarantee nor count, as in the trial.",
    )
