from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "change.falls": self.env._(
                "The figures of the month propose a fall instead."
            ),
            "change.joined": self.env._("In service since %(joined)s"),
            "change.level": self.env._("%(level)s since %(date)s"),
        }
