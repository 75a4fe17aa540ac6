from odoo import api, fields, models
from odoo.tools import format_datetime

from ..cs_home_items import TEXT, Link, Rows, Tile


class CsHome(models.AbstractModel):
    """Where the month stands; what is unfinished is the period's own list.

    That list looks at everything that could hold up a lock, in more queries than a
    first screen should wait for: the screen asks :meth:`cs.period.get_unfinished` for
    it once it is there.
    """

    _inherit = "cs.home"

    @api.model
    def _items_officer(self, now):
        domain = [now.of_company, ("state", "!=", "locked")]
        ended = [*domain, ("date_to", "<", now.today)]
        latest = self._last_periods(now, 3)[::-1]
        counts = dict(
            self.env["cs.statement"]._read_group(
                [("period_id", "in", latest.ids)], ["period_id"], ["__count"]
            )
        )
        states = dict(
            self.env["cs.period"]._fields["state"]._description_selection(self.env)
        )
        running = self._running_jobs(latest)
        rows = [
            (
                period.name,
                ", ".join(self._steps_of(period, counts.get(period, 0))),
                running.get(period) or states[period.state],
            )
            for period in latest
        ]
        return [
            *super()._items_officer(now),
            Tile(
                "month",
                "ended",
                self.env._("Months that have ended and are not locked"),
                Link("cs.period", ended),
                tone="danger",
            ),
            Rows(
                "month",
                "months",
                self.env._("Where the months stand"),
                rows,
                TEXT,
                Link("cs.period", [("id", "in", latest.ids)]),
                empty=self.env._(
                    "There is no pay period yet. The first fact makes it, or you do "
                    "under Payroll / Pay Periods."
                ),
            ),
        ]

    @api.model
    def _steps_of(self, period, statements):
        """Hook: what was done with a month, and when, in words."""
        words = [self.env._("%(count)s statements", count=statements)]
        if period.computed_at:
            at = self._moment(period.computed_at)
            words.append(self.env._("computed %(at)s", at=at))
        if period.locked_at:
            words.append(self.env._("locked %(at)s", at=self._moment(period.locked_at)))
        return words

    @api.model
    def _moment(self, instant):
        return format_datetime(self.env, instant, dt_format="short")

    @api.model
    def _running_jobs(self, periods):
        """Steps that run in the background, in words: ``{period: text}``."""
        jobs = self.env["cs.period.job"].search_fetch(
            [
                ("period_id", "in", periods.ids),
                ("state", "in", ("waiting", "running")),
            ],
            ["period_id", "kind", "state", "create_date"],
        )
        kinds = dict(jobs._fields["kind"]._description_selection(self.env))
        now = fields.Datetime.now()
        return {
            job.period_id: self.env._(
                "%(step)s, %(minutes)s minutes",
                step=kinds[job.kind],
                minutes=int((now - job.create_date).total_seconds() // 60),
            )
            for job in jobs
        }
