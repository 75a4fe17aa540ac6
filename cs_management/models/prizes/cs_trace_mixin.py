from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"prize": "cs.policy.prize"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "prize.team.sales": self.env._(
                "%(prize)s: first of the team with sales %(value)s"
            ),
            "prize.company.sales": self.env._(
                "%(prize)s: first of the company with sales %(value)s"
            ),
            "prize.team.score": self.env._(
                "%(prize)s: first of the team with score %(value)s"
            ),
            "prize.company.score": self.env._(
                "%(prize)s: first of the company with score %(value)s"
            ),
            "prize.streak": self.env._(
                "Months running as the first: %(months)s - %(amount)s"
            ),
            "prize.tie_each": self.env._(
                "%(agents)s agents are first: each of them gets it"
            ),
            "prize.tie_share": self.env._(
                "%(agents)s agents are first and share it: %(amount)s"
            ),
            "prize.tie_none": self.env._(
                "%(agents)s agents are first: nobody gets it, and the month neither "
                "counts nor breaks the months running"
            ),
        }
