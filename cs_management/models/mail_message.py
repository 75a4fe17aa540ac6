from odoo import models
from odoo.exceptions import AccessError

CONTENT = {
    "attachment_ids",
    "author_guest_id",
    "author_id",
    "body",
    "date",
    "email_from",
    "is_internal",
    "message_type",
    "model",
    "parent_id",
    "res_id",
    "subject",
    "subtype_id",
    "tracking_value_ids",
}


class MailMessage(models.Model):
    """What the discussion of a record says is evidence: of what was changed and why."""

    _inherit = "mail.message"

    def write(self, vals):
        if not CONTENT.isdisjoint(vals):
            self._cs_check_history()
        return super().write(vals)

    def unlink(self):
        self._cs_check_history()
        return super().unlink()

    def _cs_check_history(self):
        """Raise for what the addon has noted, and for all of a locked month."""
        if self.env.su:
            return
        # sudo: only whose discussion it is, and what kind of message, is looked at
        for model, messages in self.sudo().grouped("model").items():
            # A message outlives the model of an addon that is gone.
            if not hasattr(self.env.get(model), "_why_not_history"):
                continue
            if any(message._cs_is_noted() for message in messages):
                raise AccessError(
                    self.env._(
                        "What was changed and decided stays in the history. Write a "
                        "message of your own beside it."
                    )
                )
            records = self.env[model].browse(set(messages.mapped("res_id")))
            # sudo: whether the month is locked counts, not who reads the record
            for record in records.sudo().exists():
                if reason := record._why_not_history():
                    raise AccessError(reason)

    def _cs_is_noted(self):
        """Whether it is a note of the system, no message that somebody wrote."""
        return bool(self.tracking_value_ids) or self.message_type != "comment"
