from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "overtime.hours": self.env._("Overtime: x %(rate)s %% = %(amount)s"),
        }
