from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "time.rate": self.env._(
                "Wage %(wage)s / %(days)s days = %(day)s a day, / %(hours)s hours = "
                "%(hour)s an hour"
            ),
            "time.capped": self.env._(
                "No more than the base pay that is left: %(amount)s"
            ),
            "attendance.missed": self.env._(
                "Confirmed missed punches: %(count)s, forgiven: %(forgiven)s"
            ),
            "attendance.deducted": self.env._(
                "Late %(late)s and early %(early)s minutes, %(tolerance)s are "
                "tolerated: %(minutes)s minutes are deducted"
            ),
            "attendance.tolerated": self.env._(
                "Late %(late)s and early %(early)s minutes: no more than the "
                "%(tolerance)s that are tolerated"
            ),
            "attendance.absent": self.env._(
                "Absence: %(days)s days x %(rate)s x %(factor)s = %(amount)s"
            ),
            "attendance.minutes": self.env._(
                "%(minutes)s minutes x %(rate)s an hour = %(amount)s"
            ),
            "case.absent_running": self.env._(
                "Absent %(days)s days running from %(first)s on"
            ),
            "case.absent_within": self.env._(
                "Absent %(days)s days within %(months)s months"
            ),
        }
