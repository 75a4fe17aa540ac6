from odoo import api, fields, models
from odoo.exceptions import UserError

from ..told import ToldChar


class CsFundMove(models.Model):
    """Money into or out of a team's fund."""

    _name = "cs.fund.move"
    _description = "Fund Move"
    _inherit = ["cs.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    fund_id = fields.Many2one(
        "cs.fund", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="fund_id.company_id", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one(related="fund_id.department_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = ToldChar(string="Description", required=True)
    kind = fields.Selection(
        [("fine", "Fines"), ("activity", "Team activity"), ("other", "Other")],
        required=True,
        default="other",
    )
    amount = fields.Monetary(required=True, help="Positive: in. Negative: out.")
    statement_id = fields.Many2one(
        "cs.statement",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="cs_management.group_cs_officer",
    )
    expense_id = fields.Many2one("cs.fund.expense", readonly=True, ondelete="restrict")
    agent_name = fields.Char(
        string="Agent",
        compute="_compute_agent_name",
        help="Shown to the team only if the company says so.",
    )

    _statement_uniq = models.UniqueIndex(
        "(statement_id, fund_id) WHERE statement_id IS NOT NULL",
        "The fines of this statement are posted already.",
    )
    _amount_not_zero = models.Constraint(
        "CHECK (amount <> 0)", "A move needs an amount."
    )
    _spent_by_expense = models.Constraint(
        "CHECK (amount > 0 OR num_nonnulls(expense_id, statement_id) = 1)",
        "Money leaves a fund by an approved expense only: request one.",
    )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.depends("statement_id")
    @api.depends_context("uid")
    def _compute_agent_name(self):
        is_officer = self.env.user._cs_is_officer()
        for move in self:
            # sudo: the name is shown where the company opens it to the team
            statement = move.sudo().statement_id
            is_open = is_officer or statement.company_id.cs_fund_names
            move.agent_name = is_open and statement.employee_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.fund_id._check_not_overdrawn()
        return moves

    def write(self, vals):
        self._check_manual()
        result = super().write(vals)
        self.fund_id._check_not_overdrawn()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._check_manual()

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"statement_id", "expense_id"}

    def _check_manual(self):
        for move in self:
            if move.expense_id or move.statement_id.state == "locked":
                raise UserError(
                    self.env._(
                        "%(move)s was posted by a locked period or an expense and "
                        "stays as it is.",
                        move=move.name,
                    )
                )
