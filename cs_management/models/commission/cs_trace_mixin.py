from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "commission.no_tier": self.env._("The policy has no commission tier"),
            "commission.no_figures": self.env._(
                "No service figures for the period: the lowest tier applies, "
                "%(rate)s %%"
            ),
            "commission.tier": self.env._("Reached %(measure)s: tier of %(rate)s %%"),
            "commission.conversion": self.env._(
                "Conversion: %(bought)s of %(asked)s inquiring customers bought"
            ),
            "commission.conversion_whole": self.env._(
                "Conversion: %(bought)s bought and %(asked)s asked, so 100 %%: some "
                "had asked before"
            ),
            "commission.amount": self.env._(
                "Sales %(sales)s x %(rate)s %% = %(amount)s"
            ),
            "commission.slice": self.env._("Slice of %(sales)s x %(rate)s %%"),
            "commission.total": self.env._("Sales %(sales)s: %(amount)s"),
            "commission.no_agent": self.env._(
                "No agent on any day of the period: no commission"
            ),
            "commission.not_eligible": self.env._(
                "%(level)s earns no commission under this policy"
            ),
            "pool.share": self.env._(
                "Sales carried by nobody %(sales)s x %(rate)s %% = %(pool)s, shared "
                "by %(agents)s agents"
            ),
            "adjustment.orders": self.env._(
                "Orders changed: %(count)s, by %(base)s, at the rate paid then: "
                "%(amount)s"
            ),
            "adjustment.appeal": self.env._(
                "Added to %(order)s by an appeal: %(amount)s"
            ),
            "adjustment.pool": self.env._("Pool sales changed by %(base)s: %(amount)s"),
        }
