from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "base.whole": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s: the whole period"
            ),
            "base.part": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s x %(days)s of "
                "%(of)s days"
            ),
            "base.worked": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s x %(days)s / "
                "%(basis)s days"
            ),
            "base.missed": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s, %(away)s days "
                "missing: x (1 - %(away)s / %(basis)s) x %(days)s of %(of)s days"
            ),
            "base.half": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s, about half of the "
                "days: x 0.5 x %(days)s of %(of)s days"
            ),
            "allowance.whole": self.env._(
                "Monthly allowance %(wage)s from %(first)s to %(last)s: the whole "
                "period"
            ),
            "allowance.part": self.env._(
                "Monthly allowance %(wage)s from %(first)s to %(last)s x %(days)s of "
                "%(of)s days"
            ),
            "allowance.worked": self.env._(
                "Monthly allowance %(wage)s from %(first)s to %(last)s x %(days)s / "
                "%(basis)s days"
            ),
            "allowance.missed": self.env._(
                "Monthly allowance %(wage)s from %(first)s to %(last)s, %(away)s days "
                "missing: x (1 - %(away)s / %(basis)s) x %(days)s of %(of)s days"
            ),
            "allowance.half": self.env._(
                "Monthly allowance %(wage)s from %(first)s to %(last)s, about half of "
                "the days: x 0.5 x %(days)s of %(of)s days"
            ),
        }
