from odoo import fields, models


class CsConductRule(models.Model):
    """Articles that a handover proposes: not made, or not followed up (R2.5)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=[("handover", "Handover not made or not followed up")],
        ondelete={"handover": "set null"},
    )
