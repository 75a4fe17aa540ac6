from collections import defaultdict

from odoo import api, fields, models

from ...engine.money import ZERO, to_decimal, total_of
from ...engine.trace import step
from ..cs_seal_content import Facts
from .cs_statement_line import BONUS


class CsPeriod(models.Model):
    """Bonuses in the pipeline: those of the month, and those of locked ones (R5.5).

    They are ``CS_REWARD``, told apart from rewards of conduct entries by their key.
    """

    _inherit = "cs.period"

    bonus_count = fields.Integer(compute="_compute_bonus_count", string="Bonuses")

    def _compute_bonus_count(self):
        self._set_count("bonus_count", "cs.bonus", [("state", "=", "confirmed")])

    @api.readonly
    def action_view_bonuses(self):
        return self._action_view(
            "cs_management.cs_bonus_action", search_default_confirmed=1
        )

    def _bonuses(self, *domain):
        return self.env["cs.bonus"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                *domain,
            ]
        )

    def _fact_employee_ids(self):
        found = self._bonuses(("state", "=", "confirmed"))
        return super()._fact_employee_ids() | set(found.employee_id.ids)

    def _step_bonus(self, run):
        """``CS_REWARD`` of the bonuses that were set for the month (R5.5, R3.13)."""
        found = self._bonuses(("state", "=", "confirmed"))
        by_employee = found.grouped(lambda row: row.employee_id.id)

        def settle(agent):
            base = self._base_of(agent.lines)
            for bonus in by_employee.get(agent.employee_id, ()):
                agent.lines.append(bonus._line(base, run.rounding))

        self._each(run, settle)
        self._warn_of_missing_bonuses(run, by_employee)

    def _warn_of_missing_bonuses(self, run, by_employee):
        """Say who has no bonus yet although their level has a least one (R3.13)."""
        missing = [
            agent.employee_id
            for agent in run.agents.values()
            if agent.terms
            and agent.segments
            and agent.terms.bonus_min_amount
            and agent.employee_id not in by_employee
        ]
        if missing:
            names = self.env["hr.employee"].browse(missing).mapped("name")
            run.warnings.append(
                self.env._(
                    "Agents whose level has a least bonus, and who have none yet: "
                    "%(agents)s",
                    agents=", ".join(names),
                )
            )

    def _store_facts(self, run, statements):
        """Point the bonuses at their statement."""
        result = super()._store_facts(run, statements)
        found = self.env["cs.bonus"].search(
            [("period_id", "=", self.id), ("state", "=", "confirmed")]
        )
        for bonus in found:
            statement = statements.get(bonus.employee_id.id)
            if statement and bonus.statement_id != statement:
                bonus.statement_id = statement
        return result

    def _unfinished(self, *, live):
        label = self.env._("Draft bonuses, which are not paid")
        drafts = self._bonuses(("state", "=", "draft"))
        domain = [("id", "in", drafts.ids)]
        bonuses = self._left("bonuses", label, self.env["cs.bonus"], domain)
        return [*super()._unfinished(live=live), bonuses]

    # ------------------------------------------------------------------
    # Locked months
    # ------------------------------------------------------------------

    def _step_late_bonus(self, run):
        """Bonuses set or cancelled behind a lock, or of another base pay by now."""
        locked = self._compared_periods()
        if not locked:
            return
        bonuses = self.env["cs.bonus"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", min(locked.mapped("date_from"))),
                ("date", "<=", max(locked.mapped("date_to"))),
                ("state", "in", ("confirmed", "cancelled")),
                ("period_id", "!=", False),
            ]
        )
        if not bonuses:
            return
        self._add_agents(run, (), set(bonuses.employee_id.ids))
        paid, bases = (
            self._bonuses_paid(locked),
            self._bonus_bases(run, locked, bonuses),
        )
        groups = defaultdict(bonuses.browse)
        for bonus in bonuses:
            if period := locked._covering(bonus.date):
                groups[bonus.employee_id.id, period] |= bonus
        for (employee_id, period), own in groups.items():
            agent = run.agents.get(employee_id)
            if not agent:
                continue
            base = bases.get((employee_id, period.id), ZERO)
            due = total_of(
                bonus._line(base, run.rounding).amount
                for bonus in own
                if bonus.state == "confirmed"
            )
            before = paid[employee_id, period.id]
            if due != before:
                how = step("adjustment.pay", due=due, paid=before)
                agent.lines.append(
                    self._adjustment("CS_REWARD", period, due - before, how, key=BONUS)
                )

    def _bonuses_paid(self, locked):
        """What locked periods have paid of bonuses, late changes included.

        :return: ``{(employee_id, period_id): Decimal}``, zero by default
        """
        sums = defaultdict(lambda: ZERO)
        Lines = self.env["cs.statement.line"]
        for domain, month in (
            ([("code", "=", "CS_REWARD"), ("key", "=like", f"{BONUS}:%")], "period_id"),
            (
                [("code", "=", "CS_ADJUSTMENT"), ("key", "=", f"CS_REWARD:{BONUS}")],
                "origin_period_id",
            ),
        ):
            groups = Lines._read_group(
                [
                    *domain,
                    (month, "in", locked.ids),
                    ("statement_id.state", "=", "locked"),
                ],
                ["employee_id", month],
                ["amount:sum"],
            )
            for employee, period, amount in groups:
                sums[employee.id, period.id] += to_decimal(amount)
        return sums

    def _bonus_bases(self, run, locked, bonuses):
        """Base pay of locked periods by today's wages.

        As it was paid, unless the wage or the contract is another one by now.

        :return: ``{(employee_id, period_id): Decimal}``
        """
        percents = bonuses.filtered(lambda row: row.kind == "percent")
        statements = self.env["cs.statement"].search(
            [
                ("period_id", "in", locked.ids),
                ("employee_id", "in", percents.employee_id.ids),
            ]
        )
        found = {}
        for row in statements:
            amounts = row.line_ids.filtered(lambda line: line.code == "CS_BASE")
            key = row.employee_id.id, row.period_id.id
            found[key] = total_of(to_decimal(line.amount) for line in amounts)
        for row, parts in self._repaid(statements):
            lines = self._due_pay(
                run, row.period_id, row.employee_id.id, parts, row.policy_id
            )
            found[row.employee_id.id, row.period_id.id] = self._base_of(lines)
        return found

    @api.model
    def _sealed_facts(self):
        """What bonuses were set to; they may be cancelled behind a lock."""
        terms = frozenset({"employee_id", "date", "kind", "percent", "amount"})
        return [*super()._sealed_facts(), Facts("cs.bonus", only=terms)]
