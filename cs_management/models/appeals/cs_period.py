from odoo import api, fields, models


class CsPeriod(models.Model):
    _inherit = "cs.period"

    published_at = fields.Datetime(
        string="Shown to Agents",
        readonly=True,
        copy=False,
        help="When agents could read their statements first: the days to appeal begin.",
    )
    appeal_count = fields.Integer(
        compute="_compute_appeal_count", string="Open Appeals"
    )

    def _compute_appeal_count(self):
        self._set_count("appeal_count", "cs.appeal", [("state", "=", "pending")])

    @api.readonly
    def action_view_appeals(self):
        return self._action_view(
            "cs_management.cs_appeal_action", search_default_pending=1
        )

    def _transition(self, state):
        """Publishing starts the days to appeal, and so does a lock without it."""
        shown = self.filtered(lambda period: period.state != "open")
        result = super()._transition(state)
        # sudo: a column that nobody sets; the callers have checked the role
        periods = self.sudo()
        if state == "open":
            periods.published_at = False
        else:
            now = fields.Datetime.now()
            for period in periods.filtered(
                lambda row: row not in shown or not row.published_at
            ):
                period.published_at = now
        return result

    def _next_begin(self):
        """The first day of the first period after this one that is not locked."""
        self.ensure_one()
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_to),
            ],
            order="date_from",
        )
        unlocked = later.filtered(lambda period: period.state != "locked")[:1]
        return unlocked.date_from or fields.Date.add(
            (later[-1:] or self).date_to, days=1
        )

    def _open_appeals(self):
        return self.env["cs.appeal"].search(
            [("period_id", "in", self.ids), ("state", "=", "pending")], order="id"
        )

    def _unfinished(self, *, live):
        label = self.env._("Appeals waiting for a decision")
        appeals = self._left("appeals", label, self._open_appeals())
        return [*super()._unfinished(live=live), appeals]
