from odoo import fields, models


class CsConductRule(models.Model):
    """Articles that a missed duty, meeting or report proposes (R2.3, R3.4, R9.8)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=[
            ("duty", "Cleaning duty missed"),
            ("meeting", "Team meeting missed"),
            ("report", "Weekly report missed"),
        ],
        ondelete={"duty": "set null", "meeting": "set null", "report": "set null"},
    )
