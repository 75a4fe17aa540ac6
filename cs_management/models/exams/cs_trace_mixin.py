from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"exam": "cs.exam"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "entry.exam": self.env._("%(exam)s: %(marks)s of %(full)s"),
        }
