from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_COMMISSION", "Commission"), ("CS_POOL", "Pool share")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {
            "CS_COMMISSION": CodeTerms(5, "ALW"),
            "CS_POOL": CodeTerms(6, "ALW"),
        }

    def _source(self):
        """Commission comes from the agent's credits, the pool from those of nobody."""
        code = self.adjusted_code or self.code
        if code == "CS_COMMISSION":
            whose = [("statement_id", "=", self.statement_id.id)]
        elif code == "CS_POOL":
            whose = [
                ("period_id", "=", self.period_id.id),
                ("employee_id", "=", False),
                *self._pool_domain(),
            ]
        else:
            return super()._source()
        return "cs_management.cs_commission_line_action", [
            *whose,
            ("origin_period_id", "=", self.origin_period_id.id),
        ]

    def _pool_domain(self):
        """Which untagged orders a pool line shares: all, or those of a department."""
        scope, _sep, department = (self.key or "").partition(":")
        return [("department_id", "=", int(department))] if department else []
