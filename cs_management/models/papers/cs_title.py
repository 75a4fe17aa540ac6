from odoo import models


class CsTitle(models.Model):
    """The title of excellent agent, as a certificate."""

    _inherit = "cs.title"

    def action_print(self):
        return self.env.ref("cs_management.cs_title_report").report_action(self)
