from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_ATTENDANCE", "Attendance deductions")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_ATTENDANCE": CodeTerms(14, "ABSENCE")}

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_ATTENDANCE": "time"}

    def _source(self):
        """Attendance comes from workdays, which open to their punches."""
        code = self.adjusted_code or self.code
        if code != "CS_ATTENDANCE":
            return super()._source()
        period = self.origin_period_id or self.period_id
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("period_id", "=", period.id),
        ]
        kind = (self.key or "").partition(":")[0]
        if self.origin_period_id:
            domain.append(("is_changed_late", "=", True))
        else:
            first, last = self._segment_bounds()
            domain += [("date", ">=", first), ("date", "<=", last)]
        if kind == "absence":
            domain.append(("absent_days", ">", 0))
        elif kind == "minutes":
            domain.append(("deducted_minutes", ">", 0))
        return "cs_management.cs_workday_action", domain

    def _segment_bounds(self):
        """First and last day of the line's wage; its key ends with the first day."""
        start = (self.key or "").rpartition(":")[2]
        # sudo: of wages and levels only the days are taken
        for first, last, *_facts in self.statement_id.sudo().segments or ():
            if first == start:
                return fields.Date.to_date(first), fields.Date.to_date(last)
        return self.period_id.date_from, self.period_id.date_to
