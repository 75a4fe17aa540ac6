from odoo import models


class CsTitle(models.Model):
    _name = "cs.title"
    _inherit = ["cs.title", "cs.paper.mixin"]

    def action_print(self):
        return self.env.ref("cs_management.cs_title_report").report_action(self)
