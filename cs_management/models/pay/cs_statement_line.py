from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [
    ("CS_BASE", "Base pay"),
    ("CS_ALLOWANCE", "Allowance"),
    ("CS_SENIORITY", "Seniority pay"),
    ("CS_GUARANTEE", "Yearly guarantee"),
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
            "CS_GUARANTEE": CodeTerms(11, "ALW"),
        }

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | dict.fromkeys(
            ("CS_BASE", "CS_ALLOWANCE", "CS_SENIORITY"), "fixed"
        )

    def _source(self):
        """The guarantee comes from the months of its account (R5.3)."""
        if (self.adjusted_code or self.code) != "CS_GUARANTEE":
            return super()._source()
        closing = self.statement_id
        if self.origin_period_id:
            closing = closing.search(
                [
                    ("employee_id", "=", self.employee_id.id),
                    ("period_id", "=", self.origin_period_id.id),
                ]
            )
        return "cs_management.cs_guarantee_account_action", [
            ("employee_id", "=", self.employee_id.id),
            ("account", "=", closing.guarantee_account),
        ]

    @api.model
    def _base_code(self):
        """The code of the base wage, which a payroll's own basic rule may pay."""
        return "CS_BASE"
