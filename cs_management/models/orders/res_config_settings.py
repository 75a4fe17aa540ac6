from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_duty_tolerance = fields.Integer(
        related="company_id.cs_duty_tolerance", readonly=False
    )
    cs_numbers_read = fields.Boolean(
        related="company_id.cs_numbers_read", readonly=False
    )
    cs_numbers_by_hand = fields.Selection(
        related="company_id.cs_numbers_by_hand", readonly=False
    )
    cs_flag_red = fields.Selection(related="company_id.cs_flag_red", readonly=False)
    cs_flag_yellow = fields.Selection(
        related="company_id.cs_flag_yellow", readonly=False
    )
    cs_flag_green = fields.Selection(related="company_id.cs_flag_green", readonly=False)
    cs_flag_blue = fields.Selection(related="company_id.cs_flag_blue", readonly=False)
    cs_flag_purple = fields.Selection(
        related="company_id.cs_flag_purple", readonly=False
    )
