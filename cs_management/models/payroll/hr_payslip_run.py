from odoo import fields, models


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
