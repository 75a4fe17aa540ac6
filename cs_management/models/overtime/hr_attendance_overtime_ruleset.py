from odoo import models


class HrAttendanceOvertimeRuleset(models.Model):
    """A ruleset that is applied anew changes the rates of workdays."""

    _inherit = "hr.attendance.overtime.ruleset"

    def action_regenerate_overtimes(self):
        result = super().action_regenerate_overtimes()
        punches = self._attendances_to_regenerate_for()
        punches._cs_refresh(punches._cs_days())
        return result
