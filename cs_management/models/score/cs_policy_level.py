from odoo import fields, models


class CsPolicyLevel(models.Model):
    _inherit = "cs.policy.level"

    scored = fields.Boolean(default=True, help="Off: this level has no monthly score.")
