from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "overtime.hours": self.env._(
                "Overtime: %(hours)s hours (%(minutes)s minutes) x %(hour)s x "
                "%(rate)s %% = %(amount)s"
            ),
        }
