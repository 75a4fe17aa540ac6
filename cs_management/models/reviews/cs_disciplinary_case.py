from odoo import api, fields, models


class CsDisciplinaryCase(models.Model):
    """A case that failed sheets running propose (R7.3)."""

    _inherit = "cs.disciplinary.case"

    reason = fields.Selection(
        selection_add=[("review", "KPI sheets failed")],
        ondelete={"review": "cascade"},
    )

    @api.model
    def _withdraw_reviews(self, period, cases):
        """Take back what sheets that are failed no more had proposed.

        :param period: whose run finds that; its own proposals go by themselves
        """
        if hasattr(self, "_close_for"):
            for case in cases:
                self._close_for(case.employee_id, "review", case.period_id, case.key)
            return
        fallen = cases.filtered(
            lambda case: case.state == "proposed" and case.period_id != period
        )
        if fallen:
            fallen.write(
                {
                    "state": "dropped",
                    "decision_note": self.env._(
                        "Withdrawn: a sheet was corrected after the month was locked, "
                        "so they are not failed in a row any more."
                    ),
                    "decided_by_id": self.env.ref("base.user_root").id,
                }
            )
