from datetime import timedelta

from odoo import api, models


class HrAttendanceOvertimeLine(models.Model):
    """Odoo's overtime: what is refused or priced anew changes the workday.

    Lines that a punch makes anew need nothing of this: the punch has its days
    classified itself.
    """

    _inherit = "hr.attendance.overtime.line"

    def write(self, vals):
        result = super().write(vals)
        if not {"status", "amount_rate", "duration", "date"}.isdisjoint(vals):
            self._cs_refresh_days()
        return result

    def _cs_refresh_days(self):
        days = {
            (line.employee_id.id, day)
            for line in self
            for day in self._cs_days_around(line.date)
        }
        self.env["hr.attendance"]._cs_refresh(days)

    @api.model
    def _cs_days_around(self, day):
        """A night shift belongs to the day before."""
        return (day - timedelta(days=1), day)
