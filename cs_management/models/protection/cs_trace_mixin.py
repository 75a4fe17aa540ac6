from odoo import api, models
from odoo.tools import format_date


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        if key == "since":
            return format_date(self.env, value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "protection.earned": self.env._(
                "Earned: wage %(fixed)s, variable pay %(variable)s, time %(time)s: "
                "%(earned)s"
            ),
            "protection.missing": self.env._(
                "Absence, leave and score took %(amount)s more than there is: forgiven"
            ),
            "protection.returned": self.env._(
                "Given back %(amount)s: %(met)s against what is open, %(paid)s paid"
            ),
            "protection.minimum": self.env._(
                "%(earned)s and %(returned)s given back, less the minimum wage "
                "%(minimum)s: deductions may take %(room)s"
            ),
            "protection.off": self.env._(
                "Wages are not protected: deductions may take %(room)s, down to zero"
            ),
            "protection.limit": self.env._(
                "Fines and losses may take %(rate)s %% of %(earned)s: %(amount)s"
            ),
            "protection.earlier": self.env._(
                "Taken of what earlier periods left open: %(amount)s"
            ),
            "protection.variable": self.env._(
                "Fines of %(fines)s: %(amount)s from the variable pay of "
                "%(variable)s, %(wage)s from the wage"
            ),
            "protection.clawback": self.env._(
                "Pay taken back: due %(due)s, taken %(taken)s, left %(rest)s"
            ),
            "protection.violation": self.env._(
                "Fines: due %(due)s, taken %(taken)s, left %(rest)s"
            ),
            "protection.compensation": self.env._(
                "Losses made good: due %(due)s, taken %(taken)s, left %(rest)s"
            ),
            "protection.carried": self.env._("Carried to the next period: %(amount)s"),
            "protection.open": self.env._(
                "Open at the exit, shown and not taken: %(amount)s"
            ),
            "protection.dropped": self.env._("Dropped: %(amount)s"),
            "protection.given_back": self.env._("Not taken in this period: %(amount)s"),
            "protection.settled": self.env._(
                "Open since %(since)s: due %(due)s, taken %(taken)s, left %(rest)s"
            ),
            "protection.was_dropped": self.env._(
                "The lines ask %(asked)s, due is %(due)s: part of it had been dropped "
                "and never cost anything"
            ),
            "claim.share": self.env._("Loss %(loss)s x %(share)s %%: %(amount)s"),
            "claim.instalment": self.env._(
                "Instalment %(number)s of %(instalments)s, %(asked)s asked before: "
                "due %(due)s"
            ),
        }
