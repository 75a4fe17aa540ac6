from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_week_start = fields.Selection(related="company_id.cs_week_start", readonly=False)
    cs_week_publish_day = fields.Selection(
        related="company_id.cs_week_publish_day", readonly=False
    )
    cs_week_auto_publish = fields.Boolean(
        related="company_id.cs_week_auto_publish", readonly=False
    )
    cs_week_answer_day = fields.Selection(
        related="company_id.cs_week_answer_day", readonly=False
    )
    cs_week_answer_hour = fields.Float(
        related="company_id.cs_week_answer_hour", readonly=False
    )
    cs_week_close_day = fields.Selection(
        related="company_id.cs_week_close_day", readonly=False
    )
    cs_week_close_hour = fields.Float(
        related="company_id.cs_week_close_hour", readonly=False
    )
    cs_week_hours = fields.Float(related="company_id.cs_week_hours", readonly=False)
    cs_proxy_seconds = fields.Integer(
        related="company_id.cs_proxy_seconds", readonly=False
    )
    cs_punch_distance = fields.Integer(
        related="company_id.cs_punch_distance", readonly=False
    )
    cs_notify_exception = fields.Boolean(
        related="company_id.cs_notify_exception", readonly=False
    )
    cs_notify_week = fields.Boolean(related="company_id.cs_notify_week", readonly=False)
