from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_mail_statement = fields.Boolean(string="Mail Published Statements")
