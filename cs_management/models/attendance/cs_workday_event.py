from odoo import models


class CsWorkday(models.Model):
    _inherit = "cs.workday"

    def _events(self):
        """What happened on a day, for the catalogue: ``[(event, measure)]``."""
        self.ensure_one()
        if self.is_proxy:
            yield "proxy", 1
        if self._is_absence():
            yield "absence", 1
        else:
            if self.late_minutes + self.early_minutes:
                yield "late", self.late_minutes + self.early_minutes
            if self.missed_punches:
                yield "missed_punch", self.missed_punches
        if self.has_left:
            yield "left_early", 1

    def _event_note(self, event):
        labels = dict(
            self.env["cs.conduct.rule"]
            ._fields["event"]
            ._description_selection(self.env)
        )
        reasons = dict(self._fields["absence_reason"]._description_selection(self.env))
        parts = [labels[event], reasons.get(self.absence_reason)]
        if event == "late":
            parts.append(
                self.env._(
                    "%(minutes)s minutes",
                    minutes=self.late_minutes + self.early_minutes,
                )
            )
        return ", ".join(filter(None, parts))
