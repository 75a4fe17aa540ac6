from odoo import models

from ...engine.money import to_decimal, total_of
from ...engine.trace import step, trace
from ..cs_period_run import Line

VARIABLE_CODES = {"CS_FINE": "violation", "CS_REWARD": "merit"}


class CsPeriod(models.Model):
    """Entries in the pipeline: numbered anew, cases, fines and rewards (R2, R3.6)."""

    _inherit = "cs.period"

    def _step_entries(self, run):
        """Entries that count in the period, occurrences numbered anew (R2.1)."""
        entries = self.env["cs.conduct.entry"].search(
            [("period_id", "=", self.id), ("state", "=", "confirmed")]
        )
        entries._renumber()
        for employee, own in entries.grouped("employee_id").items():
            if agent := run.agents.get(employee.id):
                agent.entries = own
                agent.cases += self._step_cases(own)

    def _step_cases(self, entries):
        """Dismissal cases that a rule or one of its steps asks for (R2.1, R3.6)."""
        return [
            {
                "reason": "step",
                "key": str(entry.id),
                "trace": trace(
                    step(
                        "case.step",
                        occurrence=entry.occurrence,
                        rule=entry.rule_id.id,
                    )
                ),
            }
            for entry in entries
            if entry.sanction == "dismissal" and not entry.reversal_of_id
        ]

    def _entry_lines(self, agent):
        """Fines, rewards and losses; late ones as adjustments of their period."""
        lines = []
        for origin, entries in agent.entries.grouped("origin_period_id").items():
            for code, kind in VARIABLE_CODES.items():
                of_kind = entries.filtered(
                    lambda entry, kind=kind: entry.kind == kind and entry.money
                )
                amount = total_of(to_decimal(entry.money) for entry in of_kind)
                lines += self._entry_line(code, origin, len(of_kind), amount)
            losses = entries.filtered("compensation")
            amount = total_of(
                to_decimal(entry.compensation) * (1 if entry.reversal_of_id else -1)
                for entry in losses
            )
            lines += self._entry_line("CS_COMPENSATION", origin, len(losses), amount)
        return lines

    def _entry_line(self, code, origin, count, amount):
        if not count:
            return []
        if not origin:
            how = step("entries.count", count=count, amount=amount)
            return [Line(code, amount, steps=(how,))]
        return [
            self._adjustment(
                code,
                origin,
                amount,
                step("adjustment.entries", count=count, amount=amount),
            )
        ]
