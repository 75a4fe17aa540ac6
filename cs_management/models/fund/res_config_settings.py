from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_fund_names = fields.Boolean(related="company_id.cs_fund_names", readonly=False)
