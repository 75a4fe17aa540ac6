from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_home_first = fields.Boolean(related="company_id.cs_home_first", readonly=False)
