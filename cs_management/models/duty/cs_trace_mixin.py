from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        named = {"duty": ("cs.duty", "kind"), "off": ("cs.workday", "status")}
        if key in named:
            model, name = named[key]
            labels = self.env[model]._fields[name]._description_selection(self.env)
            return dict(labels).get(value, value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "duty.stays": self.env._("Stays on duty"),
            "duty.off": "%(off)s",
            "entry.duty": self.env._("%(duty)s, %(date)s"),
        }
