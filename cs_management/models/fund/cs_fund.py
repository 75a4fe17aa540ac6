from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.trace import step
from ..told import told


class CsFund(models.Model):
    """The fund of a team: fines in, activities out, open to the team (R2.10)."""

    _name = "cs.fund"
    _description = "Team Fund"
    _inherit = ["cs.guard.mixin", "mail.thread"]
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
            fund.balance = sums.get(fund._origin, 0.0)

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
        """One move per locked statement and fund: the fines really taken (R2.10).

        What is taken later of a carried fine goes to the fund of the team of then. A
        fine given back comes out of the fund again, as far as the fund reaches: what
        the team has spent already the company bears.
        """
        taken = self.env["cs.deduction"]._fines_taken(statements)
        by_company = defaultdict(list)
        for (statement, team), amount in taken.items():
            by_company[statement.company_id].append((amount, team, statement))
        moves = self.env["cs.fund.move"]
        for company, group in statements.grouped("company_id").items():
            rows = by_company[company]
            teams = group.department_id.union(*(team for _amount, team, _s in rows))
            funds = self._of_departments(company, teams)
            left = {fund: fund.balance for fund in funds.values()}
            values = []
            # What comes in first: a fund gives back what it has by then.
            for amount, team, statement in sorted(
                rows, key=lambda row: (-row[0], row[2].id)
            ):
                fund = funds.get(team)
                if not fund:
                    continue
                most = -max(left[fund], 0.0)
                amount = company.currency_id.round(max(amount, most))
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
            "name": told(step("fund.company", period=period.name)),
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
