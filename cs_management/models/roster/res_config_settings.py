from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_roster_running = fields.Integer(
        related="company_id.cs_roster_running", readonly=False
    )
    cs_roster_stretch = fields.Float(
        related="company_id.cs_roster_stretch", readonly=False
    )
    cs_on_call_hours = fields.Float(
        related="company_id.cs_on_call_hours", readonly=False
    )
    cs_notify_swap = fields.Boolean(related="company_id.cs_notify_swap", readonly=False)
