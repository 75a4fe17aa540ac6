from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        if key == "spot":
            labels = self.env["cs.spot.check"]._fields["kind"]
            return dict(labels._description_selection(self.env)).get(value, value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "entry.spot_seconds": self.env._("%(spot)s: %(measure)s seconds"),
            "entry.spot_hours": self.env._("%(spot)s: %(measure)s hours"),
        }
