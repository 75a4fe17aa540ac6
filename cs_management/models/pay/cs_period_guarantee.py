from dataclasses import dataclass
from decimal import Decimal

from odoo import fields, models

from ...engine import guarantee, segments
from ...engine.money import ZERO, round_money, to_decimal, total_of
from ..cs_period_run import Line
from .cs_period import PayFacts

CODE = "CS_GUARANTEE"
# What of a month's pay counts, by the salary category of its line.
COUNTED = {
    "earned": {"BASIC", "ALW"},
    "paid": {"BASIC", "ALW", "ABSENCE", "PENALTY"},
}


@dataclass(slots=True)
class Kept:
    """A month of an account as it was stored."""

    period: object
    month: guarantee.Month
    share: Decimal
    closes: bool
    counts: str


class CsPeriod(models.Model):
    """The yearly guarantee in the pipeline (R5.3).

    Each month keeps on its statement what it guaranteed and what of its pay counted;
    the last month of a year, and that in which an agent leaves, pays what is missing.
    What changes behind a lock is settled where the account was closed.
    """

    _inherit = "cs.period"

    def _step_guarantee(self, run):
        """Months of the accounts, top-ups, and closed accounts that changed."""
        kept = self._kept_months(run)
        policies = {agent.policy for agent in run.agents.values()}
        if not kept and not any(policy.guarantee_enabled for policy in policies):
            return
        self._each(run, lambda agent: self._keep_month(run, agent))
        adjusted = self._adjusted_pay(run)
        compared, due = self._compared_periods(), {}
        for agent in run.agents.values():
            due |= self._due_accounts(run, agent, kept, adjusted, compared)
        # To try policies on, late changes stand as they were stored.
        if run.instead is None:
            self._settle_late(run, due, {CODE: (CODE,)})
        self._each(run, lambda agent: self._top_up(run, agent, kept, adjusted))

    # ------------------------------------------------------------------
    # Months
    # ------------------------------------------------------------------

    def _keep_month(self, run, agent):
        """What this month guarantees, and what of its pay counts."""
        parts = agent.segments
        rules = agent.policy._guarantee_rules() if parts else None
        month, share, account = guarantee.Month(ZERO, ZERO), ZERO, False
        if rules:
            earned = total_of(
                line.amount
                for line in agent.lines
                if self._is_counted(agent.policy.guarantee_counts, line.code)
            )
            month, share = self._month_of(
                run, self, agent.employee_id, parts, agent.policy, agent.joined, earned
            )
            account = guarantee.account_year(rules, agent.joined, self.date_to)
        agent.values |= {
            "guarantee_account": account,
            "guarantee_month": float(month.guaranteed),
            "guarantee_pay": float(month.counted),
            "guarantee_share": float(share),
            "guarantee_closes": bool(account)
            and self._closes(agent.versions, agent.joined, rules),
        }

    def _month_of(self, run, period, employee_id, parts, policy, joined, earned):
        """A month of an account, and the part of its pay that counts."""
        levels = {row.level_id.id: row.guaranteed for row in policy.level_ids}
        days = self._days_of(run, period, employee_id, parts)
        shares = [
            (paid.share, bool(levels.get(paid.segment.version.level)))
            for paid in days.paid
        ]
        whole = total_of(share for share, _held in shares)
        held = total_of(share for share, is_held in shares if is_held)
        month = guarantee.month(
            policy._guarantee_rules(),
            joined,
            parts[-1].last,
            shares,
            earned,
            run.rounding,
        )
        return month, held / whole if whole else ZERO

    def _is_counted(self, counts, code):
        """Whether pay of a code counts towards the guarantee."""
        terms = self.env["cs.statement.line"]._code_terms()[code]
        return (
            code not in (CODE, "CS_ADJUSTMENT", "CS_PROTECTION")
            and terms.category in COUNTED[counts]
        )

    def _closes(self, versions, joined, rules):
        """Whether the account ends with this period: the year does, or the service."""
        first = fields.Date.add(self.date_to, days=1)
        last = self.company_id._cs_period_bounds(first)[1]
        year = guarantee.account_year(rules, joined, self.date_to)
        if guarantee.account_year(rules, joined, last) != year:
            return True
        return not segments.segments(versions, first, last)

    # ------------------------------------------------------------------
    # Accounts
    # ------------------------------------------------------------------

    def _kept_months(self, run):
        """Months before this one: ``{employee_id: {account: [Kept]}}``, oldest first.

        Two years are enough for every account that can still change.
        """
        since = fields.Date.subtract(
            self.date_from, months=self.company_id.cs_clawback_months + 12
        )
        statements = self.env["cs.statement"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id", "in", list(run.agents)),
                ("date_from", ">=", since),
                ("date_from", "<", self.date_from),
                ("guarantee_account", "!=", False),
            ],
            [
                "employee_id",
                "period_id",
                "policy_id",
                "guarantee_account",
                "guarantee_month",
                "guarantee_pay",
                "guarantee_share",
                "guarantee_closes",
            ],
            order="date_from",
        )
        changed = run.facts_of("pay", PayFacts).changed
        found = {}
        for row in statements:
            month = guarantee.Month(
                to_decimal(row.guarantee_month), to_decimal(row.guarantee_pay)
            )
            share = to_decimal(row.guarantee_share)
            agent = run.agents[row.employee_id.id]
            key = agent.employee_id, row.period_id
            if key in changed and row.policy_id.guarantee_enabled:
                parts = changed[key]
                today, share = (
                    self._month_of(
                        run,
                        row.period_id,
                        *key[:1],
                        parts,
                        row.policy_id,
                        agent.joined,
                        ZERO,
                    )
                    if parts
                    else (guarantee.Month(ZERO, ZERO), Decimal(1))
                )
                month = guarantee.Month(today.guaranteed, month.counted)
            found.setdefault(agent.employee_id, {}).setdefault(
                row.guarantee_account, []
            ).append(
                Kept(
                    row.period_id,
                    month,
                    share,
                    row.guarantee_closes,
                    row.policy_id.guarantee_counts,
                )
            )
        return found

    def _adjusted_pay(self, run):
        """Late changes of pay by the month they change, those of this run included.

        :return: ``{(employee_id, origin_period_id): [(adjusted code, Decimal)]}``
        """
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("code", "=", "CS_ADJUSTMENT"),
                ("company_id", "=", self.company_id.id),
                ("employee_id", "in", list(run.agents)),
                ("period_id.date_to", "<", self.date_from),
            ],
            ["employee_id", "origin_period_id", "adjusted_code"],
            ["amount:sum"],
        )
        found = {}
        for employee, origin, code, amount in groups:
            found.setdefault((employee.id, origin.id), []).append(
                (code, to_decimal(amount))
            )
        for agent in run.agents.values():
            for line in agent.lines:
                if line.code == "CS_ADJUSTMENT" and line.origin:
                    found.setdefault((agent.employee_id, line.origin), []).append(
                        (line.adjusted, line.amount)
                    )
        return found

    def _late_pay_of(self, agent, months, adjusted):
        """What was added to the counted pay of months behind their lock."""
        return total_of(
            amount * month.share
            for month in months
            for code, amount in adjusted.get((agent.employee_id, month.period.id), ())
            if self._is_counted(month.counts, code)
        )

    def _due_accounts(self, run, agent, kept, adjusted, compared):
        """What closed accounts are due by today's facts, by their closing month."""
        due = {}
        now = agent.values.get("guarantee_account")
        for account, months in kept.get(agent.employee_id, {}).items():
            last = months[-1]
            if last.period not in compared:
                continue
            amount = ZERO
            if account != now:
                late = self._late_pay_of(agent, months, adjusted)
                result = guarantee.top_up([row.month for row in months], late)
                amount = round_money(result.amount, run.rounding)
            due[agent.employee_id, last.period] = [Line(CODE, amount)]
            for month in months[:-1]:
                if month.closes and month.period in compared:
                    due[agent.employee_id, month.period] = []
        return due

    def _top_up(self, run, agent, kept, adjusted):
        """``CS_GUARANTEE`` of the account that ends with this month (R5.3)."""
        account = agent.values.get("guarantee_account")
        if not (account and agent.values["guarantee_closes"]):
            return
        months = kept.get(agent.employee_id, {}).get(account, [])
        rows = [row.month for row in months]
        rows.append(
            guarantee.Month(
                to_decimal(agent.values["guarantee_month"]),
                to_decimal(agent.values["guarantee_pay"]),
            )
        )
        late = round_money(self._late_pay_of(agent, months, adjusted), run.rounding)
        result = guarantee.top_up(rows, late)
        if result.amount:
            agent.lines.append(
                Line(CODE, result.amount, steps=result.steps, key=account)
            )
