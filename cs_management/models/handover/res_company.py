from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_notify_handover = fields.Boolean(
        string="Tell of Waiting Handovers", default=True
    )
    cs_notify_item = fields.Boolean(string="Tell of Overdue Work", default=True)
