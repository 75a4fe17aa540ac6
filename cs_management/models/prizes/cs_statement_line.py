from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_PRIZE", "Prizes")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_PRIZE": CodeTerms(7, "ALW")}

    def _source(self):
        """A prize by sales comes from the credits, one by assessment from entries."""
        if self.code != "CS_PRIZE":
            return super()._source()
        own = [("statement_id", "=", self.statement_id.id)]
        if (self.key or "").startswith("sales:"):
            return "cs_management.cs_commission_line_action", own
        return (
            "cs_management.cs_conduct_entry_action",
            [*own, ("score_points", "!=", 0)],
        )
