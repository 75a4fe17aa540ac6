from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "change.joined": self.env._("In service since %(joined)s"),
            "change.level": self.env._("%(level)s since %(date)s"),
        }
