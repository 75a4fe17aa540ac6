from odoo import fields, models


class CsConductStep(models.Model):
    """A step may ask for a sanction beside money and points, or instead (R2.2)."""

    _inherit = "cs.conduct.step"

    sanction = fields.Selection(
        help="Beside money and points, or instead of them: a demerit goes on the "
        "agent's file once HR has confirmed it.",
    )
