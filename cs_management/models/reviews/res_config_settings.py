from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_notify_review = fields.Boolean(
        related="company_id.cs_notify_review", readonly=False
    )
