from odoo import models
from odoo.tools import plaintext2html


class HrPayslipEmployees(models.TransientModel):
    """Payroll's batch wizard: one broken rule does not stop the whole batch."""

    _inherit = "hr.payslip.employees"

    def compute_sheet(self):
        """Make the slips that can be computed, and name the others with the reason."""
        failed = {}
        result = super(
            HrPayslipEmployees, self.with_context(cs_failed_slips=failed)
        ).compute_sheet()
        if not failed:
            return result
        broken = self.env["hr.payslip"].union(*failed)
        text = "\n".join(
            self.env._(
                "%(agent)s has no payslip: %(reason)s",
                agent=slip.employee_id.name,
                reason=reason,
            )
            for slip, reason in failed.items()
        )
        broken.payslip_run_id.message_post(body=plaintext2html(text))
        broken.unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Not All Payslips Were Made"),
                "message": text,
                "type": "warning",
                "sticky": True,
                "next": result,
            },
        }
