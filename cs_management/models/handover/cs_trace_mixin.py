from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"handover": "cs.handover"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "entry.not_handed_over": self.env._(
                "Handover not made: %(handover)s. Confirm only if it caused a loss."
            ),
            "entry.not_accepted": self.env._(
                "Handover not accepted: %(handover)s. Confirm only if it caused a loss."
            ),
            "entry.not_followed_up": self.env._(
                "Not followed up, due %(date)s %(time)s. Confirm only if it caused a "
                "loss."
            ),
        }
