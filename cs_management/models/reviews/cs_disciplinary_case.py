from odoo import api, fields, models


class CsDisciplinaryCase(models.Model):
    """A case that failed sheets running propose (R7.3)."""

    _inherit = "cs.disciplinary.case"

    reason = fields.Selection(
        selection_add=[("review", "KPI sheets failed")],
        ondelete={"review": "cascade"},
    )

    @api.model
    def _reasons_elsewhere(self):
        """The run of a later period takes them back, too: reviews do it themselves."""
        return (*super()._reasons_elsewhere(), "review")

    @api.model
    def _withdraw_reviews(self, cases):
        """Take back what sheets that are failed no more had proposed."""
        for case in cases.filtered(lambda case: case.state in self._open_states()):
            self._close_for(case.employee_id, "review", case.period_id, case.key)
