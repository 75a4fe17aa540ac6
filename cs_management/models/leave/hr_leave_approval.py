from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cs_leave_level import APPROVERS

ORDER = [approver for approver, _label in APPROVERS]
PENDING = ("confirm", "validate1")
GRANTED = ("validate1", "validate")
# Asked for or granted.
STANDING = (*PENDING, "validate")
# What follows from the facts of a leave; nobody sets it.
KEPT = {"cs_policy_id", "cs_is_governed", "cs_approval_ids"}


class HrLeave(models.Model):
    """Leave of agents goes through the approvals of its length, in order (R1.40).

    Odoo's states stay: to approve, in between ("Second Approval"), approved. The last
    approval calls Odoo's own validation. Everybody else's leave is Odoo's alone, and
    so are types that need no approval.
    """

    _inherit = "hr.leave"

    cs_approval_ids = fields.One2many(
        "cs.leave.approval",
        "leave_id",
        string="Approvals",
        readonly=True,
        groups="cs_management.group_cs_agent",
    )
    cs_waiting_for = fields.Char(
        string="Waits For", compute="_compute_cs_waiting_for", compute_sudo=True
    )

    @api.depends("cs_approval_ids.state", "cs_approval_ids.approver_ids")
    def _compute_cs_waiting_for(self):
        for leave in self:
            users = leave._cs_next().approver_ids
            leave.cs_waiting_for = ", ".join(users.mapped("name"))

    # ------------------------------------------------------------------
    # Odoo's own methods
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_given(vals_list)
        leaves = super().create(vals_list)
        if not self.env.su:
            granted = leaves._cs_leveled().filtered(lambda row: row.state in GRANTED)
            granted._cs_check_not_granted()
        leaves._cs_plan()
        return leaves

    def unlink(self):
        # sudo: approvals go with the request, and their activities with them
        self.sudo().cs_approval_ids.unlink()
        return super().unlink()

    def write(self, vals):
        self._cs_check_given([vals])
        if not self.env.su and vals.get("state") in GRANTED:
            self._cs_leveled()._cs_check_not_granted()
        result = super().write(vals)
        if any(name.startswith("request_") for name in vals) or not {
            "state",
            "employee_id",
            "holiday_status_id",
        }.isdisjoint(vals):
            self._cs_plan()
        return result

    def action_approve(self, check_state=True):
        """Odoo's button: for agents' leave, the approval that is next."""
        leveled = self._cs_leveled()
        others = self - leveled
        if others or not self:
            # What was read above as sudo must not open what the user cannot see.
            others.check_access("read")
            super(HrLeave, others).action_approve(check_state)
        for leave in leveled:
            leave._cs_check_next()
            # sudo: leaders cannot read the request; the approval says who may
            leave.sudo()._cs_next().with_env(self.env).action_approve()
        return True

    def action_refuse(self):
        """HR officers refuse agents' leave, also when it was granted."""
        if mine := self._cs_officers_may_refuse():
            # sudo: customer service officers need no role in Time Off for this
            super(HrLeave, mine.sudo()).action_refuse()
        if others := self - mine:
            super(HrLeave, others).action_refuse()
        return True

    def _check_approval_update(self, state, raise_if_not_possible=True):
        if self.env.su:
            return super()._check_approval_update(state, raise_if_not_possible)
        leveled = self._cs_leveled() if state in GRANTED else self.browse()
        refusable = (
            self._cs_officers_may_refuse() if state == "refuse" else self.browse()
        )
        for leave in leveled:
            why = leave._cs_why_not_next()
            if state == "validate1":  # One button is enough.
                why = why or self.env._("Use Validate: the approvals are in order.")
            if why and raise_if_not_possible:
                raise UserError(why)
            if why:
                return False
        rest = self - leveled - refusable
        return (
            super(HrLeave, rest)._check_approval_update(state, raise_if_not_possible)
            if rest
            else True
        )

    def activity_update(self):
        """The approvals have activities of their own."""
        pending = self._cs_leveled().filtered(lambda row: row.state in PENDING)
        return super(HrLeave, self - pending).activity_update()

    # ------------------------------------------------------------------
    # Who is next
    # ------------------------------------------------------------------

    def _cs_leveled(self):
        """Leaves that the approvals of a policy hold for."""
        # sudo: whether a leave has approvals is no secret
        return self.filtered(
            lambda leave: leave.sudo().cs_policy_id
            and leave.sudo().validation_type != "no_validation"
        )

    def _cs_officers_may_refuse(self):
        user = self.env.user
        if not user._cs_is_officer():
            return self.browse()
        # sudo: whose it is and how it stands; nothing is told
        return self._cs_leveled().filtered(
            lambda leave: leave.sudo().employee_id.user_id != user
            and leave.sudo().state in STANDING
            and leave.has_access("read")
        )

    def _cs_next(self):
        """The approval that is next; none when the leave is decided."""
        waiting = self.cs_approval_ids.filtered(lambda row: row.state == "waiting")
        return waiting.sorted(lambda row: (row.sequence, row.id))[:1]

    def _cs_check_next(self):
        if why := self._cs_why_not_next():
            raise UserError(why)

    def _cs_why_not_next(self):
        """Why the user may not give the next approval; ``False`` if they may."""
        self.ensure_one()
        # sudo: leaders cannot read the request itself
        leave = self.sudo()
        following = leave._cs_next()
        if leave.state not in PENDING or not following:
            return self.env._(
                "%(leave)s waits for no approval. Set it back to approval, or let the "
                "agent ask again.",
                leave=leave.display_name,
            )
        return following.with_env(self.env)._why_not("approve")

    def _cs_check_not_granted(self):
        """Nobody skips the approvals by setting the status (R1.42)."""
        for leave in self:
            raise UserError(
                self.env._(
                    "%(leave)s goes through its approvals: ask for it, and let those "
                    "concerned approve it with the button.",
                    # sudo: leaders cannot read the request; its name is told
                    leave=leave.sudo().display_name,
                )
            )

    @api.model
    def _cs_check_given(self, vals_list):
        """The policy of a leave, and what was approved, follow from its facts."""
        if self.env.su:
            return
        for vals in vals_list:
            if not KEPT.isdisjoint(vals):
                raise AccessError(
                    self.env._(
                        "The regulation and the approvals of a leave cannot be set by "
                        "hand. Use the buttons."
                    )
                )

    def _cs_check_proof(self):
        """R1.41: sick leave needs a medical note before anybody approves it."""
        # sudo: that there is a proof is looked at, not the proof
        for leave in self.sudo():
            if leave.holiday_status_id.cs_note_required and not leave._cs_has_proof():
                raise UserError(
                    self.env._(
                        "%(leave)s: %(type)s needs a proof, a medical note say. Let "
                        "the agent attach it to the request, then approve it.",
                        leave=leave.display_name,
                        type=leave.holiday_status_id.name,
                    )
                )

    def _cs_has_proof(self):
        return bool(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
            )
        )

    # ------------------------------------------------------------------
    # Approvals
    # ------------------------------------------------------------------

    def _cs_plan(self):
        """Plan the approvals that are still needed; those given stay on file."""
        if self._cs_is_reevaluating():
            return
        # sudo: approvals are written by nobody but these methods
        for leave in self.sudo():
            rows = leave.cs_approval_ids
            waiting = rows.filtered(lambda row: row.state == "waiting")
            if leave.state == "confirm":  # Asked anew, or set back to approval.
                (rows - waiting).state = "void"
                rows.flush_recordset(["state"])
            pending = leave.state in PENDING and leave._cs_leveled()
            needed = leave._cs_approvers_needed() if pending else []
            if leave.state != "validate1":  # Once begun, approvals only grow.
                waiting.filtered(
                    lambda row, needed=needed: row.approver not in needed
                ).unlink()
            rows.create(
                [
                    {
                        "leave_id": leave.id,
                        "approver": approver,
                        "sequence": ORDER.index(approver),
                    }
                    for approver in needed
                    if approver not in leave._cs_planned_approvers()
                ]
            )
            leave._cs_set_approvers()

    def _cs_planned_approvers(self):
        rows = self.cs_approval_ids
        return rows.filtered(lambda row: row.state in ("waiting", "approved")).mapped(
            "approver"
        )

    def _cs_approvers_needed(self):
        """Who must agree, in order, by the length of the continuous leave (R1.40)."""
        length = self._cs_chain()._cs_length()
        return self.cs_policy_id._leave_levels(
            length, self.holiday_status_id.cs_needs_hr
        )

    def _cs_set_approvers(self):
        """Set who may give each approval, and tell who is next."""
        following = self._cs_next()
        waiting = self.cs_approval_ids.filtered(lambda row: row.state == "waiting")
        for approval in waiting:
            users = self._cs_users_for(approval.approver)
            if approval.approver_ids != users:
                approval.approver_ids = users
        (waiting - following)._untell()
        following._tell()

    def _cs_users_for(self, approver):
        """Users who may give an approval: never the agent, nor who gave one before.

        Where nobody is left the next one decides, HR in the end.
        """
        approved = self.cs_approval_ids.filtered(lambda row: row.state == "approved")
        own, before = self.employee_id.user_id, approved.user_id
        for candidate in ORDER[ORDER.index(approver) :]:
            users = getattr(self, f"_cs_users_{candidate}")() - own - before
            users = users.filtered(
                lambda user: user.active
                and user.has_group("cs_management.group_cs_leader")
            )
            if users:
                return users
        return self._cs_users_officer() - own

    def _cs_users_leader(self):
        """The direct manager, and the leaders of the agent's team."""
        employee = self.employee_id
        return (
            employee.leave_manager_id
            | employee.parent_id.user_id
            | employee.department_id._cs_leaders(employee.user_id)
        )

    def _cs_users_second(self):
        """The manager's manager, and the leaders of the department above."""
        employee = self.employee_id
        above = employee.department_id._cs_led_upwards(employee.user_id)[1:2]
        return employee.parent_id.parent_id.user_id | above.cs_leader_ids

    def _cs_users_head(self):
        """The nearest manager of a department who is not the agent."""
        department = self.employee_id.department_id
        while department:
            head = department.manager_id.user_id
            if head and head != self.employee_id.user_id:
                return head
            department = department.parent_id
        return self.env["res.users"]

    def _cs_users_officer(self):
        """HR officers of the company."""
        return self.employee_id.company_id._cs_officers()
