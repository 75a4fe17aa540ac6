from odoo import models

from ...engine import segments

BOOKS = {"CS_KPI": ("CS_KPI",)}


class CsPeriod(models.Model):
    """Sheets confirmed, corrected or appealed behind a lock: the difference (R7.4)."""

    _inherit = "cs.period"

    def _step_late_reviews(self, run):
        """What locked periods' sheets pay by today less what was paid (R7.4).

        The review of a month runs in the next one: its bonus stands in the month's
        own statement where it was confirmed before the lock, and comes here else.
        """
        locked = self._compared_periods()
        sheets = self.env["cs.review"].search(
            [
                ("period_id", "in", locked.ids),
                ("kind", "=", "month"),
                # One that is being corrected is settled when that is done.
                ("state", "in", ("confirmed", "exempt")),
            ]
        )
        if not sheets:
            return
        changed = self._compared_sheets(sheets)
        self._add_agents(run, (), {sheet.employee_id.id for sheet in changed})
        due = {}
        for sheet, parts in changed.items():
            agent = run.agents.get(sheet.employee_id.id)
            if agent:
                due[agent.employee_id, sheet.period_id] = self._due_kpi(
                    run, sheet, parts, agent.joined
                )
        self._settle_late(run, due, BOOKS)

    def _compared_sheets(self, sheets):
        """Sheets whose bonus may be another one by now, with today's segments.

        Passed and not paid, paid and not passed, adjusted before, or the base pay of
        their period changed since.
        """
        employee_ids = set(sheets.employee_id.ids)
        versions = self.env["hr.version"]._cs_of_employees(employee_ids)
        paid = self._paid_so_far(sheets.period_id, BOOKS)
        adjusted = {key[:2] for key in self._adjusted_before(*BOOKS)}
        statements = self.env["cs.statement"].search_fetch(
            [
                ("period_id", "in", sheets.period_id.ids),
                ("employee_id", "in", list(employee_ids)),
            ],
            ["employee_id", "period_id", "segments"],
        )
        settled = {(row.employee_id.id, row.period_id.id): row for row in statements}
        found = {}
        for sheet in sheets:
            key = sheet.employee_id.id, sheet.period_id.id
            parts = segments.segments(
                versions.get(key[0], ()),
                sheet.period_id.date_from,
                sheet.period_id.date_to,
            )
            pays = self._pays(sheet, parts)
            row = settled.get(key)
            if (
                pays != bool(paid[(*key, "CS_KPI")])
                or key in adjusted
                or (pays and row and self._paid_otherwise(row, parts))
            ):
                found[sheet] = parts
        return found

    def _pays(self, sheet, parts):
        """Whether a sheet pays a bonus at all."""
        return bool(
            sheet.state == "confirmed"
            and sheet.is_passed
            and parts
            and self._kpi_terms(sheet.policy_id, parts)
        )

    def _due_kpi(self, run, sheet, parts, joined):
        """The bonus of a locked period by today's facts."""
        if not self._pays(sheet, parts):
            return []
        period = sheet.period_id
        pay = self._due_pay(
            run, period, sheet.employee_id.id, parts, sheet.policy_id, joined
        )
        return self._kpi_lines(run, period, sheet, parts, pay)
