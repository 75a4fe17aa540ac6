from odoo import fields, models

MERITS = [
    ("best_work", "Best workload and quality of the month"),
    ("no_complaint", "A month without a valid complaint"),
    ("base_kept", "A month without a deduction"),
    ("full_attendance", "A month of full attendance"),
    ("on_call", "A shift covered on call"),
]


class CsConductRule(models.Model):
    """Merits that the end of the month enters by itself (R3.2, R4.1).

    An entry of an article for valid complaints takes the merit of a month without one.
    """

    _inherit = "cs.conduct.rule"

    event = fields.Selection(
        selection_add=[*MERITS, ("complaint", "A valid complaint")],
        ondelete={event: "set null" for event, _label in MERITS}
        | {"complaint": "set null"},
    )

    def _scores(self):
        """Whether the article moves the score at all."""
        self.ensure_one()
        return bool(
            self.points_min
            or self.points_max
            or any(not step.keep_points and step.points for step in self.step_ids)
        )
