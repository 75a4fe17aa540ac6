from odoo import fields, models

from .cs_sanction import KINDS


class CsConductEntry(models.Model):
    """A confirmed entry proposes the sanction that its rule or step asks for (R2.16).

    Cancelled, reversed, appealed against or renumbered, it takes the sanction back.
    """

    _inherit = "cs.conduct.entry"

    sanction_ids = fields.One2many("cs.sanction", "entry_id", string="Sanctions")

    def _store(self, vals):
        if {"sanction", "state"}.isdisjoint(vals):
            return super()._store(vals)
        before = self.filtered("sanction")
        result = super()._store(vals)
        (before | self.filtered("sanction"))._file_sanctions()
        return result

    def _reverse(self, left=None):
        result = super()._reverse(left)
        self._file_sanctions()
        return result

    def _file_sanctions(self):
        if self:
            self.env["cs.sanction"]._of_entries(self)

    def _sanction_kind(self):
        """The kind that this entry puts on file by now; ``False`` if none."""
        counts = (
            self.state == "confirmed"
            and not self.reversal_of_id
            and not self.is_reversed
        )
        return counts and self.sanction in dict(KINDS) and self.sanction
