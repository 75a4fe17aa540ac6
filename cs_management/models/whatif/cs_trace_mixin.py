from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"policy": "cs.policy"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "whatif.name": self.env._("%(policy)s, %(span)s"),
        }
