from odoo import models


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _source(self):
        """Overtime comes from the workdays that have it."""
        if (self.adjusted_code or self.code) != "CS_OVERTIME":
            return super()._source()
        period = self.origin_period_id or self.period_id
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("period_id", "=", period.id),
        ]
        if self.origin_period_id:
            domain.append(("is_changed_late", "=", True))
            return "cs_management.cs_workday_action", domain
        domain.append(("overtime_hours", ">", 0))
        if self.rate:
            domain.append(("overtime_rate", "=", self.rate))
        first, last = self._segment_bounds()
        domain += [("date", ">=", first), ("date", "<=", last)]
        return "cs_management.cs_workday_action", domain
