from odoo import api, fields, models
from odoo.exceptions import UserError

ROLE_GROUPS = {
    "leader": "cs_management.group_cs_officer",
    "officer": "cs_management.group_cs_officer",
    "manager": "cs_management.group_cs_manager",
}


class CsDiscountApproval(models.Model):
    """A discount above the limit, which leaders decide without seeing the order (R6.7).

    The approval holds up to its sum: a higher discount needs a new one.
    """

    _name = "cs.discount.approval"
    _description = "Discount Approval"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_name = "order_name"
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="sales_team.group_sale_salesman",
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    partner_name = fields.Char(string="Customer", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_discount_approval_employee_rel",
        "approval_id",
        "employee_id",
        string="Agents",
        readonly=True,
    )
    department_ids = fields.Many2many(
        "hr.department",
        "cs_discount_approval_department_rel",
        "approval_id",
        "department_id",
        string="Departments",
        readonly=True,
    )
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount", readonly=True, help="In the company's currency."
    )
    discount = fields.Monetary(readonly=True, tracking=True)
    limit = fields.Monetary(string="Own Decision up to", readonly=True)
    approver = fields.Selection(
        [("leader", "Team leader"), ("officer", "HR officer"), ("manager", "Manager")],
        required=True,
        readonly=True,
        default="leader",
    )
    reason = fields.Text(string="Reason of the Discount", readonly=True)
    requested_by_id = fields.Many2one("res.users", required=True, readonly=True)
    state = fields.Selection(
        [("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="pending",
        index=True,
        tracking=True,
    )
    decision_note = fields.Text(string="Decision", copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _pending_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'pending'",
        "A discount of this order is waiting for its approval already.",
    )

    @api.depends("state", "requested_by_id", "employee_ids", "department_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for approval in self:
            approval.can_decide = not approval._why_not_decide()

    def write(self, vals):
        allowed = ("decision_note", "message_", "activity_")
        if not self.env.su and not all(key.startswith(allowed) for key in vals):
            raise UserError(
                self.env._("Use the buttons to approve or reject a discount.")
            )
        if "decision_note" in vals and not self.env.su:
            self._check_can_decide()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(approval.state != "pending" for approval in self):
            raise UserError(self.env._("A decided approval stays on file."))

    def action_approve(self):
        return self._decide("approved")

    def action_reject(self):
        return self._decide("rejected")

    @api.model
    def _request(self, order):
        """A pending approval of the order's discount, told to who may approve."""
        role, departments = order._cs_discount_approver()
        values = {
            "order_id": order.id,
            "order_name": order.name,
            "partner_name": order.partner_id.name,
            "company_id": order.company_id.id,
            "employee_ids": order._cs_agents().ids,
            "department_ids": departments.ids,
            "amount_untaxed": order.company_id.currency_id.round(
                order.amount_untaxed / (order.currency_rate or 1)
            ),
            "discount": order.cs_discount_amount,
            "limit": order.cs_discount_limit,
            "approver": role,
            "reason": order.cs_discount_note,
            "requested_by_id": self.env.uid,
        }
        approval = self.search(
            [("order_id", "=", order.id), ("state", "=", "pending")], limit=1
        )
        if approval:
            approval.write(values)
            approval.activity_unlink(["mail.mail_activity_data_todo"])
        else:
            approval = self.create(values)
        for user in approval._approvers():
            approval.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._(
                    "Approve a discount of %(discount)s on %(order)s",
                    discount=approval._money(approval.discount),
                    order=approval.order_name,
                ),
                note=approval.reason,
            )
        return approval

    def _decide(self, state):
        for approval in self:
            approval._check_can_decide()
            if not (approval.decision_note or "").strip():
                raise UserError(
                    self.env._(
                        "Give the reason in Decision: %(order)s keeps it.",
                        order=approval.order_name,
                    )
                )
        # sudo: the fields are readonly for everybody, and leaders see no orders
        for approval in self.sudo():
            approval.write(
                {
                    "state": state,
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                }
            )
            approval.activity_unlink(["mail.mail_activity_data_todo"])
            texts = {
                "approved": self.env._(
                    "Discount of %(discount)s approved: %(reason)s",
                    discount=approval._money(approval.discount),
                    reason=approval.decision_note,
                ),
                "rejected": self.env._(
                    "Discount of %(discount)s rejected: %(reason)s",
                    discount=approval._money(approval.discount),
                    reason=approval.decision_note,
                ),
            }
            approval.order_id.message_post(
                body=texts[state],
                partner_ids=approval.requested_by_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        return True

    def _check_can_decide(self):
        self.check_access("write")
        for approval in self:
            if why := approval._why_not_decide():
                raise UserError(why)

    def _why_not_decide(self):
        """Why the user may not decide this discount; ``False`` if he may."""
        self.ensure_one()
        if self.state != "pending":
            return self.env._("The discount is decided already.")
        if self.env.su:
            return False
        # sudo: leaders cannot read employees
        user, approval = self.env.user, self.sudo()
        if user == approval.requested_by_id or user in approval.employee_ids.user_id:
            return self.env._("Nobody approves a discount of his own.")
        if not approval._may_approve(user):
            return self.env._(
                "This discount is approved by %(approvers)s.",
                approvers=approval._approver_names(),
            )
        return False

    def _may_approve(self, user):
        if user.has_group(ROLE_GROUPS[self.approver]):
            return True
        return (
            self.approver == "leader" and user in self.department_ids.cs_all_leader_ids
        )

    def _approver(self):
        return self.approver, self.department_ids

    def _approvers(self):
        """Users who are asked: the nearest leaders, else those of the role's group."""
        self.ensure_one()
        users = self._users_of(self.approver, self.department_ids)
        return users.filtered(
            lambda user: user != self.requested_by_id
            and user not in self.employee_ids.user_id
        )

    def _approver_names(self):
        return self._names_of(*self._approver())

    @api.model
    def _users_of(self, role, departments):
        leaders = departments.cs_all_leader_ids if role == "leader" else None
        if leaders:
            return leaders
        group = self.env.ref(ROLE_GROUPS[role])
        return group.all_user_ids.filtered(
            lambda user: user.active
            and not user.share
            and self.env.company in user.company_ids
        )

    @api.model
    def _names_of(self, role, departments):
        """Who approves, in words: the leaders by name, else the role."""
        labels = dict(self._fields["approver"]._description_selection(self.env))
        if role == "leader" and (leaders := departments.cs_all_leader_ids):
            return ", ".join(leaders.mapped("name"))
        return labels[role if role != "leader" else "officer"]

    def _money(self, amount):
        return self.company_id.currency_id.format(amount)
