from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_notify_entry = fields.Boolean(string="Tell of Confirmed Entries", default=True)
