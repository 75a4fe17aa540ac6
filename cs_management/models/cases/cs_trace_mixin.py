from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "case.words": self.env._("Fact: %(words)s"),
            "sanction.rule": "%(rule)s",
            "sanction.fallen": self.env._(
                "The entry that it rests on was cancelled, or counts less."
            ),
            "case.failed": self.env._("Reviews failed, one after the other: %(count)s"),
        }
