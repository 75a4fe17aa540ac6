from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"leave_type": "hr.leave.type"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "leave.days": self.env._(
                "%(leave_type)s: x %(percent)s %% not paid = %(amount)s"
            ),
            "leave.floor": self.env._(
                "%(leave_type)s pays at least %(floor)s a month: x (%(wage)s - "
                "%(floor)s) / %(wage)s = %(amount)s"
            ),
        }
