import logging

from odoo import fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

PAPER = "cs_management.report_cs_statement"
TEMPLATE = "cs_management.cs_mail_template_statement_paper"


class CsStatement(models.Model):
    """The statement on paper: in the agent's language, and by mail once."""

    _inherit = "cs.statement"

    mailed_at = fields.Datetime(
        string="Mailed",
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_officer",
        help="When its mail was written; it goes out with the mail queue.",
    )

    def action_print(self):
        return self.env.ref("cs_management.cs_statement_report").report_action(self)

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------

    def _tell_published(self):
        """One mail: with the statement if the company wants that, else the notice."""
        mailed = self._mail_papers()
        mailed._notify_agents("statement_mailed")
        return super(CsStatement, self - mailed)._tell_published()

    def _notification_switches(self):
        return super()._notification_switches() | {
            "statement_mailed": (
                "cs_notify_statement",
                "",
                "cs_management.cs_activity_look",
            )
        }

    def _mail_papers(self):
        """Write the mail of each statement that had none yet, where it is wanted.

        :return: the statements that are mailed now
        """
        # sudo: addresses of agents and the queue; each mail goes to its agent alone
        wanted = self.sudo().filtered(
            lambda row: row.company_id.cs_mail_statement and not row.mailed_at
        )
        reached = wanted.filtered(
            lambda row: row.employee_id.user_partner_id.email
            or row.employee_id.work_email
        )
        if missing := wanted - reached:
            missing._name_unreached()
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not (reached and template):
            return self.browse()
        written = reached._write_mails(template)
        written.mailed_at = fields.Datetime.now()
        if failed := reached - written:
            failed._name_unwritten()
        return written.with_env(self.env)

    def _write_mails(self, template):
        """Write the mails into the queue; what cannot be written keeps back no other.

        :return: the statements whose mails are written
        """
        try:
            with self.env.cr.savepoint():
                # sudo: users may not send templates; this one goes to each agent alone
                template.sudo().send_mail_batch(
                    self.ids, email_values={"cs_is_paper": True}
                )
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # All is done again.
            raise
        except Exception:  # Whatever a template makes of it: publishing goes on.
            if len(self) > 1:
                return self.browse().concat(
                    *(row._write_mails(template) for row in self)
                )
            _logger.warning("The mail of %s cannot be written", self, exc_info=True)
            return self.browse()
        return self

    def _name_unreached(self):
        """Say in the period's history who has no address: nothing fails for that."""
        for period, statements in self.grouped("period_id").items():
            period.message_post(
                body=self.env._(
                    "No mail address, so their statements were not mailed: %(agents)s. "
                    "Enter the work email of the agent, or hand over the print.",
                    agents=", ".join(statements.employee_id.mapped("display_name")),
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )

    def _name_unwritten(self):
        """Say in the period's history whose mail could not be written."""
        for period, statements in self.grouped("period_id").items():
            period.message_post(
                body=self.env._(
                    "The mails of these statements could not be written: %(agents)s. "
                    "The statements are published. Have the mail template looked at, "
                    "or hand over the print.",
                    agents=", ".join(statements.employee_id.mapped("display_name")),
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )

    def _recall_papers(self):
        """Delete the mails that still wait; what was sent stays sent."""
        waiting = self.env["mail.mail"].search(
            [
                ("cs_is_paper", "=", True),
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("outgoing", "exception")),
            ]
        )
        self.browse(waiting.mapped("res_id")).mailed_at = False
        waiting.unlink()

    # ------------------------------------------------------------------
    # The paper
    # ------------------------------------------------------------------

    def _paper_sources(self):
        """The sources of all lines that are printed, each in its agent's language.

        :return: ``{line_id: [text]}``
        """
        facts, texts = self.line_ids._paper_facts(), {}
        for lang, statements in self.grouped(lambda row: row._paper_lang()).items():
            lines = statements.with_context(lang=lang).line_ids
            texts |= lines._paper_sources(facts)
        return texts

    def _paper_file(self):
        """The printed statement as a file for a mail: name, content and type."""
        self.ensure_one()
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(PAPER, self.ids)
        mimetype = "application/pdf" if kind == "pdf" else "text/html"
        return f"{self.display_name}.{kind}", content, mimetype
