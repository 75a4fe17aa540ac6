from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

# Apart from CS_ALLOWANCE, because late changes of days and of wages are settled apart.
CODES = [("CS_ALLOWANCE_DAY", "Allowance by attendance")]
BONUS = "bonus"


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    code = fields.Selection(
        selection_add=CODES, ondelete={code: "cascade" for code, _label in CODES}
    )
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_ALLOWANCE_DAY": CodeTerms(2, "ALW")}

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_ALLOWANCE_DAY": "fixed"}

    def _is_bonus(self):
        """Whether the line pays bonuses that were set, and no conduct entries."""
        parts = (self.key or "").split(":")
        return (self.adjusted_code or self.code) == "CS_REWARD" and BONUS in parts

    @api.depends("key")
    def _compute_name(self):
        result = super()._compute_name()
        for line in self:
            if line._is_bonus() and not line.adjusted_code:
                line.name = self.env._("Bonus")
        return result

    def _source(self):
        """Bonuses open to who set them and why; allowances to their article."""
        if self._is_bonus():
            period = self.origin_period_id or self.period_id
            return "cs_management.cs_bonus_action", [
                ("employee_id", "=", self.employee_id.id),
                ("date", ">=", period.date_from),
                ("date", "<=", period.date_to),
            ]
        allowance = self.env.user._cs_is_officer() and self._allowance()
        if allowance:
            return "cs_management.cs_policy_allowance_action", [
                ("id", "=", allowance.id)
            ]
        return super()._source()

    def _allowance(self):
        """The article of the policy that the line pays, if it is one of its own."""
        Allowance = self.env["cs.policy.allowance"]
        row, _colon, _first = (self.key or "").partition(":")
        if self.code not in ("CS_ALLOWANCE", "CS_ALLOWANCE_DAY") or not row.isdigit():
            return Allowance
        return Allowance.browse(int(row))
