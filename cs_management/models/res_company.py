from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.base.models.res_partner import _tz_get

from ..engine import periods
from ..engine.clock import Clock


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_period_start_day = fields.Integer(
        string="Pay Period Starts On",
        default=1,
        help="Day of the month, 1 to 28: 1 for calendar months, 21 for 21st-20th.",
    )
    cs_tz = fields.Selection(
        _tz_get,
        string="Customer Service Time Zone",
        compute="_compute_cs_tz",
        store=True,
        readonly=False,
        help="Days and periods begin at midnight of this zone.",
    )
    cs_clawback_months = fields.Integer(
        string="Look Back (Months)",
        default=12,
        help="Locked periods that began longer ago are no longer compared with "
        "later refunds, tags and wage changes.",
    )
    cs_notify_statement = fields.Boolean(
        string="Tell of Published Statements", default=True
    )

    _cs_period_start_day = models.Constraint(
        "CHECK (cs_period_start_day BETWEEN 1 AND 28)",
        "A pay period starts on day 1 to 28 of the month.",
    )
    _cs_figures = models.Constraint(
        "CHECK (cs_clawback_months >= 0)",
        "Customer service settings: the months to look back cannot be negative.",
    )

    @api.depends("resource_calendar_id")
    def _compute_cs_tz(self):
        """The calendar's zone, until somebody chooses another one."""
        for company in self:
            company.cs_tz = company.cs_tz or company.resource_calendar_id.tz

    def _cs_clock(self):
        """The wall clock that days and periods go by: UTC where no zone is set."""
        # sudo: a time zone is no secret, whatever companies the user may see
        return Clock(self.sudo().cs_tz or "UTC")

    def _cs_today(self):
        """Today in the company's zone."""
        return self._cs_clock().day_of(fields.Datetime.now())

    def _cs_check_chosen(self):
        """Raise unless the user works in this company now."""
        if self not in self.env.companies:
            # sudo: the name of the company that the user has chosen
            name = self.sudo().name
            raise AccessError(
                self.env._("You are not in %(company)s now.", company=name)
            )

    def _cs_period_bounds(self, day):
        """First and last day of the company's pay period that holds ``day`` (R1.30)."""
        return periods.period_bounds(day, self.cs_period_start_day or 1)

    def _cs_usual_start(self):
        """Since when somebody is usually an agent who gets a level today.

        Until the first month is locked, those who are entered have been there before:
        since the first period begins. From then on they are new.
        """
        today = self._cs_today()
        # sudo: when the company began with its periods is no secret
        periods_ = self.env["cs.period"].sudo()
        own = [("company_id", "=", self.id)]
        first = periods_.search(own, order="date_from", limit=1)
        is_new = periods_.search_count([*own, ("state", "=", "locked")], limit=1)
        if not first or is_new or first.date_from > today:
            return today
        return first.date_from

    def _cs_users(self, group):
        """Active users of the companies who are in a group, that of HR say."""
        # sudo: who has which role is no secret
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(group).ids),
                    ("company_ids", "in", self.ids),
                    ("share", "=", False),
                ]
            )
        )

    def _cs_officers(self):
        """HR of the companies."""
        return self._cs_users("cs_management.group_cs_officer")
