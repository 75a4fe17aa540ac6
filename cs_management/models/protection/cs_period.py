from collections import defaultdict

from odoo import api, fields, models

from ...engine import protection, segments
from ...engine.money import ZERO, to_decimal
from ...engine.trace import step
from ..cs_period_run import Line
from ..cs_seal_content import Facts
from .cs_period_run import Protected

PAY = ("fixed", "variable", "time")
YEARS_AHEAD = 100


class CsPeriod(models.Model):
    """Wage protection in the pipeline: what the month's pay bears (R2.10, R6.4).

    It comes last: the lines of all chapters are its facts. What is not taken is given
    back by ``CS_PROTECTION``, carried in ``cs.deduction``, and settled by
    ``CS_PROTECTION`` lines of their own, once. The terms are kept with the period. In
    ``run.facts["protection"]``: a :class:`Protected`.
    """

    _inherit = "cs.period"

    protection_terms = fields.Json(
        readonly=True,
        copy=False,
        help="The company's figures of wage protection as the period used them.",
    )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"protection_terms"}

    def _step_protection(self, run):
        """What fines, losses and clawbacks may take; the rest is carried (R2.10)."""
        terms = self._protection_terms_now()
        if run.is_dry and self.state == "locked":
            terms = self.protection_terms or terms
        if self.protection_terms != terms and not run.is_dry:
            self.protection_terms = terms
        rules = self._protection_rules(terms)
        opening = (
            self.env["cs.deduction"]
            ._open_before(self, list(run.agents))
            .grouped(lambda row: row.employee_id.id)
        )
        asked = {agent.employee_id: self._asked(agent) for agent in run.agents.values()}
        before = self._fined_before(asked)
        none = self.env["cs.deduction"]

        def protect(agent):
            own = asked[agent.employee_id]
            due = self._due(agent, own, before)
            carried = opening.get(agent.employee_id, none)
            self._protect(run, rules, agent, own, due, carried)

        self._each(run, protect)

    def _protection_terms_now(self):
        """The company's figures today, as plain data."""
        company = self.company_id
        return {
            "enabled": company.cs_protection_enabled,
            "rate": str(to_decimal(company.cs_protection_rate)),
            "minimum": str(to_decimal(company.cs_minimum_wage)),
            "carry": company.cs_protection_rest == "carry",
        }

    @api.model
    def _protection_rules(self, terms):
        return protection.ProtectionRules(
            rate=to_decimal(terms["rate"]),
            minimum=to_decimal(terms["minimum"]),
            carry=terms["carry"],
            enabled=terms["enabled"],
        )

    # ------------------------------------------------------------------
    # What the lines ask and pay
    # ------------------------------------------------------------------

    def _asked(self, agent):
        """What an agent's lines ask for, below zero: give back.

        :return: ``{(kind, key): Decimal}``
        """
        parts = self.env["cs.statement.line"]._wage_parts()
        found = defaultdict(lambda: ZERO)
        for line in agent.lines:
            kind = self._kind_of(parts, line)
            if kind in protection.KINDS:
                found[kind, self._matter_of(line)] -= line.amount
        return found

    @api.model
    def _kind_of(self, parts, line):
        """What a line is to wage protection: a part of pay or a kind of deduction."""
        part = parts.get(line.adjusted or line.code, "variable")
        if line.code != "CS_ADJUSTMENT" or part in protection.LIMITED:
            return part
        # Late pay is no pay of this month, whatever it is for.
        return protection.CLAWBACK

    def _matter_of(self, line):
        """The key under which a deduction is known in every period.

        A fine and its later changes are one matter, and so is a claim.
        """
        if line.key.startswith("claim:"):
            return line.key
        return f"{line.adjusted or line.code}:{line.origin or self.id}"

    def _pay_of(self, agent):
        """Pay before deductions (engine.protection.Pay)."""
        parts = self.env["cs.statement.line"]._wage_parts()
        sums = defaultdict(lambda: ZERO)
        for line in agent.lines:
            sums[self._kind_of(parts, line)] += line.amount
        return protection.Pay(**{part: sums[part] for part in PAY})

    def _fined_before(self, asked):
        """What was asked for and dropped of the fines that change now.

        :return: ``{(employee_id, key): sums}``, see ``cs.deduction._sums_before``
        """
        keys = {
            key
            for own in asked.values()
            for kind, key in own
            if kind == protection.VIOLATION
        }
        return self.env["cs.deduction"]._sums_before(
            self,
            [
                ("kind", "=", protection.VIOLATION),
                ("key", "in", sorted(keys)),
                ("employee_id", "in", list(asked)),
            ],
            ["employee_id", "key"],
        )

    def _due(self, agent, own, before):
        """What is due of what lines ask: a dropped fine gives nothing back (R2.1).

        :return: ``{(kind, key): Decimal}``
        """
        found = dict(own)
        for kind, key in own:
            sums = before[agent.employee_id, key]
            if kind == protection.VIOLATION and sums["dropped"]:
                found[kind, key] = protection.late_change(
                    sums["asked"] + own[kind, key], sums["amount"], sums["dropped"]
                )
        return found

    # ------------------------------------------------------------------
    # Lines and rows
    # ------------------------------------------------------------------

    def _protect(self, run, rules, agent, own, due, carried):
        """Put one agent's lines of protection and rows of deductions on the run."""
        result = protection.protect(
            rules,
            self._pay_of(agent),
            [
                *(
                    protection.Due(kind, key, amount)
                    for (kind, key), amount in due.items()
                ),
                *(
                    protection.Due(
                        row.kind,
                        row.key,
                        to_decimal(row.carried),
                        row.origin_period_id.date_from,
                    )
                    for row in carried
                ),
            ],
            self.date_from,
            leaving=self._is_leaving(agent),
            rounding=run.rounding,
        )
        by_due = {
            (one.due.kind, one.due.key, one.due.origin): one for one in result.outcomes
        }
        agent.values["balance_opening"] = float(result.opening_balance)
        agent.values["balance_closing"] = float(result.closing_balance)
        rows = run.facts_of("protection", Protected).rows.setdefault(
            agent.employee_id, {}
        )
        for (kind, key), asked in own.items():
            row = self._row(by_due.get((kind, key, None)), asked)
            row["department_id"] = agent.department_id or False
            rows[kind, key, self.id] = row
        for row in carried:
            origin = row.origin_period_id
            outcome = by_due[row.kind, row.key, origin.date_from]
            rows[row.kind, row.key, origin.id] = {
                **self._row(outcome, ZERO),
                "department_id": row.department_id.id,
            }
            agent.lines += self._settled_line(outcome, origin)
        agent.lines += self._dropped_lines(own, due)
        agent.lines += self._given_back_lines(agent, result)

    def _given_back_lines(self, agent, result):
        """What the month's own lines take too much, by the code that took it."""
        parts = defaultdict(lambda: ZERO)
        if result.missing:
            parts[self._forgiven_code(agent)] += result.missing
        for one in result.outcomes:
            if one.is_new:
                code = self._code_of(one.due.key)
                parts[code] += one.carried + one.dropped
        # Told once: all but the amount, which is each line's own.
        told = [one for one in result.steps if one["code"] != "protection.given_back"]
        lines = []
        for code, amount in parts.items():
            if amount:
                how = step("protection.given_back", amount=amount)
                steps = (how,) if lines else (*told, how)
                lines.append(
                    Line("CS_PROTECTION", amount, steps=steps, key=code, adjusted=code)
                )
        return lines

    def _forgiven_code(self, agent):
        """The code that took most where absence and float took more than all pay."""
        parts = self.env["cs.statement.line"]._wage_parts()
        kept = [line for line in agent.lines if self._kind_of(parts, line) in PAY]
        return min(kept, key=lambda line: line.amount).code

    @api.model
    def _code_of(self, key):
        """The code of the lines that a deduction's key stands for."""
        code = key.partition(":")[0]
        return "CS_COMPENSATION" if code == "claim" else code

    def _is_leaving(self, agent):
        """Whether no day in contract as an agent follows this period."""
        return not segments.segments(
            agent.versions,
            fields.Date.add(self.date_to, days=1),
            fields.Date.add(self.date_to, years=YEARS_AHEAD),
        )

    @api.model
    def _row(self, outcome, asked):
        """Figures of a ``cs.deduction``; without an outcome nothing is due."""
        row = dict.fromkeys(("amount", "opening", "taken", "dropped", "carried"), 0.0)
        row["asked"] = float(asked)
        if outcome:
            amount = "amount" if outcome.is_new else "opening"
            row |= {
                amount: float(outcome.due.amount),
                "taken": float(outcome.taken),
                "dropped": float(outcome.dropped),
                "carried": float(outcome.carried),
            }
        return row

    def _settled_line(self, outcome, origin):
        """What was taken of an amount that earlier periods had left open."""
        if not outcome.taken:
            return []
        return [
            Line(
                "CS_PROTECTION",
                -outcome.taken,
                steps=outcome.steps,
                key=f"{outcome.due.kind}:{outcome.due.key}",
                origin=origin.id,
                adjusted=self._code_of(outcome.due.key),
            )
        ]

    def _dropped_lines(self, own, due):
        """What lines give back, or ask for, of fines that had been dropped."""
        return [
            Line(
                "CS_PROTECTION",
                asked - due[kind, key],
                steps=(
                    step(
                        "protection.was_dropped",
                        asked=asked,
                        due=due[kind, key],
                        amount=asked - due[kind, key],
                    ),
                ),
                key=f"dropped:{key}",
                adjusted=self._code_of(key),
            )
            for (kind, key), asked in own.items()
            if asked != due[kind, key]
        ]

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _store_facts(self, run, statements):
        """Upsert the rows of deductions by their natural keys."""
        result = super()._store_facts(run, statements)
        Deduction = self.env["cs.deduction"]
        stored = {
            (row.employee_id.id, row.kind, row.key, row.origin_period_id.id): row
            for row in Deduction.search([("period_id", "=", self.id)])
        }
        missing = []
        for employee_id, rows in run.facts_of("protection", Protected).rows.items():
            for (kind, key, origin_id), values in rows.items():
                if row := stored.pop((employee_id, kind, key, origin_id), None):
                    self._update(row, values)
                    continue
                prefix, _sep, claim_id = key.partition(":")
                missing.append(
                    {
                        **values,
                        "statement_id": statements[employee_id].id,
                        "kind": kind,
                        "key": key,
                        "origin_period_id": origin_id,
                        "claim_id": prefix == "claim" and int(claim_id),
                    }
                )
        Deduction.browse([row.id for row in stored.values()]).unlink()
        Deduction.create(missing)
        return result

    @api.model
    def _sealed_facts(self):
        """What was taken and carried of fines, losses and pay taken back."""
        return [*super()._sealed_facts(), Facts("cs.deduction")]
