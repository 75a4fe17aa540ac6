from odoo import fields, models

KINDS = [
    ("suggestion", "Improvement"),
    ("knowledge", "Shared knowledge"),
    ("care", "Care of customers"),
]
EVENTS = [
    ("suggestion", "An adopted suggestion"),
    ("knowledge", "Adopted knowledge that is shared"),
    ("care", "Care of customers that is honoured"),
]


class CsConductRule(models.Model):
    """Articles that an adopted suggestion enters (R2.12, R3.2, R9.12)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=EVENTS,
        ondelete={event: "set null" for event, _label in EVENTS},
    )
