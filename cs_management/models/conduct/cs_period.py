from odoo import api, fields, models

from ...engine.money import to_decimal, total_of
from ...engine.trace import step, trace
from ..cs_period_run import Line
from ..cs_seal_content import Facts
from .cs_period_run import Conduct

VARIABLE_CODES = {"CS_FINE": "violation", "CS_REWARD": "merit"}


class CsPeriod(models.Model):
    """Entries in the pipeline: numbered anew, cases, fines and rewards (R2, R3.6).

    In ``run.facts["conduct"]``: a :class:`Conduct`.
    """

    _inherit = "cs.period"

    entry_count = fields.Integer(compute="_compute_entry_count", string="Entries")

    def _compute_entry_count(self):
        self._set_count(
            "entry_count", "cs.conduct.entry", [("state", "=", "confirmed")]
        )

    @api.readonly
    def action_view_entries(self):
        return self._action_view(
            "cs_management.cs_conduct_entry_action", search_default_confirmed=1
        )

    def _fact_employee_ids(self):
        entries = self.env["cs.conduct.entry"]._read_group(
            [("period_id", "=", self.id), ("state", "=", "confirmed")], ["employee_id"]
        )
        return super()._fact_employee_ids() | {employee.id for [employee] in entries}

    def _step_entries(self, run):
        """Entries that count in the period, occurrences numbered anew (R2.1)."""
        entries = self.env["cs.conduct.entry"].search(
            [("period_id", "=", self.id), ("state", "=", "confirmed")]
        )
        if not run.is_dry:
            entries._renumber()
        for employee, own in entries.grouped("employee_id").items():
            if agent := run.agents.get(employee.id):
                run.facts_of("conduct", Conduct).entries[agent.employee_id] = own
                self._propose_steps(run, agent, own)

    def _entries_of(self, run, agent):
        """The entries of an agent that count in this run's period."""
        entries = run.facts_of("conduct", Conduct).entries
        return entries.get(agent.employee_id, self.env["cs.conduct.entry"])

    # ------------------------------------------------------------------
    # Dismissal cases
    # ------------------------------------------------------------------

    def _propose_case(self, run, agent, reason, why, key=""):
        """Propose a dismissal case when the run is stored; people decide it.

        :param why: the step of its trace
        :param key: tells cases of one agent for one reason apart
        """
        cases = run.facts_of("conduct", Conduct).cases
        cases.setdefault(agent.employee_id, []).append(
            {"reason": reason, "key": key or False, "trace": trace(why)}
        )

    def _propose_steps(self, run, agent, entries):
        """Dismissal cases that a rule or one of its steps asks for (R2.1, R3.6)."""
        for entry in entries:
            if entry.sanction == "dismissal" and not entry.reversal_of_id:
                why = step(
                    "case.step", occurrence=entry.occurrence, rule=entry.rule_id.id
                )
                self._propose_case(run, agent, "step", why, key=str(entry.id))

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _step_fines(self, run):
        """Fines and rewards; late ones as adjustments of their period."""

        def settle(agent):
            agent.lines += self._entry_lines(self._entries_of(run, agent))

        self._each(run, settle)

    def _entry_lines(self, counted):
        lines = []
        for origin, entries in counted.grouped("origin_period_id").items():
            for code, kind in VARIABLE_CODES.items():
                of_kind = entries.filtered(
                    lambda entry, kind=kind: entry.kind == kind and entry.money
                )
                amount = total_of(to_decimal(entry.money) for entry in of_kind)
                lines += self._entry_line(code, origin, len(of_kind), amount)
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

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _store_facts(self, run, statements):
        """Point the entries at their statement, and propose the cases."""
        result = super()._store_facts(run, statements)
        found = run.facts_of("conduct", Conduct)
        for employee_id, entries in found.entries.items():
            statement = statements[employee_id]
            stale = entries.filtered(lambda row, s=statement: row.statement_id != s)
            stale.write({"statement_id": statement.id})
        self.env["cs.disciplinary.case"]._propose(
            self,
            [
                {
                    **case,
                    "employee_id": agent.employee_id,
                    "department_id": agent.department_id or False,
                    "company_id": self.company_id.id,
                    "period_id": self.id,
                    "statement_id": statements[agent.employee_id].id,
                }
                for agent in run.agents.values()
                for case in found.cases.get(agent.employee_id, ())
            ],
        )
        return result

    def _unfinished(self, *, live):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
            ("state", "=", "draft"),
            ("is_pending", "=", False),
        ]
        label = self.env._("Draft entries, which do not count")
        drafts = self._left("drafts", label, self.env["cs.conduct.entry"], domain)
        return [*super()._unfinished(live=live), drafts]

    @api.model
    def _sealed_facts(self):
        """Entries; that one was reversed afterwards is no change of it."""
        leaves = frozenset({"is_reversed", "cancel_reason"})
        return [*super()._sealed_facts(), Facts("cs.conduct.entry", leaves)]
