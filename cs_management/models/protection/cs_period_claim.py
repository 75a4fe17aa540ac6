from odoo import models

from ...engine.money import to_decimal
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Claims for losses in the pipeline: one instalment a period (R2.17)."""

    _inherit = "cs.period"

    def _step_claims(self, run):
        """Instalments of claims that were agreed; late changes given back (R2.17)."""
        if not run.is_dry:
            self._feed_claims()
        claims = self.env["cs.loss.claim"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("agreed", "cancelled")),
                ("period_id.date_from", "<=", self.date_from),
            ],
            order="date, id",
        )
        sums = self.env["cs.deduction"]._sums_before(
            self, [("claim_id", "in", claims.ids)], ["claim_id"]
        )
        due = [(claim, claim._instalment(sums[claim.id,])) for claim in claims]
        returned = {
            claim.employee_id.id for claim, instalment in due if instalment.due < 0
        }
        self._add_agents(run, (), returned)
        for claim, instalment in due:
            agent = run.agents.get(claim.employee_id.id)
            if agent and instalment.due:
                agent.lines.append(
                    Line(
                        "CS_COMPENSATION",
                        -instalment.due,
                        base=to_decimal(claim.amount),
                        rate=to_decimal(claim.share),
                        steps=instalment.steps,
                        key=f"claim:{claim.id}",
                    )
                )

    def _feed_claims(self):
        """Claims follow their entries, also those from before there were claims."""
        Entry = self.env["cs.conduct.entry"]
        entries = Entry.search(
            [
                ("period_id", "=", self.id),
                ("state", "=", "confirmed"),
                ("compensation", ">", 0),
            ]
        )
        self.env["cs.loss.claim"]._of_entries(
            entries.filtered(lambda entry: not entry.reversal_of_id)
        )
        reversed_ = entries.reversal_of_id.filtered(lambda row: not row.claim_ids)
        if reversed_:
            self._claim_back(entries, reversed_)

    def _claim_back(self, reversals, entries):
        """Losses taken before there were claims, whose entries are reversed now."""
        by_entry = {row.reversal_of_id: row for row in reversals}
        claims = self.env["cs.loss.claim"]
        claims.create(
            [
                {
                    **claims._entry_values(entry),
                    "paid_otherwise": entry.compensation,
                    "state": "cancelled",
                    "period_id": by_entry[entry].period_id.id,
                }
                for entry in entries
            ]
        )

    def _unfinished(self, *, live):
        label = self.env._(
            "Claims for losses that wait for their agents, of which nothing is taken"
        )
        domain = [("company_id", "=", self.company_id.id), ("state", "=", "asked")]
        claims = self._left("claims", label, self.env["cs.loss.claim"], domain)
        found = [*super()._unfinished(live=live), claims]
        if live:
            label = self.env._("Statements that carry fines, losses or clawbacks on")
            domain = [("period_id", "=", self.id), ("balance_closing", ">", 0)]
            found.append(self._left("carried", label, self.env["cs.statement"], domain))
        return found
