from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_notify_suggestion = fields.Boolean(
        string="Tell of Decided Suggestions", default=True
    )
