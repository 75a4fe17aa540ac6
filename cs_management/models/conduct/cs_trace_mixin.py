from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        if key == "severity":
            labels = self.env["cs.conduct.rule"]._fields["severity"]
            return dict(labels._description_selection(self.env)).get(value, value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {
            "rule": "cs.conduct.rule",
            "entry": "cs.conduct.entry",
        }

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "entries.number": self.env._(
                "%(rule)s of %(date)s: occurrence %(before)s is %(now)s by now, "
                "%(paid)s became %(due)s"
            ),
            "entries.count": self.env._("Entries: %(count)s, %(amount)s in all"),
            "adjustment.entries": self.env._(
                "Late entries: %(count)s, %(amount)s in all"
            ),
            "entry.reversal": self.env._("Reversal of: %(entry)s"),
            "case.not_reached": self.env._(
                "Withdrawn: an entry before it was cancelled after the month was "
                "locked, so its occurrence is not reached any more."
            ),
            "case.corrected": self.env._(
                "Withdrawn: what it rested on has been corrected since."
            ),
            "case.step": self.env._("Occurrence %(occurrence)s: %(rule)s"),
        }
