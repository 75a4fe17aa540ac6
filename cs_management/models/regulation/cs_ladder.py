from odoo import fields, models


class CsLadder(models.Model):
    _inherit = "cs.ladder"

    looked_over_on = fields.Date(
        string="Regulation Looked Over On", readonly=True, copy=False, tracking=True
    )
