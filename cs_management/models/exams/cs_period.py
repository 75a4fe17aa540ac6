from odoo import models

from ...engine.trace import step, trace

SOURCE = "cs.exam"


class CsPeriod(models.Model):
    """Exams in the pipeline: the articles that confirmed marks fall under (R9.7)."""

    _inherit = "cs.period"

    def _step_exams(self, run):
        """Full marks, not passed, the best: automatic entries (R2.15, R3.2, R3.4)."""
        exams = self.env["cs.exam"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "confirmed"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        events = [
            (row, event)
            for row, event in exams._events()
            if row.employee_id.id in run.agents
        ]
        policies = self.env["cs.policy"]._of_agents(
            {(row.employee_id.id, row.date) for row, _event in events}
        )
        issuer = self.env.ref("base.user_root").id
        wanted = []
        for row, event in events:
            policy = policies[row.employee_id.id, row.date]
            rules = policy.rule_ids.filtered(
                lambda rule, event=event: rule.active and rule.event == event
            )
            wanted += [self._exam_values(row, rule, issuer) for rule in rules]
        self.env["cs.conduct.entry"]._sync_automatic(self, wanted, SOURCE)

    def _exam_values(self, row, rule, issuer):
        values = {
            "employee_id": row.employee_id.id,
            "rule_id": rule.id,
            "date": row.date,
            "source": f"{SOURCE}:{row.exam_id.id}",
            "issuer_id": issuer,
            "exam_result_id": row.id,
            "trace": trace(
                step(
                    "entry.exam",
                    exam=row.exam_id.id,
                    marks=f"{row.counted_marks:g}",
                    full=f"{row.exam_id.full_marks:g}",
                )
            ),
        }
        if rule.event == "exam_best":
            values["amount"] = row.exam_id._prize_within(rule)
        return values

    def _unfinished(self, *, live):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "planned"),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        label = self.env._("Exams whose marks are not confirmed")
        exams = self._left("exams", label, self.env["cs.exam"], domain)
        return [*super()._unfinished(live=live), exams]
