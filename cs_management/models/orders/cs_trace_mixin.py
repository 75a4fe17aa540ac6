from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"agent": "hr.employee"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "order.nobody": self.env._("nobody (pool)"),
            "order.given": self.env._("The order was given to %(agents)s."),
            "order.claimed": self.env._("Claim accepted: %(reason)s"),
            "order.appealed": self.env._("Appeal of %(agent)s: %(note)s"),
        }
