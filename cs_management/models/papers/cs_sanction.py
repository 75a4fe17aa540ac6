from odoo import models


class CsSanction(models.Model):
    _inherit = "cs.sanction"

    def _paper_entry(self):
        """The entry that the sanction rests on: its rule and what it costs."""
        self.check_access("read")
        # sudo: whoever may read the letter may read which rule, and what it costs
        return self.sudo().entry_id
