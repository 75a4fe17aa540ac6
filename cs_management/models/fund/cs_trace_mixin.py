from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "fund.company": self.env._(
                "%(period)s: spent already, borne by the company"
            ),
        }
