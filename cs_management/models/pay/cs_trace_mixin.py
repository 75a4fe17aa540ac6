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
                "Monthly wage %(wage)s from %(first)s to %(last)s: %(days)s of "
                "%(basis)s days"
            ),
            "allowance.share": self.env._(
                "Monthly allowance %(allowance)s x %(share)s %%"
            ),
        }
