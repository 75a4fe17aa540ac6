from odoo import api, fields, models


class CsDisciplinaryCase(models.Model):
    """A case that failed sheets running propose (R7.3)."""

    _inherit = "cs.disciplinary.case"

    reason = fields.Selection(
        selection_add=[("review", "KPI sheets failed")],
        ondelete={"review": "cascade"},
    )

    @api.model
    def _withdraw_reviews(self, cases):
        """Drop open cases of locked periods whose sheets are failed no more."""
        cases._fall(
            self.env._(
                "Withdrawn: a sheet was corrected after the month was locked, "
                "so they are not failed in a row any more."
            )
        )
