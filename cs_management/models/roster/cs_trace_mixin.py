from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "swap.expired": self.env._("It was not decided before its day began."),
        }
