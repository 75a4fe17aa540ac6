from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_arg(self, key, value):
        if key == "leave_type" and str(value).isdigit():
            # sudo: a name in the reader's own result, if its record is closed to him.
            types = self.env["hr.leave.type"].sudo()
            return types.browse(int(value)).exists().name or value
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "leave.days": self.env._(
                "%(leave_type)s: %(days)s days x %(rate)s x %(percent)s %% not paid = "
                "%(amount)s"
            ),
            "leave.floor": self.env._(
                "A day of sick leave pays at least %(floor)s, not %(kept)s"
            ),
        }
