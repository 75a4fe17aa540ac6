from odoo import api, fields, models


class HrPayslipRun(models.Model):
    _inherit = "hr.payslip.run"

    cs_period_id = fields.Many2one(
        "cs.period",
        string="Pay Period",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_officer",
        help="The period whose payslips this batch was generated for.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        """A batch is the record of what was paid together."""
        # sudo: payroll users cannot read statements; only slips are named
        self.sudo().slip_ids._cs_check_unsealed()
