from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_duty_tolerance = fields.Integer(
        related="company_id.cs_duty_tolerance", readonly=False
    )
