import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

# A company does not begin with months that lie further back.
YEARS = 3


class CsOnboardingStart(models.TransientModel):
    """Country, zone and pay period of a company, and the first month it pays."""

    _name = "cs.onboarding.start"
    _description = "Country and Pay Period"
    _inherit = "cs.value.mixin"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        context={"active_test": False},
    )
    cs_tz = fields.Selection(
        _tz_get, string="Time Zone", default=lambda self: self.env.company.cs_tz
    )
    cs_period_start_day = fields.Integer(
        string="Pay Period Starts On",
        required=True,
        default=lambda self: self.env.company.cs_period_start_day or 1,
        help="Day of the month, 1 to 28: 1 for calendar months, 21 for 21st-20th.",
    )
    has_periods = fields.Boolean(compute="_compute_has_periods")
    first_day = fields.Date(
        string="First Month to Pay",
        required=True,
        default=lambda self: self._default_first_day(),
        help="Any day of it. Last month is usual: its trial run is looked at first.",
    )

    @api.model
    def _default_first_day(self):
        company = self.env.company
        first = self._first_period(company)
        if first:
            return first.date_from
        return self.env["cs.onboarding"]._trial_bounds(company)[0]

    @api.model
    def _first_period(self, company):
        return self.env["cs.period"].search(
            [("company_id", "=", company.id)], order="date_from", limit=1
        )

    @api.depends("company_id")
    def _compute_has_periods(self):
        for start in self:
            start.has_periods = bool(self._first_period(start.company_id))

    @api.onchange("country_id")
    def _onchange_country_id(self):
        """Another country proposes currency and zone, until money rests on others.

        Odoo's own installation has chosen a country and its currency already.
        """
        country, company = self.country_id, self.company_id
        if not country or self.has_periods:
            return
        if country == company.country_id:
            self.currency_id, self.cs_tz = company.currency_id, company.cs_tz
            return
        if not company._existing_accounting():
            self.currency_id = country.currency_id or self.currency_id
        zones = pytz.country_timezones.get(country.code or "", [])
        if zones and company.cs_tz in (False, "UTC"):
            self.cs_tz = zones[0]

    @api.onchange("cs_period_start_day")
    def _onchange_cs_period_start_day(self):
        """The first month follows the day on which periods begin."""
        if not self.has_periods and 1 <= self.cs_period_start_day <= 28:
            self.first_day = self.env["cs.onboarding"]._trial_bounds(
                self.company_id.new(
                    {"cs_period_start_day": self.cs_period_start_day},
                    origin=self.company_id,
                )
            )[0]

    def action_apply(self):
        """Write what has changed, and make the first period."""
        self.ensure_one()
        company = self.company_id
        self.env["cs.onboarding"]._check_manager()
        company._cs_check_chosen()
        self._check_first_day()
        self._write_company(company)
        if not self.has_periods:
            self.env["cs.period"]._of_days(company, {self.first_day})
        return {"type": "ir.actions.act_window_close"}

    def _check_first_day(self):
        """Every month since then becomes a period, until it is locked."""
        today = self.company_id._cs_today()
        earliest = fields.Date.subtract(today, years=YEARS)
        if not self.has_periods and not earliest <= self.first_day <= today:
            raise UserError(
                self.env._(
                    "The first month to pay begins in the last %(years)s years: enter "
                    "a day between %(first)s and %(last)s.",
                    years=YEARS,
                    first=earliest,
                    last=today,
                )
            )

    def _write_company(self, company):
        names = ("country_id", "currency_id", "cs_tz", "cs_period_start_day")
        changed = {
            name: self[name].id if name.endswith("_id") else self[name]
            for name in names
            if self[name] and self[name] != company[name]
        }
        if not changed:
            return
        if not company.has_access("write"):
            raise UserError(
                self.env._(
                    "Country, currency, zone and pay period of %(company)s are set by "
                    "users with Access Rights. Ask one of them, or leave them as they "
                    "are.",
                    company=company.name,
                )
            )
        # Accounting of a country is installed under Apps by who wants it, not here.
        company.with_context(chart_template_load=True).write(changed)
