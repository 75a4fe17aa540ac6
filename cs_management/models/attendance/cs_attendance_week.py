from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time, html_escape

from ..cs_decision_mixin import Step

ACTIVITY = "cs_management.cs_activity_week_answer"


class CsAttendanceWeek(models.Model):
    """The sheet of a week: HR publishes it, teams answer, HR closes it (R1.8).

    Who leads a team with days to explain gets the sheet. Once all is to be handed in,
    only HR asks for exceptions of the week: no late claims (R1.3, R1.20).
    """

    _name = "cs.attendance.week"
    _description = "Attendance Week"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _decision_activities = (ACTIVITY,)

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: self._default_date_from(),
    )
    date_to = fields.Date(
        string="To", compute="_compute_date_to", store=True, precompute=True
    )
    state = fields.Selection(
        [("open", "Running"), ("published", "Published"), ("closed", "Closed")],
        string="Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    publish_at = fields.Datetime(
        string="To Be Published",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
    )
    answer_until = fields.Datetime(
        string="Teams Answer Until",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
    )
    close_at = fields.Datetime(
        string="Handed In Until",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    explain_count = fields.Integer(string="To Explain", compute="_compute_counts")
    asked_count = fields.Integer(string="Requested", compute="_compute_counts")
    approved_count = fields.Integer(string="Approved", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")
    anomaly_count = fields.Integer(string="Anomalies", compute="_compute_counts")
    can_publish = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "The company has a week with some of these days already: open that one.",
    )

    @api.model
    def _default_date_from(self):
        company = self.env.company
        return company._cs_week_start(company._cs_today())

    @api.depends("date_from")
    def _compute_date_to(self):
        for week in self:
            week.date_to = week.date_from and week.date_from + timedelta(days=6)

    @api.depends("date_to", "company_id")
    def _compute_deadlines(self):
        """By the settings when the week is made; a later change leaves it alone."""
        for week in self:
            if not week.date_to:
                week.publish_at = week.answer_until = week.close_at = False
                continue
            week.publish_at, week.answer_until, week.close_at = (
                week.company_id._cs_week_deadlines(week.date_to)
            )

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for week in self:
            week.display_name = (
                f"{format_date(self.env, week.date_from)} - "
                f"{format_date(self.env, week.date_to)}"
            )

    @api.depends("state", "close_at")
    def _compute_is_overdue(self):
        for week in self:
            week.is_overdue = week.state == "published" and week._is_over()

    @api.depends_context("uid")
    @api.depends("date_from", "date_to", "company_id")
    def _compute_counts(self):
        """Of those records that the user may see: leaders count their teams."""
        counts = {
            "explain": self._by_week("cs.workday", [("is_to_explain", "=", True)]),
            "asked": self._exceptions_in("requested", "first_approved"),
            "approved": self._exceptions_in("approved"),
            "refused": self._exceptions_in("refused"),
            "anomaly": self._by_week("cs.attendance.anomaly", []),
        }
        for week in self:
            for name, found in counts.items():
                week[f"{name}_count"] = found.get(week._origin.id, 0)

    def _exceptions_in(self, *states):
        return self._by_week("cs.attendance.exception", [("state", "in", states)])

    def _by_week(self, model_name, domain):
        """Number of a model's records in each week, in one query.

        :return: ``{week id: count}``
        """
        weeks = self.filtered("date_to")
        if not weeks:
            return {}
        groups = self.env[model_name]._read_group(
            [
                *domain,
                ("company_id", "in", weeks.company_id.ids),
                ("date", ">=", min(weeks.mapped("date_from"))),
                ("date", "<=", max(weeks.mapped("date_to"))),
            ],
            ["company_id", "date:day"],
            ["__count"],
        )
        return {
            week._origin.id: sum(
                count
                for company, day, count in groups
                if company == week.company_id and week.date_from <= day <= week.date_to
            )
            for week in weeks
        }

    def write(self, vals):
        if not self.env.su and not {"date_from", "company_id"}.isdisjoint(vals):
            for week in self:
                week._check_running()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        for week in self:
            week._check_running()

    def _check_running(self):
        if self.state != "open":
            raise UserError(
                self.env._(
                    "%(week)s was published and stays on file.", week=self.display_name
                )
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_publish(self):
        """Publish the sheet: each leader gets their teams' days to explain (R1.8)."""
        return self._decide("publish")

    def action_close(self):
        """Close the week: from now on only HR asks for exceptions of it."""
        return self._decide("close")

    def action_reopen(self):
        """Accept answers again: the week is published as before."""
        return self._decide("reopen")

    @api.readonly
    def action_view_explain(self):
        """Days to explain; a leader sees those of their teams."""
        return self._open("cs_workday_action_explain", self.env._("Days to Explain"))

    @api.readonly
    def action_view_exceptions(self):
        return self._open(
            "cs_attendance_exception_action", self.env._("Attendance Exceptions")
        )

    @api.readonly
    def action_view_anomalies(self):
        return self._open("cs_attendance_anomaly_action", self.env._("Anomalies"))

    def _open(self, action, name):
        self.ensure_one()
        found = self.env["ir.actions.actions"]._for_xml_id(f"cs_management.{action}")
        extra = [("is_to_explain", "=", True)] if action.endswith("explain") else []
        return {
            **found,
            "display_name": f"{name}, {self.display_name}",
            "domain": [
                *extra,
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            "context": {},
        }

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    @api.model
    def _of_day(self, company, day):
        """The week of a company that holds a day; empty if it was not made."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ]
        )

    @api.model
    def _of_days(self, workdays):
        """The week of each workday, in one query; empty if it was not made.

        :return: ``{cs.workday: cs.attendance.week}``
        """
        dates = workdays.mapped("date")
        weeks = self.search(
            [
                ("company_id", "in", workdays.company_id.ids),
                ("date_from", "<=", max(dates, default=False)),
                ("date_to", ">=", min(dates, default=False)),
            ]
        )
        by_day = {
            (week.company_id, week.date_from + number * timedelta(days=1)): week
            for week in weeks
            for number in range((week.date_to - week.date_from).days + 1)
        }
        return {
            row: by_day.get((row.company_id, row.date), self.browse())
            for row in workdays
        }

    def _is_over(self):
        """Whether all had to be handed in (R1.3: Friday 17:00)."""
        if self.state == "published":
            return bool(self.close_at) and self.close_at <= fields.Datetime.now()
        return self.state == "closed"

    def _local(self, moment):
        """An instant in words, in the company's zone."""
        local = self.company_id._cs_clock().local(moment)
        time = format_time(self.env, local.time(), time_format="short")
        return f"{format_date(self.env, local.date())} {time}"

    @api.model
    def _decision_steps(self):
        return {
            "publish": Step(
                ("open",),
                "published",
                "_why_not_publish",
                signed=("published_by_id", "published_at"),
                prepare="_refresh_days",
                then=("_tell_leaders",),
            ),
            "close": Step(
                ("published",),
                "closed",
                "_why_not_officer",
                signed=("closed_by_id", "closed_at"),
            ),
            "reopen": Step(
                ("closed",), "published", "_why_not_officer", clears=("closed_at",)
            ),
        }

    def _why_not_officer(self):
        if self._is_officer():
            return False
        return self.env._("HR publishes and closes the weeks.")

    def _why_not_publish(self):
        if self.date_to >= self.company_id._cs_today():
            return self.env._(
                "%(week)s is still running: it is published after its last day.",
                week=self.display_name,
            )
        return self._why_not_officer()

    def _refresh_days(self):
        # sudo: results come from facts, whoever publishes them
        Workday = self.env["cs.workday"].sudo()
        ids = Workday._agent_ids(self.company_id, self.date_from, self.date_to)
        if ids:
            Workday._refresh_span(self.company_id, ids, self.date_from, self.date_to)

    def _tell_leaders(self):
        if self.company_id.cs_notify_week:
            self._send_sheets(self._sheets())

    # ------------------------------------------------------------------
    # Sheets
    # ------------------------------------------------------------------

    def _sheets(self):
        """Days to explain by the leaders who have to see to them.

        :return: ``{res.users: cs.workday}``
        """
        # sudo: every leader gets the days of their own teams, and no others
        days = (
            self.env["cs.workday"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("date", ">=", self.date_from),
                    ("date", "<=", self.date_to),
                    ("is_to_explain", "=", True),
                ],
                order="department_id, employee_id, date",
            )
        )
        sheets = {}
        for team, rows in days.grouped("department_id").items():
            for leader in team._cs_leaders():
                sheets[leader] = sheets.get(leader, days.browse()) | rows
        return sheets

    def _send_sheets(self, sheets):
        """One activity and one mail for each leader, in their language."""
        template = self.env.ref(
            "cs_management.cs_mail_template_week", raise_if_not_found=False
        )
        # sudo: activities and mails of others; each one gets only their own sheet
        week = self.sudo()
        known = week.activity_search([ACTIVITY]).user_id
        for leader, days in sheets.items():
            told = week.with_context(lang=leader.lang)
            if leader not in known:
                told.activity_schedule(
                    ACTIVITY,
                    date_deadline=week._local_day(week.answer_until),
                    user_id=leader.id,
                    note=html_escape(
                        told.env._("Days to explain: %(count)s", count=len(days))
                    ),
                )
            if template:
                # sudo: users may not send templates; it goes to this leader only
                template.sudo().with_context(
                    cs_lang=leader.lang,
                    cs_partner_id=leader.partner_id.id,
                    cs_name=leader.name,
                    cs_rows=told._sheet_rows(days),
                    cs_until=told._local(week.answer_until),
                    # No message on the week: its readers lead other teams.
                ).send_mail(week.id, email_values={"model": False, "res_id": False})

    def _local_day(self, moment):
        """The last day before an instant, in the company's zone."""
        return self.company_id._cs_clock().day_of(moment - timedelta(seconds=1))

    def _sheet_rows(self, days):
        """Rows of the table in the mail, in the language of the context."""
        days = days.with_env(self.env)
        labels = dict(days._fields["status"]._description_selection(self.env))
        return [
            {
                "agent": day.employee_id.name,
                "date": format_date(self.env, day.date),
                "what": ", ".join(filter(None, (labels[day.status], day._minutes()))),
            }
            for day in days
        ]

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------

    @api.model
    def _cron_publish(self):
        """Make the running week and the last one; publish what is due (R1.8).

        Each company by its own zone; run twice, it changes nothing more.
        """
        policies = self.env["cs.policy"].search(
            [("state", "=", "approved"), ("attendance_enabled", "=", True)]
        )
        for company in policies.company_id:
            weeks = self.with_company(company)
            weeks._make_recent(company)
            if company.cs_week_auto_publish:
                due = weeks.search(
                    [
                        ("company_id", "=", company.id),
                        ("state", "=", "open"),
                        ("publish_at", "<=", fields.Datetime.now()),
                    ],
                    order="date_from",
                )
                for week in due:
                    week._take_step("publish")

    @api.model
    def _make_recent(self, company):
        """The weeks of today and of seven days ago, where they are missing."""
        today = company._cs_today()
        for day in (today - timedelta(days=7), today):
            if self._of_day(company, day):
                continue
            first = company._cs_week_start(day)
            last = first + timedelta(days=6)
            # After a change of the first weekday the new weeks begin after the old.
            if not (self._of_day(company, first) or self._of_day(company, last)):
                self.create({"company_id": company.id, "date_from": first})
