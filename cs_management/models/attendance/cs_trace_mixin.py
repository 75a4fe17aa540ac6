from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        named = {
            "event": ("cs.conduct.rule", "event"),
            "absence": ("cs.workday", "absence_reason"),
        }
        if key in named:
            model, name = named[key]
            labels = self.env[model]._fields[name]._description_selection(self.env)
            return dict(labels).get(value, value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "time.days": self.env._("%(days)s days x wage %(wage)s / %(basis)s days"),
            "time.most": self.env._(
                "%(days)s of %(away)s days away: (%(base)s - %(left)s days left x wage "
                "%(wage)s / %(basis)s days) x %(days)s / %(away)s"
            ),
            "time.half": self.env._(
                "%(days)s of %(away)s days away, about half of them: %(base)s x 0.5 x "
                "%(days)s / %(away)s"
            ),
            "time.minutes": self.env._(
                "%(minutes)s minutes x wage %(wage)s / %(basis)s days / %(hours)s "
                "hours / 60"
            ),
            "time.capped": self.env._(
                "No more than the base pay that is left: %(amount)s"
            ),
            "attendance.away": self.env._(
                "Away in mid-shift %(minutes)s minutes, which are deducted"
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
            "attendance.absent": self.env._("Absence: x %(factor)s = %(amount)s"),
            "attendance.minutes": self.env._("Late or early: %(amount)s"),
            "entry.event": self.env._("%(event)s"),
            "entry.absent": self.env._("%(event)s: %(absence)s"),
            "entry.late": self.env._("%(event)s: %(minutes)s minutes"),
            "case.absent_running": self.env._(
                "Absent %(days)s days running from %(first)s on"
            ),
            "case.absent_within": self.env._(
                "Absent %(days)s days within %(months)s months"
            ),
        }
