from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [
    ("CS_BASE", "Base pay"),
    ("CS_ALLOWANCE", "Allowance"),
    ("CS_SENIORITY", "Seniority pay"),
]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {
            "CS_BASE": CodeTerms(1, "BASIC"),
            "CS_ALLOWANCE": CodeTerms(2, "ALW"),
            "CS_SENIORITY": CodeTerms(3, "ALW"),
        }

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | dict.fromkeys(
            ("CS_BASE", "CS_ALLOWANCE", "CS_SENIORITY"), "fixed"
        )

    @api.model
    def _base_code(self):
        """The code of the base wage, which a payroll's own basic rule may pay."""
        return "CS_BASE"
