from odoo import models
from odoo.tools import format_date


class CsConductEntry(models.Model):
    _inherit = "cs.conduct.entry"

    def _paper_texts(self):
        """Days and rules, each with its points."""
        return [
            f"{format_date(self.env, entry.date)} {entry.rule_id.name}"
            + (f" ({entry.score_points:+g})" if entry.score_points else "")
            for entry in self
        ]
