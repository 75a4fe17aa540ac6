from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_KPI", "KPI bonus")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_KPI": CodeTerms(8, "ALW")}

    def _source(self):
        """The bonus comes from the sheet of the period that it is for."""
        if (self.adjusted_code or self.code) != "CS_KPI":
            return super()._source()
        period = self.origin_period_id or self.period_id
        return "cs_management.cs_review_action", [
            ("employee_id", "=", self.employee_id.id),
            ("period_id", "=", period.id),
        ]
