from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [("CS_LEAVE", "Leave deductions")]

# Leave that was granted, and what may have been taken back since.
DECIDED = ("validate", "refuse", "cancel")


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_LEAVE": CodeTerms(15, "ABSENCE")}

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_LEAVE": "time"}

    def _source(self):
        """Leave deductions come from the agent's leave in the segment."""
        if (self.adjusted_code or self.code) != "CS_LEAVE":
            return super()._source()
        period = self.origin_period_id or self.period_id
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("request_date_from", "<=", period.date_to),
            ("request_date_to", ">=", period.date_from),
        ]
        kind, _sep, rest = (self.key or "").partition(":")
        if self.origin_period_id or kind != "leave":
            return "cs_management.cs_leave_action", [
                *domain,
                ("state", "in", DECIDED),
            ]
        type_id = rest.partition(":")[0]
        first, last = self._segment_bounds()
        return "cs_management.cs_leave_action", [
            *domain,
            ("state", "=", "validate"),
            ("holiday_status_id", "=", int(type_id)),
            ("request_date_from", "<=", last),
            ("request_date_to", ">=", first),
        ]
