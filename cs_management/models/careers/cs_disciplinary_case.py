from odoo import api, models

from ...engine.trace import trace

# A reason of the chapter "cases".
REASON = "junior"


class CsDisciplinaryCase(models.Model):
    """Reviews that were failed in a row propose a case (R5.16)."""

    _inherit = "cs.disciplinary.case"

    @api.model
    def _propose_careers(self, period, found):
        """Propose the cases of a locked period; those that people decided stay.

        :param found: ``{employee_id: (cs.statement, [step])}``
        """
        known = self.search([("period_id", "=", period.id), ("reason", "=", REASON)])
        missing = found.keys() - set(known.employee_id.ids)
        return self.create(
            [
                {
                    "employee_id": employee_id,
                    "department_id": statement.department_id.id,
                    "company_id": period.company_id.id,
                    "period_id": period.id,
                    "statement_id": statement.id,
                    "reason": REASON,
                    "trace": trace(*steps),
                }
                for employee_id, (statement, steps) in found.items()
                if employee_id in missing
            ]
        )

    @api.model
    def _withdraw_careers(self, period):
        """The period is open again: its proposals go, the next lock makes them."""
        cases = self.search([("period_id", "=", period.id), ("reason", "=", REASON)])
        cases.filtered(lambda case: case.state == "proposed").unlink()
