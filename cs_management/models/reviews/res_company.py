from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_notify_review = fields.Boolean(
        string="Tell of Confirmed KPI Sheets", default=True
    )
