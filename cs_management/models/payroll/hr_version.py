from odoo import fields, models


class HrVersion(models.Model):
    """Payroll's contract fields are HR's, as Odoo asks of all of them."""

    _inherit = "hr.version"

    struct_id = fields.Many2one(groups="hr.group_hr_manager")
    schedule_pay = fields.Selection(groups="hr.group_hr_manager")
