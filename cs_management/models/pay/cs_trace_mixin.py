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
            "guarantee.short": self.env._(
                "Guaranteed over the year %(due)s - counted pay %(counted)s"
            ),
            "guarantee.reached": self.env._(
                "Guaranteed over the year %(due)s, reached by counted pay of "
                "%(counted)s"
            ),
            "seniority.years": self.env._(
                "In service since %(joined)s: %(years)s completed years on %(date)s"
            ),
            "seniority.most_years": self.env._("At most %(years)s years count"),
            "seniority.amount": self.env._(
                "Years %(years)s x %(rate)s: %(amount)s a month"
            ),
            "seniority.most": self.env._("At most %(amount)s a month"),
            "seniority.whole": self.env._(
                "Monthly seniority pay %(wage)s from %(first)s to %(last)s: the whole "
                "period"
            ),
            "seniority.part": self.env._(
                "Monthly seniority pay %(wage)s from %(first)s to %(last)s x %(days)s "
                "of %(of)s days"
            ),
            "seniority.worked": self.env._(
                "Monthly seniority pay %(wage)s from %(first)s to %(last)s x %(days)s "
                "/ %(basis)s days"
            ),
            "seniority.missed": self.env._(
                "Monthly seniority pay %(wage)s from %(first)s to %(last)s, %(away)s "
                "days missing: x (1 - %(away)s / %(basis)s) x %(days)s of %(of)s days"
            ),
            "seniority.half": self.env._(
                "Monthly seniority pay %(wage)s from %(first)s to %(last)s, about half "
                "of the days: x 0.5 x %(days)s of %(of)s days"
            ),
        }
