from odoo import models
from odoo.tools import format_date


class CsBonus(models.Model):
    _inherit = "cs.bonus"

    def _paper_texts(self):
        """Days and reasons: how much it is stands in the calculation."""
        return [f"{format_date(self.env, row.date)} {row.reason}" for row in self]
