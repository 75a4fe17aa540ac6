from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_OVERTIME", "Overtime pay")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_OVERTIME": CodeTerms(10, "ALW")}

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_OVERTIME": "fixed"}

    def _source(self):
        """Overtime comes from the workdays that have it."""
        if (self.adjusted_code or self.code) != "CS_OVERTIME":
            return super()._source()
        period = self.origin_period_id or self.period_id
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("period_id", "=", period.id),
        ]
        if self.origin_period_id:
            domain.append(("is_changed_late", "=", True))
            return "cs_management.cs_workday_action", domain
        domain.append(("overtime_hours", ">", 0))
        if self.rate:
            domain.append(("overtime_rate", "=", self.rate))
        first, last = self._segment_bounds()
        domain += [("date", ">=", first), ("date", "<=", last)]
        return "cs_management.cs_workday_action", domain
