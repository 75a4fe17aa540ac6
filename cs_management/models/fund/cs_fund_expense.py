from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cs_decision_mixin import Step


class CsFundExpense(models.Model):
    """Money asked from a team's fund for an activity: request, approval, receipt."""

    _name = "cs.fund.expense"
    _description = "Fund Expense"
    _inherit = [
        "cs.decision.mixin",
        "cs.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _decision_depends = ("requester_id",)

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
    balance = fields.Monetary(
        related="fund_id.balance", string="Balance of the Fund", aggregator=None
    )
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
    can_approve = fields.Boolean(compute="_compute_can")

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An expense needs an amount above zero."
    )

    def _default_fund_id(self):
        funds = self.env["cs.fund"].search([], limit=2)
        return funds if len(funds) == 1 else False

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
        """Approve what the fund can pay; the requester never approves themselves."""
        return self._decide("approve")

    def action_reject(self):
        return self._decide("reject")

    def action_pay(self):
        """Take the money out of the fund, against the receipt (R2.10)."""
        return self._decide("pay")

    @api.model
    def _decision_steps(self):
        return {
            "approve": Step(
                ("requested",),
                "approved",
                "_why_not_approve",
                signed=("approver_id",),
                prepare="_check_fund",
            ),
            "reject": Step(
                ("requested",),
                "rejected",
                "_why_not_approve",
                signed=("approver_id",),
            ),
            "pay": Step(("approved",), "paid", "_why_not_officer", prepare="_take_out"),
        }

    def _check_fund(self):
        self.fund_id._check_can_spend(self.amount)

    def _take_out(self):
        """The move of a paid expense."""
        if not self.receipt_ids:
            raise UserError(
                self.env._("Attach the receipt of %(name)s.", name=self.name)
            )
        self._check_fund()
        # sudo: the move points at its expense, a field kept by the addon
        move = (
            self.env["cs.fund.move"]
            .sudo()
            .create(
                {
                    "fund_id": self.fund_id.id,
                    "date": self.date,
                    "kind": "activity",
                    "name": self.name,
                    "amount": -self.amount,
                    "expense_id": self.id,
                }
            )
        )
        return {"move_id": move.id}

    def _concerned(self):
        return self.requester_id

    def _why_not_officer(self):
        if self._is_officer():
            return False
        return self.env._("HR approves and pays what a fund spends.")

    def _why_not_files(self):
        reason = self.state == "paid" and self.env._(
            "%(expense)s is paid: its receipts stay.", expense=self.name
        )
        return reason or super()._why_not_files()

    def _why_not_approve(self):
        """Why the user may not decide this request; ``False`` if they may."""
        return self._why_not_officer() or (not self.env.su and self._why_concerned())
