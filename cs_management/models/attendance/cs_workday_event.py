from odoo import models

from ...engine.trace import step, trace


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

    def _event_trace(self, event):
        """What a day's entry is about, for :mod:`engine.trace`."""
        if event == "late":
            minutes = self.late_minutes + self.early_minutes
            return trace(step("entry.late", event=event, minutes=minutes))
        if self.absence_reason:
            why = self.absence_reason
            return trace(step("entry.absent", event=event, absence=why))
        return trace(step("entry.event", event=event))
