from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_live_chat = fields.Boolean(related="company_id.cs_live_chat", readonly=False)
    cs_revisit_days = fields.Integer(
        related="company_id.cs_revisit_days", readonly=False
    )
    cs_has_live_chat = fields.Boolean(compute="_compute_cs_has_live_chat")

    @api.depends("company_id")
    def _compute_cs_has_live_chat(self):
        self.cs_has_live_chat = self.env["cs.live.chat"]._is_installed()
