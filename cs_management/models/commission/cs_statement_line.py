from odoo import api, fields, models

from ..cs_statement_line import CodeTerms

CODES = [
    ("CS_COMMISSION", "Commission"),
    ("CS_STEP_BONUS", "Step bonus"),
    ("CS_HOLDBACK", "Commission held back"),
    ("CS_OVERRIDE", "Leader's share"),
    ("CS_POOL", "Pool share"),
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
            "CS_COMMISSION": CodeTerms(5, "ALW"),
            "CS_STEP_BONUS": CodeTerms(5, "ALW"),
            "CS_HOLDBACK": CodeTerms(5, "ALW"),
            "CS_OVERRIDE": CodeTerms(5, "ALW"),
            "CS_POOL": CodeTerms(6, "ALW"),
        }

    def _trace_measured(self):
        # sudo: which unit the regulation measures in, in the reader's own result
        return self.statement_id.sudo().policy_id.commission_measure

    def _source(self):
        """Commission comes from the agent's credits, a leader's share from those of the
        team, the pool from those of nobody."""
        code = self.adjusted_code or self.code
        if code in ("CS_COMMISSION", "CS_STEP_BONUS", "CS_HOLDBACK"):
            whose = [("statement_id", "=", self.statement_id.id)]
        elif code == "CS_OVERRIDE":
            if not self.env.user._cs_is_officer():
                # What each of the team earns is not their leader's to read.
                return ()
            whose = [
                ("period_id", "=", self.period_id.id),
                ("employee_id", "not in", (False, self.employee_id.id)),
                ("statement_id.department_id", "=", self._key_department()),
            ]
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
        department = self._key_department()
        return [("department_id", "=", department)] if department else []

    def _key_department(self):
        """The department that the key of a line names; zero: none."""
        return self.env["cs.period"]._pool_team(self.key)
