from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_FLOAT", "Score float")]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.depends("code", "adjusted_code")
    def _compute_has_sources(self):
        """A float without any points comes from the base score alone."""
        result = super()._compute_has_sources()
        for line in self:
            if line.code == "CS_FLOAT":
                points = line.statement_id.entry_ids.mapped("score_points")
                line.has_sources = any(points)
        return result

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_FLOAT": CodeTerms(4, "ALW")}

    def _source(self):
        """The float comes from the entries with points."""
        if (self.adjusted_code or self.code) != "CS_FLOAT":
            return super()._source()
        return "cs_management.cs_conduct_entry_action", [
            ("statement_id", "=", self.statement_id.id),
            ("score_points", "!=", 0),
        ]
