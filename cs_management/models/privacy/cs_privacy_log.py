from odoo import api, fields, models
from odoo.exceptions import UserError


class CsPrivacyLog(models.Model):
    """What was removed, exported or anonymised: what, how many, when, by whom.

    No personal data: whose data was exported it says by the employee's record, whose
    name is the pseudonym once they are anonymised.
    """

    _name = "cs.privacy.log"
    _description = "Privacy Log"
    _order = "done_on desc, id desc"
    _rec_name = "rule"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    event = fields.Selection(
        [
            ("retention", "Removed by a rule"),
            ("anonymised", "Anonymised"),
            ("exported", "Exported"),
            ("rule", "Rule changed"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    rule = fields.Char(string="What", required=True, readonly=True)
    done_on = fields.Datetime(string="When", required=True, readonly=True, index=True)
    # Not a relation that keeps a user from being deleted: the log outlives them.
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="set null"
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Whose",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    record_count = fields.Integer(string="Records", readonly=True)
    text_count = fields.Integer(string="Texts", readonly=True)
    file_count = fields.Integer(string="Files", readonly=True)
    message_count = fields.Integer(string="Messages", readonly=True)

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        self._refuse()

    def _refuse(self):
        if self:
            raise UserError(
                self.env._("What was removed and exported stays in the log as it is.")
            )

    @api.model
    def _note(self, company, event, rule, counts=None, employee=None):
        """Write a row of the log, for the addon's own methods.

        :param counts: a ``Counter`` of records, texts, files, messages
        """
        counts = counts or {}
        # sudo: nobody writes the log by hand
        return self.sudo().create(
            {
                "company_id": company.id,
                "event": event,
                "rule": rule,
                "done_on": fields.Datetime.now(),
                "user_id": self.env.uid,
                "employee_id": employee.id if employee else False,
                "record_count": counts.get("records", 0),
                "text_count": counts.get("texts", 0),
                "file_count": counts.get("files", 0),
                "message_count": counts.get("messages", 0),
            }
        )
