from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsFund(models.Model):
    """The fund of a team: fines in, activities out, open to the team (R2.10)."""

    _name = "cs.fund"
    _description = "Team Fund"
    _inherit = ["mail.thread"]
    _order = "department_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    department_id = fields.Many2one("hr.department", index=True, check_company=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_ids = fields.One2many("cs.fund.move", "fund_id", string="Moves")
    balance = fields.Monetary(compute="_compute_balance")
    expense_ids = fields.One2many("cs.fund.expense", "fund_id", string="Expenses")

    _department_uniq = models.UniqueIndex(
        "(company_id, COALESCE(department_id, 0))", "This team has a fund already."
    )

    @api.depends("move_ids.amount")
    def _compute_balance(self):
        # sudo: the balance is open to the team, the moves behind it are not all
        sums = dict(
            self.env["cs.fund.move"]
            .sudo()
            ._read_group([("fund_id", "in", self.ids)], ["fund_id"], ["amount:sum"])
        )
        for fund in self:
            fund.balance = sums.get(fund._origin.sudo(), 0.0)

    def _check_can_spend(self, amount):
        """Raise unless the fund holds ``amount``; other spenders wait meanwhile."""
        self.ensure_one()
        # sudo: the row is only locked, so that two payments cannot pass each other
        self.sudo().lock_for_update()
        self.invalidate_recordset(["balance"])
        if self.currency_id.compare_amounts(self.balance, amount) < 0:
            raise UserError(
                self.env._(
                    "%(fund)s holds %(balance)s and cannot pay %(amount)s: a fund is "
                    "never overdrawn.",
                    fund=self.name,
                    balance=self.currency_id.format(self.balance),
                    amount=self.currency_id.format(amount),
                )
            )

    def _check_not_overdrawn(self):
        for fund in self:
            fund._check_can_spend(0.0)

    @api.model
    def _of_departments(self, company, departments):
        """The fund of each department, made where there is none yet."""
        funds = self.search(
            [
                ("company_id", "=", company.id),
                ("department_id", "in", [*departments.ids, False]),
            ]
        )
        found = {fund.department_id: fund for fund in funds}
        missing = [dep for dep in [*departments] if dep not in found]
        created = self.create(
            [
                {
                    "name": department.name,
                    "department_id": department.id,
                    "company_id": company.id,
                }
                for department in missing
            ]
        )
        return found | dict(zip(missing, created, strict=True))

    @api.model
    def _post_fines(self, statements):
        """One move per locked statement: what was really taken as fines (R2.10).

        Fines are the lines CS_FINE and the adjustments of fines. A fine given back
        comes out of the fund again, as far as the fund reaches: what the team has
        spent already the company bears.
        """
        sums = defaultdict(float)
        for line in statements.line_ids:
            if "CS_FINE" in (line.code, line.adjusted_code):
                sums[line.statement_id] -= line.amount
        moves = self.env["cs.fund.move"]
        for company, group in statements.grouped("company_id").items():
            funds = self._of_departments(company, group.department_id)
            left = {fund: fund.balance for fund in funds.values()}
            values = []
            for statement in group.sorted(lambda row: -sums[row]):
                fund = funds.get(statement.department_id)
                if not fund:
                    continue
                most = -max(left[fund], 0.0)
                amount = company.currency_id.round(max(sums[statement], most))
                left[fund] += amount
                if amount:
                    values.append(self._fine_move(fund, statement, amount))
            values += [
                self._company_move(
                    fund, group.period_id[:1], company.currency_id.round(-balance)
                )
                for fund, balance in left.items()
                if company.currency_id.compare_amounts(balance, 0) < 0
            ]
            moves |= moves.create(values)
        return moves

    @api.model
    def _company_move(self, fund, period, amount):
        """What the team spent of fines that a reopened period no longer takes."""
        return {
            "fund_id": fund.id,
            "date": period.date_to,
            "kind": "other",
            "amount": amount,
            "name": self.env._(
                "%(period)s: spent already, borne by the company", period=period.name
            ),
        }

    @api.model
    def _fine_move(self, fund, statement, amount):
        return {
            "fund_id": fund.id,
            "date": statement.period_id.date_to,
            "kind": "fine",
            "amount": amount,
            "statement_id": statement.id,
            "name": statement.period_id.name,
        }


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
    name = fields.Char(string="Description", required=True)
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
        "(statement_id) WHERE statement_id IS NOT NULL",
        "The fines of this statement are posted already.",
    )
    _amount_not_zero = models.Constraint(
        "CHECK (amount <> 0)", "A move needs an amount."
    )
    _spent_by_expense = models.Constraint(
        "CHECK (amount > 0 OR num_nonnulls(expense_id, statement_id) = 1)",
        "Money leaves a fund by an approved expense only: request one.",
    )

    @api.depends("statement_id")
    @api.depends_context("uid")
    def _compute_agent_name(self):
        is_officer = self.env.user.has_group("cs_management.group_cs_officer")
        for move in self:
            # sudo: the name is shown where the company opens it to the team
            statement = move.sudo().statement_id
            is_open = is_officer or statement.company_id.cs_fund_names
            move.agent_name = is_open and statement.employee_id.name

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
        for move in self.sudo():
            if move.expense_id or move.statement_id.state == "locked":
                raise UserError(
                    self.env._(
                        "%(move)s was posted by a locked period or an expense and "
                        "stays as it is.",
                        move=move.name,
                    )
                )
