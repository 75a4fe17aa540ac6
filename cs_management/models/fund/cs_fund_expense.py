from odoo import api, fields, models
from odoo.exceptions import UserError


class CsFundExpense(models.Model):
    """Money asked from a team's fund for an activity: request, approval, receipt."""

    _name = "cs.fund.expense"
    _description = "Fund Expense"
    _inherit = [
        "cs.guard.mixin",
        "cs.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="What For", required=True, tracking=True)
    fund_id = fields.Many2one(
        "cs.fund",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_fund_id(),
    )
    company_id = fields.Many2one(
        related="fund_id.company_id", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one(
        related="fund_id.department_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    balance = fields.Monetary(related="fund_id.balance", string="Balance of the Fund")
    date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    amount = fields.Monetary(required=True, tracking=True)
    requester_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    receipt_ids = fields.Many2many(
        "ir.attachment", string="Receipts", copy=False, bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("paid", "Paid"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="requested",
        copy=False,
        index=True,
        tracking=True,
    )
    move_id = fields.Many2one("cs.fund.move", readonly=True, copy=False)
    can_approve = fields.Boolean(compute="_compute_can_approve")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An expense needs an amount above zero."
    )

    def _default_fund_id(self):
        funds = self.env["cs.fund"].search([], limit=2)
        return funds if len(funds) == 1 else False

    @api.depends("state", "requester_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for expense in self:
            expense.can_approve = not expense._why_not_approve()

    def write(self, vals):
        if not {"fund_id", "amount", "date"}.isdisjoint(vals) and any(
            expense.state != "requested" for expense in self
        ):
            raise UserError(
                self.env._(
                    "An expense that was decided keeps its fund, date and amount: "
                    "request another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(expense.state in ("approved", "paid") for expense in self):
            raise UserError(self.env._("An approved expense stays on file."))

    def action_approve(self):
        """Approve what the fund can pay; the requester never approves himself."""
        for expense in self:
            if reason := expense._why_not_approve():
                raise UserError(reason)
            expense.fund_id._check_can_spend(expense.amount)
        return self._store({"state": "approved", "approver_id": self.env.uid})

    def action_reject(self):
        for expense in self:
            if reason := expense._why_not_approve():
                raise UserError(reason)
        return self._store({"state": "rejected", "approver_id": self.env.uid})

    def action_pay(self):
        """Take the money out of the fund, against the receipt (R2.10)."""
        self._check_officer()
        for expense in self:
            if expense.state != "approved":
                raise UserError(self.env._("Only an approved expense can be paid."))
            if not expense.receipt_ids:
                raise UserError(
                    self.env._("Attach the receipt of %(name)s.", name=expense.name)
                )
            expense.fund_id._check_can_spend(expense.amount)
            # sudo: the move points at its expense, a field kept by the addon
            move = (
                self.env["cs.fund.move"]
                .sudo()
                .create(
                    {
                        "fund_id": expense.fund_id.id,
                        "date": expense.date,
                        "kind": "activity",
                        "name": expense.name,
                        "amount": -expense.amount,
                        "expense_id": expense.id,
                    }
                )
            )
            expense._store({"state": "paid", "move_id": move.id})
        return True

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {
            "state",
            "requester_id",
            "approver_id",
            "move_id",
        }

    def _check_officer(self):
        user = self.env.user
        if not (self.env.su or user.has_group("cs_management.group_cs_officer")):
            raise UserError(self.env._("HR approves and pays what a fund spends."))

    def _why_not_files(self):
        reason = self.state == "paid" and self.env._(
            "%(expense)s is paid: its receipts stay.", expense=self.name
        )
        return reason or super()._why_not_files()

    def _why_not_approve(self):
        """Why the user may not decide this request; ``False`` if he may."""
        self.ensure_one()
        if self.state != "requested":
            return self.env._("Only a request can be decided.")
        user = self.env.user
        if not (self.env.su or user.has_group("cs_management.group_cs_officer")):
            return self.env._("HR approves and pays what a fund spends.")
        if self.requester_id == user and not self.env.su:
            return self.env._("Nobody approves his own request: ask another officer.")
        return False
