from odoo import api, fields, models


class CsConductEntry(models.Model):
    _inherit = "cs.conduct.entry"

    workday_id = fields.Many2one(
        "cs.workday",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"workday_id"}

    @api.model
    def _sync_automatic(self, period, wanted):
        """Make the automatic entries of a period what the facts say now.

        One that somebody cancelled stays cancelled; one that lost its fact goes.

        :param wanted: values with ``employee_id``, ``rule_id``, ``date``, ``source``
        """
        existing = self.search(
            [
                ("period_id", "=", period.id),
                ("source", "=like", "cs.workday:%"),
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
            measure = values.get("measure", 0)
            if entry.state == "confirmed" and entry.measure != measure:
                entry.write({"measure": measure})
        stale = existing - kept
        appealed = stale.filtered("appeal_ids")
        appealed._cancel()
        gone = stale - appealed
        gone._transition("cancelled")
        gone.unlink()
        entries = self.create(missing)
        entries._transition("confirmed")
        entries._post()
        return kept | entries
