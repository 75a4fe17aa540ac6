from odoo import models


class MailTrackingValue(models.Model):
    """What a field was before stays in the history of its record."""

    _inherit = "mail.tracking.value"

    def write(self, vals):
        # sudo: whose history it is, is looked at with the user's own rights then
        self.sudo().mail_message_id.sudo(self.env.su)._cs_check_history()
        return super().write(vals)

    def unlink(self):
        # sudo: whose history it is, is looked at with the user's own rights then
        self.sudo().mail_message_id.sudo(self.env.su)._cs_check_history()
        return super().unlink()
