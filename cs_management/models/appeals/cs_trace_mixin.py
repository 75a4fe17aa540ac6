from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "appeal.accepted": self.env._("The appeal against it was accepted."),
        }
