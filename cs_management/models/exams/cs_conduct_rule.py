from odoo import fields, models

EVENTS = [
    ("exam_full", "Full marks in an exam"),
    ("exam_failed", "An exam not passed"),
    ("exam_best", "The best in an exam"),
]


class CsConductRule(models.Model):
    """Articles that exams enter by themselves (R2.15, R3.2, R3.4)."""

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=EVENTS,
        ondelete={event: "set null" for event, _label in EVENTS},
    )
