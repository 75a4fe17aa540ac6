from odoo import fields, models


class CsConductEntry(models.Model):
    """An entry with a loss made good feeds a claim (R2.17)."""

    _inherit = "cs.conduct.entry"

    claim_ids = fields.One2many("cs.loss.claim", "entry_id")

    def write(self, vals):
        result = super().write(vals)
        if "compensation" in vals:
            self._feed_claims()
        return result

    def _post(self):
        result = super()._post()
        self._feed_claims()
        return result

    def _cancel(self):
        result = super()._cancel()
        self._feed_claims()
        return result

    def _reverse(self, left=None):
        result = super()._reverse(left)
        self._feed_claims()
        return result

    def _feed_claims(self):
        self.env["cs.loss.claim"]._of_entries(self)
