from odoo import fields, models


class CsConductRule(models.Model):
    """Articles that the days enter by themselves (R1, R3.3-R3.5, R4.1)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=[
            ("absence", "A day's absence"),
            ("late", "A lateness or early leave"),
            ("missed_punch", "A missed punch"),
            ("proxy", "Proxy punching"),
            ("left_early", "Leaving before the handover"),
        ],
        ondelete={
            "absence": "set null",
            "late": "set null",
            "missed_punch": "set null",
            "proxy": "set null",
            "left_early": "set null",
        },
    )
