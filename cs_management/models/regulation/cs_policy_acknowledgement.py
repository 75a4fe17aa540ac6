from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..cs_decision_mixin import Step, Words

READ = "cs_management.cs_activity_read_regulation"
LOOK = "cs_management.cs_activity_look"


class CsPolicyAcknowledgement(models.Model):
    """That an agent has read a regulation, and what they say to it (R9.11)."""

    _name = "cs.policy.acknowledgement"
    _description = "Acknowledgement of a Regulation"
    _inherit = [
        "cs.decision.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "policy_id desc, employee_id, id"
    _check_company_auto = True
    _decision_activities = (READ,)

    policy_id = fields.Many2one(
        "cs.policy",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    state = fields.Selection(
        [
            ("asked", "Not Yet"),
            ("acknowledged", "Acknowledged"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="asked",
        index=True,
        tracking=True,
    )
    acknowledged_on = fields.Datetime(readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", readonly=True)
    paper_note = fields.Char(
        string="On Paper",
        readonly=True,
        help="Where the signed sheet is, of an agent who has no user.",
    )
    comment = fields.Text(help="What the agent says to the regulation.")
    answer = fields.Text(help="What the company answers.")
    can_acknowledge = fields.Boolean(compute="_compute_can")
    can_paper = fields.Boolean(compute="_compute_can")
    can_comment = fields.Boolean(compute="_compute_can_comment")

    _agent_uniq = models.UniqueIndex(
        "(policy_id, employee_id)", "An agent acknowledges a regulation once."
    )

    @api.depends("policy_id", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            # sudo: the names of what the reader may read anyway
            names = row.sudo()
            agent = names.employee_id.display_name
            row.display_name = f"{names.policy_id.name} - {agent}"

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_can_comment(self):
        for row in self:
            row.can_comment = row._concerned() == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        """The team stays that of the day on which the agent was asked."""
        rows = super().create(vals_list)
        for row in rows:
            row.department_id = row.employee_id.department_id
        return rows

    def write(self, vals):
        if not self.env.su:
            self._check_words(vals)
        result = super().write(vals)
        if vals.get("comment"):
            self._tell_comment()
        if vals.get("answer"):
            self._tell_answer()
        return result

    def action_acknowledge(self):
        return self._decide("acknowledge")

    def action_paper(self):
        """HR files the sheet that the agent has signed."""
        return self._ask_reason("paper")

    def action_read(self):
        return self.policy_id.action_read()

    @api.model
    def _decision_steps(self):
        signed = ("acknowledged_by_id", "acknowledged_on")
        return {
            "acknowledge": Step(
                ("asked",), "acknowledged", "_why_not_acknowledge", signed=signed
            ),
            "paper": Step(
                ("asked",),
                "acknowledged",
                "_why_not_paper",
                reason="paper_note",
                needs_reason=True,
                signed=signed,
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "paper": Words(
                self.env._("Signed on Paper"),
                self.env._("File"),
                self.env._("Where the signed sheet is"),
            )
        }

    @api.model
    def _notification_switches(self):
        return {
            **super()._notification_switches(),
            "regulation": (
                "cs_notify_regulation",
                "cs_management.cs_mail_template_regulation",
                READ,
            ),
        }

    def _why_not_acknowledge(self):
        if self.env.su or self._concerned() == self.env.user:
            return False
        return self.env._("Agents acknowledge a regulation themselves.")

    def _why_not_paper(self):
        if not self._is_officer():
            return self.env._("HR files what was signed on paper.")
        return not self.env.su and self._why_concerned()

    def _check_words(self, vals):
        """The agent comments, a manager answers."""
        if "comment" in vals and any(row._concerned() != self.env.user for row in self):
            raise AccessError(
                self.env._("Only the agent comments on a regulation; write an answer.")
            )
        manager = self.env.user.has_group("cs_management.group_cs_manager")
        if "answer" in vals and not manager:
            raise AccessError(self.env._("Managers answer the comments of agents."))

    def _withdraw(self):
        """The regulation is being changed: what was read is no longer it."""
        self._store(
            {
                "state": "withdrawn",
                "acknowledged_on": False,
                "acknowledged_by_id": False,
            }
        )
        for row in self:
            row._settle_activities(READ)

    def _tell_comment(self):
        """Managers have a look at the comment."""
        # sudo: activities of managers
        for row in self.sudo():
            managers = row.company_id._cs_users("cs_management.group_cs_manager")
            open_ones = row.activity_ids.filtered(
                lambda activity: activity.activity_type_id == self.env.ref(LOOK)
            )
            for user in managers - open_ones.user_id:
                row.activity_schedule(LOOK, user_id=user.id)

    def _tell_answer(self):
        """The comment is answered, and its agent reads it."""
        for row in self:
            row._settle_activities(LOOK)
            # sudo: the agent is told in the discussion of their own record
            row.sudo().message_post(
                body=row.answer,
                partner_ids=row._concerned().partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
