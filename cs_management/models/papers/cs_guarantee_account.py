from odoo import models


class CsGuaranteeAccount(models.Model):
    _inherit = "cs.guarantee.account"

    def _paper_texts(self):
        """The months of the account, each with what counts and what is guaranteed."""
        return [
            self.env._(
                "%(period)s: pay counted %(counted)s, guaranteed %(guaranteed)s",
                period=row.period_id.name,
                counted=row.currency_id.format(row.counted),
                guaranteed=row.currency_id.format(row.guaranteed),
            )
            for row in self
        ]
