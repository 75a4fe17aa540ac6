from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [
    ("CS_REWARD", "Rewards"),
    ("CS_FINE", "Fines"),
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
            "CS_REWARD": CodeTerms(9, "ALW"),
            "CS_FINE": CodeTerms(12, "PENALTY"),
        }

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_FINE": "violation"}

    def _source(self):
        """Fines, rewards and losses come from the entries that have them."""
        wanted = {
            "CS_FINE": [("money", "!=", 0), ("kind", "=", "violation")],
            "CS_REWARD": [("money", "!=", 0), ("kind", "=", "merit")],
            "CS_COMPENSATION": [("compensation", "!=", 0)],
        }.get(self.adjusted_code or self.code)
        if not wanted:
            return super()._source()
        return "cs_management.cs_conduct_entry_action", [
            ("statement_id", "=", self.statement_id.id),
            ("origin_period_id", "=", self.origin_period_id.id),
            *wanted,
        ]
