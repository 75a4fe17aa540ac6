from odoo import fields, models


class CsPolicyLevel(models.Model):
    _inherit = "cs.policy.level"

    commission_eligible = fields.Boolean(
        string="Commission",
        default=True,
        help="Off: no commission and no pool share, as in the trial.",
    )
