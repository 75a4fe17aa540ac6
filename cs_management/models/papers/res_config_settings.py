from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_mail_statement = fields.Boolean(
        related="company_id.cs_mail_statement", readonly=False
    )
