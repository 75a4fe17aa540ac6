from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [
    ("CS_COMPENSATION", "Losses made good"),
    ("CS_PROTECTION", "Wage protection"),
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
            "CS_COMPENSATION": CodeTerms(13, "DED"),
            "CS_PROTECTION": CodeTerms(17, "DED", split=True, debts=True),
        }

    @api.model
    def _wage_parts(self):
        return super()._wage_parts() | {"CS_COMPENSATION": "compensation"}

    def _compute_name(self):
        result = super()._compute_name()
        labels = dict(self._fields["code"]._description_selection(self.env))
        for line in self.filtered(lambda line: line.code == "CS_PROTECTION"):
            adjusted = labels.get(line.adjusted_code, labels["CS_PROTECTION"])
            if line.origin_period_id:
                # sudo: the name of a period is shown in its agent's own result
                line.name = self.env._(
                    "%(label)s carried from %(period)s",
                    label=adjusted,
                    period=line.origin_period_id.sudo().name,
                )
            else:
                line.name = self.env._("Not taken of %(label)s", label=adjusted)
        return result

    def _source(self):
        """Losses come from claims, protection from the statement's deductions."""
        key = self.key or ""
        if self.code == "CS_COMPENSATION" and key.startswith("claim:"):
            claim_id = int(key.partition(":")[2])
            return "cs_management.cs_loss_claim_action", [("id", "=", claim_id)]
        if self.code == "CS_PROTECTION":
            return "cs_management.cs_deduction_action", [
                ("statement_id", "=", self.statement_id.id)
            ]
        return super()._source()
