from odoo import api, models


class CsConductEntry(models.Model):
    """Entries that facts make by themselves, until their period is locked."""

    _inherit = "cs.conduct.entry"

    @api.model
    def _sync_automatic(self, period, wanted, source="cs.workday"):
        """Make the automatic entries of a period what the facts say now.

        One that somebody cancelled stays cancelled; one that lost its fact goes; a
        pending one stays a draft until it is pending no more.

        :param wanted: values with ``employee_id``, ``rule_id``, ``date``, ``source``
        :param source: what the sources begin with, before a colon: whose entries it is
        """
        existing = self.search(
            [
                ("period_id", "=", period.id),
                ("source", "=like", f"{source}:%"),
                ("reversal_of_id", "=", False),
            ]
        )

        def key(values):
            return (
                values["employee_id"],
                values["rule_id"],
                values["date"],
                values["source"],
            )

        by_key = {
            (row.employee_id.id, row.rule_id.id, row.date, row.source): row
            for row in existing
        }
        missing, kept = [], self.browse()
        for values in wanted:
            entry = by_key.get(key(values))
            if entry is None:
                missing.append(values)
                continue
            kept |= entry
            entry._set_pending(values.get("is_pending", False))
            now = {"measure": 0, **values}
            changed = {
                name: now[name]
                for name in ("measure", "amount")
                if name in now and (entry[name] or 0) != (now[name] or 0)
            }
            if entry.state == "confirmed" and changed:
                entry.write(changed)
        stale = existing - kept
        # Reversed behind a later lock, it is taken back there.
        stale.reversal_ids.filtered(
            lambda row: row.source and row.period_state != "locked"
        ).unlink()
        stale = stale.filtered(lambda row: not row.reversal_ids)
        appealed = stale.filtered("appeal_ids")
        appealed._cancel()
        gone = stale - appealed
        gone._transition("cancelled")
        gone.unlink()
        entries = self.create(missing)
        entries.filtered(lambda row: not row.is_pending)._transition("confirmed")
        entries._post()
        return kept | entries

    def _set_pending(self, is_pending):
        """Make a confirmed entry pending, or confirm a pending one."""
        if self.is_pending == is_pending or self.state == "cancelled":
            return
        state = "draft" if is_pending else "confirmed"
        self._store({"is_pending": is_pending, "state": state})
