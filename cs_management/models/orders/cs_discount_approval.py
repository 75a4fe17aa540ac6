from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cs_decision_mixin import Step

ROLE_GROUPS = {
    "officer": "cs_management.group_cs_officer",
    "manager": "cs_management.group_cs_manager",
}


class CsDiscountApproval(models.Model):
    """A discount above the limit, which leaders decide without seeing the order (R6.7).

    The approval holds up to its sum: a higher discount needs a new one.
    """

    _name = "cs.discount.approval"
    _description = "Discount Approval"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_name = "order_name"
    _order = "id desc"
    _check_company_auto = True
    _decision_note = "decision_note"
    _decision_depends = (
        "requested_by_id",
        "employee_ids",
        "department_ids",
    )
    _decision_activities = ("mail.mail_activity_data_todo",)

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
    limit = fields.Monetary(string="Own Decision up to", readonly=True, aggregator=None)
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
    can_decide = fields.Boolean(compute="_compute_can")

    _pending_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'pending'",
        "A discount of this order is waiting for its approval already.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(approval.state != "pending" for approval in self):
            raise UserError(self.env._("A decided approval stays on file."))

    def action_approve(self):
        return self._decide("approve")

    def action_reject(self):
        return self._decide("reject")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("pending",),
            "why_not": "_why_not_judge",
            "reason": "decision_note",
            "needs_reason": True,
            "signed": ("decided_by_id", "decided_on"),
            "then": ("_tell_order",),
        }
        return {
            "approve": Step(to_state="approved", can="can_decide", **decided),
            "reject": Step(to_state="rejected", **decided),
        }

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

    def _tell_order(self):
        """Whoever asked reads the decision on the order, where they work."""
        texts = {
            "approved": self.env._(
                "Discount of %(discount)s approved: %(reason)s",
                discount=self._money(self.discount),
                reason=self.decision_note,
            ),
            "rejected": self.env._(
                "Discount of %(discount)s rejected: %(reason)s",
                discount=self._money(self.discount),
                reason=self.decision_note,
            ),
        }
        # sudo: leaders see no orders
        self.sudo().order_id.message_post(
            body=texts[self.state],
            partner_ids=self.sudo().requested_by_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _concerned(self):
        # sudo: whose order it is, also of who is of another company by now
        return self.sudo().requested_by_id | self.sudo().employee_ids.user_id

    def _deciding_teams(self):
        return self.department_ids

    def _why_not_judge(self):
        """The role of the policy approves, nobody about themselves."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_approver():
            return self.env._(
                "The discount of %(order)s is approved by %(approvers)s.",
                order=self.order_name,
                approvers=self._approver_names(),
            )
        return False

    def _is_approver(self):
        """Whether the user has the role, or one above it."""
        if self.approver == "leader":
            return self._is_leader()
        return self.env.user.has_group(ROLE_GROUPS[self.approver])

    def _approvers(self):
        """Users who are asked: the next leaders, else those of the role's group."""
        self.ensure_one()
        if self.approver == "leader":
            return self.department_ids._cs_deciders(
                self.employee_ids, self.requested_by_id
            )
        users = self.company_id._cs_users(ROLE_GROUPS[self.approver])
        return users - self._concerned()

    def _approver_names(self):
        return self._names_of(self.approver, self.department_ids)

    @api.model
    def _names_of(self, role, departments):
        """Who approves, in words: the leaders by name, else the role."""
        labels = dict(self._fields["approver"]._description_selection(self.env))
        if role == "leader" and (leaders := departments.cs_all_leader_ids):
            return ", ".join(leaders.mapped("name"))
        return labels[role if role != "leader" else "officer"]

    def _money(self, amount):
        return self.company_id.currency_id.format(amount)
