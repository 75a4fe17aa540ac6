from odoo import fields, models

from .cs_spot_check import KINDS


class CsConductRule(models.Model):
    """Articles that a single conversation or order proposes (R2.6, R2.7, R7.6)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=KINDS,
        ondelete={kind: "set null" for kind, _label in KINDS},
    )
