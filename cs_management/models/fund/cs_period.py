from odoo import api, models

from ..cs_seal_content import Facts


class CsPeriod(models.Model):
    """Fines of a locked period go to the teams' funds (R2.10)."""

    _inherit = "cs.period"

    def _after_lock(self):
        """Post what was really taken as fines."""
        result = super()._after_lock()
        self.env["cs.fund"]._post_fines(self.statement_ids)
        return result

    def _after_reopen(self):
        """The fines come out of the funds again; the next lock posts them anew."""
        result = super()._after_reopen()
        self.env["cs.fund.move"].search(
            [("statement_id", "in", self.statement_ids.ids)]
        ).unlink()
        return result

    @api.model
    def _sealed_facts(self):
        """What the funds got of the statements."""
        return [*super()._sealed_facts(), Facts("cs.fund.move")]
