from odoo import models


class CsHandover(models.Model):
    _inherit = "cs.handover"

    def action_print(self):
        return self.env.ref("cs_management.cs_handover_report").report_action(self)
