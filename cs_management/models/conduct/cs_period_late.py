from collections import defaultdict

from odoo import models

from ...engine.money import ZERO, to_decimal, total_of
from ...engine.trace import step

# Tells these adjustments of fines from those of entries that came or went late.
KEY = "numbers"


class CsPeriod(models.Model):
    """Entries of locked periods whose occurrence is another one by now (R2.1).

    An entry that was cancelled since lets those after it move up: a second complaint
    is a first one by now, and the difference is given back. One that was found late
    moves them down: what a locked month took for them does not rise any more, but the
    dismissal case that they reach is proposed.
    """

    _inherit = "cs.period"

    def _step_late_entries(self, run):
        """Occurrences numbered anew over locked months: money and cases (R2.1)."""
        locked = self._compared_periods()
        if not locked:
            return
        entries = self.env["cs.conduct.entry"].search(
            [
                ("period_id", "in", locked.ids),
                ("state", "=", "confirmed"),
                ("reversal_of_id", "=", False),
                ("is_reversed", "=", False),
                ("rule_id.step_ids", "!=", False),
            ]
        )
        renumbered = entries._renumbered()
        due = self._due_numbers(renumbered)
        settled = self._numbers_adjusted(locked)
        employee_ids = {employee_id for employee_id, _p, _code in due.keys() | settled}
        self._add_agents(run, (), employee_ids)
        for key in sorted(due.keys() | settled.keys()):
            self._adjust_numbers(run, key, due.get(key, []), settled[key])
        self._late_cases(run, entries, dict(renumbered))

    def _due_numbers(self, renumbered):
        """Entries that cost something else by today's occurrence.

        :return: ``{(employee_id, locked period's id, code): [(entry, values)]}``
        """
        found = defaultdict(list)
        for entry, values in renumbered:
            moved_up = values["occurrence"] < entry.occurrence
            if moved_up and values["amount"] < entry._costs_now("amount"):
                origin = entry.origin_period_id or entry.period_id
                code = "CS_FINE" if entry.kind == "violation" else "CS_REWARD"
                found[entry.employee_id.id, origin.id, code].append((entry, values))
        return found

    def _numbers_adjusted(self, locked):
        """What locked periods have adjusted of occurrences so far, by the same keys."""
        sums = defaultdict(lambda: ZERO)
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("code", "=", "CS_ADJUSTMENT"),
                ("key", "=like", f"%:{KEY}"),
                ("company_id", "=", self.company_id.id),
                ("origin_period_id", "in", locked.ids),
                ("statement_id.state", "=", "locked"),
            ],
            ["employee_id", "origin_period_id", "adjusted_code"],
            ["amount:sum"],
        )
        for employee, origin, code, amount in groups:
            sums[employee.id, origin.id, code] = to_decimal(amount)
        return sums

    def _adjust_numbers(self, run, key, changes, settled):
        employee_id, origin_id, code = key
        sign = -1 if code == "CS_FINE" else 1
        due = total_of(
            sign * to_decimal(values["amount"] - entry._costs_now("amount"))
            for entry, values in changes
        )
        agent = run.agents.get(employee_id)
        if due == settled or not agent:
            return
        steps = [
            step(
                "entries.number",
                rule=entry.rule_id.id,
                date=entry.date,
                before=entry.occurrence,
                now=values["occurrence"],
                paid=to_decimal(entry._costs_now("amount")),
                due=to_decimal(values["amount"]),
            )
            for entry, values in changes
        ]
        how = step("adjustment.pay", due=due, paid=settled)
        origin = self.browse(origin_id)
        agent.lines.append(
            self._adjustment(code, origin, due - settled, *steps, how, key=KEY)
        )

    def _late_cases(self, run, entries, renumbered):
        """Cases that a locked month proposed and that fall, and those it lacks.

        Open ones are looked at however old, decided ones only where an entry reaches
        its case anew: what is read grows with neither.
        """
        Case = self.env["cs.disciplinary.case"]
        steps = [
            ("company_id", "=", self.company_id.id),
            ("reason", "=", "step"),
            ("period_id", "!=", self.id),
        ]
        Case._withdraw(Case.search([*steps, ("state", "in", Case._open_states())]))
        reached = {
            entry: renumbered[entry]
            for entry in entries
            if renumbered.get(entry, {}).get("sanction") == "dismissal"
            and entry.employee_id.id in run.agents
        }
        if not reached:
            return
        keys = [str(entry.id) for entry in reached]
        known = set(Case.search([*steps, ("key", "in", keys)]).mapped("key"))
        for entry, values in reached.items():
            if str(entry.id) not in known:
                why = step(
                    "case.step", occurrence=values["occurrence"], rule=entry.rule_id.id
                )
                agent = run.agents[entry.employee_id.id]
                self._propose_case(run, agent, "step", why, key=str(entry.id))
