from odoo import fields, models
from odoo.exceptions import UserError


class MailMail(models.Model):
    """A mail that carries a statement gets its PDF at the moment it is sent.

    Publishing writes the mails only: a thousand PDFs in that transaction would hold the
    month for minutes, and would lie in the file store afterwards. Odoo's mail queue
    makes them one by one, retries what failed, and nothing is kept.
    """

    _inherit = "mail.mail"

    cs_is_paper = fields.Boolean(
        string="Carries the Statement", readonly=True, copy=False
    )

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.cs_is_paper and self.model == "cs.statement":
            # sudo: the queue sends what publishing wrote, to the agent alone
            statement = self.env["cs.statement"].sudo().browse(self.res_id).exists()
            if not statement or statement.state == "open":
                raise UserError(
                    self.env._(
                        "The statement is not published any more: nothing is mailed."
                    )
                )
            file = statement._paper_file()
            for email in emails:
                email["attachments"] = [*email["attachments"], file]
        return emails
