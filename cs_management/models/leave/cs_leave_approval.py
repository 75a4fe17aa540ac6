from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..cs_decision_mixin import Step
from .cs_leave_level import APPROVERS

ACTIVITY = "cs_management.cs_activity_leave"


class CsLeaveApproval(models.Model):
    """One approval of an agent's leave: who gave it, and when (R1.40).

    Leaders decide here and see what they need: who, which kind of leave, when, how
    long, and whether a proof is there. Proofs and descriptions stay with HR.
    """

    _name = "cs.leave.approval"
    _description = "Leave Approval"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, leave_id, sequence, id"
    _mail_post_access = "read"
    _decision_note = "note"
    _decision_depends = ("is_next", "approver_ids")
    _decision_activities = (ACTIVITY,)

    leave_id = fields.Many2one(
        "hr.leave",
        string="Request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(readonly=True)
    approver = fields.Selection(
        APPROVERS, string="Approval Of", required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("void", "Taken Back"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        tracking=True,
    )
    approver_ids = fields.Many2many(
        "res.users",
        "cs_leave_approval_user_rel",
        "approval_id",
        "user_id",
        string="May Decide",
        readonly=True,
    )
    is_next = fields.Boolean(readonly=True, help="Those before have agreed.")
    user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Datetime(readonly=True)
    note = fields.Char(help="Why it is approved or refused; the agent sees it.")
    employee_id = fields.Many2one(
        related="leave_id.employee_id", string="Agent", store=True, index=True
    )
    department_id = fields.Many2one(
        related="leave_id.department_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="leave_id.employee_company_id", store=True, index=True
    )
    holiday_status_id = fields.Many2one(
        related="leave_id.holiday_status_id", string="Leave", store=True
    )
    date_from = fields.Date(related="leave_id.request_date_from", store=True)
    date_to = fields.Date(
        related="leave_id.request_date_to", string="Date To", store=True
    )
    duration = fields.Char(related="leave_id.duration_display", string="Length")
    is_urgent = fields.Boolean(related="leave_id.cs_is_urgent")
    urgent_reason = fields.Char(related="leave_id.cs_urgent_reason")
    event_date = fields.Date(related="leave_id.cs_event_date")
    note_required = fields.Boolean(
        related="leave_id.holiday_status_id.cs_note_required", string="Proof Needed"
    )
    has_proof = fields.Boolean(
        string="Proof Attached", compute="_compute_has_proof", compute_sudo=True
    )
    can_decide = fields.Boolean(compute="_compute_can")

    _approver_uniq = models.UniqueIndex(
        "(leave_id, approver) WHERE state IN ('waiting', 'approved')",
        "This approval is asked for already.",
    )

    @api.depends("employee_id", "holiday_status_id", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for approval in self.sudo():
            approval.display_name = self.env._(
                "%(agent)s: %(type)s, %(date)s",
                agent=approval.employee_id.display_name or "",
                type=approval.holiday_status_id.name or "",
                date=format_date(self.env, approval.date_from),
            )

    def _compute_has_proof(self):
        groups = self.env["ir.attachment"]._read_group(
            [("res_model", "=", "hr.leave"), ("res_id", "in", self.leave_id.ids)],
            ["res_id"],
        )
        with_proof = {res_id for [res_id] in groups}
        for approval in self:
            approval.has_proof = approval.leave_id.id in with_proof

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_approve(self):
        """Agree; the last one has Odoo validate the leave."""
        for approval in self:
            # sudo: the plan follows from the request
            approval.sudo().leave_id._cs_plan()
            if not approval.exists():
                raise UserError(
                    self.env._("This approval is no longer needed: reload the page.")
                )
            approval._decide("approve")
        return True

    def action_refuse(self):
        """Refuse; the request is refused with it."""
        return self._decide("refuse")

    @api.readonly
    def action_open_request(self):
        """The request itself, for those who may read it."""
        self.ensure_one()
        return self.leave_id._get_records_action(context={})

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("waiting",),
            "why_not": "_why_not_decide",
            "reason": "note",
            "signed": ("user_id", "decided_on"),
            "clears": ("is_next",),
        }
        return {
            "approve": Step(
                to_state="approved",
                prepare="_check_proof",
                then=("_pass_on",),
                can="can_decide",
                **decided,
            ),
            "refuse": Step(to_state="refused", then=("_refuse_leave",), **decided),
        }

    def _check_proof(self):
        self.leave_id._cs_check_proof()

    def _pass_on(self):
        """To the next approval; after the last one Odoo validates the leave."""
        # sudo: leaders cannot write the request; who may decide was checked
        leave = self.sudo().leave_id
        if leave._cs_next():
            leave.state = "validate1"
        else:
            leave._action_validate(check_state=False)

    def _refuse_leave(self):
        # sudo: leaders cannot write the request; who may decide was checked
        self.sudo().leave_id.action_refuse()

    def _why_not_decide(self):
        """Why the user may not decide; ``False`` if they may. In order, no skipping."""
        if reason := self._why_concerned():
            return reason
        # sudo: the order of approvals is no secret
        approval, user = self.sudo(), self.env.user
        name = approval.display_name
        following = approval.leave_id._cs_next()
        if following != approval:
            return self.env._(
                "%(approval)s: the approvals are given in order. It waits for "
                "%(users)s first.",
                approval=name,
                users=", ".join(following.approver_ids.mapped("name")),
            )
        if user not in approval.approver_ids and not user._is_superuser():
            return self.env._(
                "%(approval)s is decided by %(users)s.",
                approval=name,
                users=", ".join(approval.approver_ids.mapped("name")),
            )
        return False

    @api.model
    def _plan_anew(self, domain):
        """Leaders changed: those who decide now are told of what waits."""
        # sudo: whoever keeps employees and departments; the plan follows from them
        waiting = self.sudo().search([("state", "=", "waiting"), *domain])
        waiting.leave_id._cs_plan()

    def _untell(self):
        """Take back that this is the next approval."""
        early = self.filtered("is_next")
        early.is_next = False
        early.activity_unlink([ACTIVITY])

    def _tell(self):
        """Make this the next approval, with an activity for each who may decide."""
        for approval in self:
            if not approval.is_next:
                approval.is_next = True
            users = approval.approver_ids
            known = approval.activity_ids.filtered(
                lambda row: row.activity_type_id == self.env.ref(ACTIVITY)
            )
            stale = known.filtered(lambda row, users=users: row.user_id not in users)
            known -= stale
            stale.unlink()
            for user in users - known.user_id:
                approval.activity_schedule(
                    ACTIVITY,
                    date_deadline=max(
                        fields.Date.context_today(approval),
                        fields.Date.subtract(approval.date_from, days=1),
                    ),
                    user_id=user.id,
                    summary=approval.with_context(lang=user.lang).display_name,
                )
