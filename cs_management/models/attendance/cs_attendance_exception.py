from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..cs_decision_mixin import Step, Words
from ..cs_fact_mixin import QUIET

KINDS = [
    ("off_site", "Off-site work"),
    ("missed_punch", "Missed punch"),
    ("extension", "Shift ran on"),
    ("overtime", "Overtime"),
    ("proxy", "Proxy punching"),
]
# What an agent plans to do, and asks for ahead (R1.42); the rest shows afterwards.
AHEAD = ("off_site", "overtime")
EDITABLE = ("draft", "refused")
WAITING = ("requested", "first_approved")
# Who decided; a new request begins without it.
DECISIONS = (
    "first_approver_id",
    "first_approved_at",
    "approver_id",
    "approved_at",
    "refused_by_id",
    "refusal_reason",
)
DAY = timedelta(days=1)
ACTIVITY = "cs_management.cs_activity_exception_approve"


class CsAttendanceException(models.Model):
    """What punches do not show: off-site work, a missed punch, overtime (R1.2, R1.3).

    Asked for by the agent, or by a leader for them; approved by one or two levels as
    the policy says. Approved, it counts; until then the day is what the punches say.
    """

    _name = "cs.attendance.exception"
    _description = "Attendance Exception"
    _inherit = [
        "cs.fact.mixin",
        "cs.evidence.mixin",
        "cs.decision.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _decision_depends = ("kind", "employee_id", "period_id.state")
    _decision_when_new = True
    _decision_activities = (ACTIVITY,)

    kind = fields.Selection(KINDS, required=True, default="missed_punch", tracking=True)
    side = fields.Selection(
        [("in", "Arrival"), ("out", "Departure"), ("both", "Both")],
        string="Which Punch",
        default="in",
    )
    start = fields.Datetime(string="From", tracking=True)
    stop = fields.Datetime(string="To", tracking=True)
    other_employee_id = fields.Many2one(
        "hr.employee",
        string="Punched For",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('cs_level_id', '!=', False), ('id', '!=', employee_id)]",
        help="The other one of a proxy punch.",
    )
    reason = fields.Text()
    is_urgent = fields.Boolean(
        string="Urgent",
        help="It could not be asked for in time: by phone first, in writing here.",
    )
    urgent_note = fields.Char(
        string="Told Before",
        help="Whom the agent told by phone or in person, and when.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("first_approved", "Approved Once"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    levels = fields.Integer(
        string="Approvals Needed",
        readonly=True,
        copy=False,
        aggregator=None,
        help="As the policy says when it is asked for.",
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    requested_at = fields.Datetime(readonly=True, copy=False)
    first_approver_id = fields.Many2one(
        "res.users", string="First Approval", readonly=True, copy=False
    )
    first_approved_at = fields.Datetime(readonly=True, copy=False)
    approver_id = fields.Many2one(
        "res.users", string="Approved By", readonly=True, copy=False
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    workday_id = fields.Many2one("cs.workday", compute="_compute_workday_id")
    waits_for = fields.Char(
        compute="_compute_waits_for", help="Who may decide now: any one of them."
    )
    is_waiting_for_me = fields.Boolean(
        compute="_compute_is_waiting_for_me", search="_search_is_waiting_for_me"
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_request = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    can_revoke = fields.Boolean(compute="_compute_can")

    _hours = models.Constraint(
        "CHECK (stop IS NULL OR start IS NULL OR stop > start)",
        "An exception ends after it begins.",
    )
    _two_agents = models.Constraint(
        "CHECK (other_employee_id IS NULL OR other_employee_id <> employee_id)",
        "Nobody punches for themselves: choose two different agents.",
    )

    @api.model
    def default_get(self, fields):
        """An agent asks for themselves; from a workday the kind is guessed."""
        values = super().default_get(fields)
        user = self.env.user
        if not values.get("employee_id") and (agent := user.employee_id):
            is_leader = user.has_group("cs_management.group_cs_leader")
            if not is_leader or self.env.context.get("cs_my"):
                values["employee_id"] = agent.id
        if "kind" in fields and "default_kind" not in self.env.context:
            values["kind"] = self._guess_kind(values) or values.get("kind")
        return values

    @api.depends("kind", "employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: a name, also of who is of another company by now
        for record in self.sudo():
            record.display_name = (
                f"{kinds.get(record.kind)}, {record.employee_id.display_name or ''}, "
                f"{format_date(self.env, record.date)}"
            )

    @api.depends("employee_id", "date")
    def _compute_workday_id(self):
        found = self.env["cs.workday"].search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("date", "in", list(set(self.mapped("date")) - {False})),
            ]
        )
        by_day = found.grouped(lambda row: (row.employee_id.id, row.date))
        for record in self:
            key = record.employee_id._origin.id, record.date
            record.workday_id = by_day.get(key)

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_waits_for(self):
        for record in self:
            waiting = record.state in WAITING
            users = record._approvers() if waiting else self.env["res.users"]
            record.waits_for = ", ".join(users.mapped("name"))

    @api.depends_context("uid")
    @api.depends("state", "employee_id", "other_employee_id", "first_approver_id")
    def _compute_is_waiting_for_me(self):
        for record in self:
            record.is_waiting_for_me = not record._why_not("approve")

    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "in", WAITING)])
        mine = Domain("id", "in", waiting.filtered("is_waiting_for_me").ids)
        return mine if True in value else ~mine

    @api.depends("state", "kind", "employee_id", "other_employee_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for record in self:
            record.can_edit = not record._why_not_edit()

    @api.constrains("date", "start", "stop", "company_id")
    def _check_near_the_day(self):
        """From and to lie on the day, or on the morning after a night shift."""
        for record in self:
            clock = record.company_id._cs_clock()
            for moment in filter(None, (record.start, record.stop)):
                day = clock.day_of(moment)
                if not record.date - DAY <= day <= record.date + 2 * DAY:
                    raise ValidationError(
                        self.env._(
                            "%(exception)s: the hours lie on %(day)s. Correct the date "
                            "or the hours.",
                            exception=record.display_name,
                            day=format_date(self.env, day),
                        )
                    )

    @api.onchange("employee_id", "date", "kind")
    def _onchange_day(self):
        """Hours and side as the day's plan and punches suggest them."""
        self.update(self._suggested())

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su:
            records._check_can("_why_not_edit")
        return records

    def write(self, vals):
        if not self.env.su and not self._unguarded_fields().issuperset(vals):
            self._check_can("_why_not_edit")
        result = super().write(vals)
        if not self.env.su and "kind" in vals:
            self._check_can("_why_not_edit")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for record in self:
            if record.state != "draft":
                raise UserError(
                    self.env._(
                        "%(exception)s was asked for and stays on file. Take it back "
                        "while it waits, or leave it as it is.",
                        exception=record.display_name,
                    )
                )
            if not self.env.su:
                record._check_can("_why_not_edit")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_request(self):
        """Ask for it: whoever decides first is told (R1.2, R1.42)."""
        return self._decide("request")

    def action_withdraw(self):
        """Take back what was not approved yet, to correct it."""
        return self._decide("withdraw")

    def action_approve(self):
        """Approve at the level that it waits for."""
        return self._decide("approve")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_revoke(self):
        return self._ask_reason("revoke")

    @api.readonly
    def action_open_workday(self):
        self.ensure_one()
        return self.workday_id._get_records_action(context={})

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def refuse(self, reason):
        """Refuse with a reason; the agent is told and may correct and ask again."""
        return self._decide("refuse", reason)

    def revoke(self, reason):
        """Take an approval back with a reason.

        Of a locked month the difference is settled in the next open one.
        """
        return self._decide("revoke", reason)

    @api.model
    def _decision_steps(self):
        rejected = {
            "to_state": "refused",
            "reason": "refusal_reason",
            "needs_reason": True,
            "signed": ("refused_by_id",),
            # What is not approved counts in no period.
            "clears": ("period_id", "origin_period_id"),
            "then": ("_notify_outcome",),
        }
        return {
            "request": Step(
                EDITABLE,
                "requested",
                "_why_not_edit",
                signed=("requested_by_id", "requested_at"),
                clears=DECISIONS,
                prepare="_prepare_request",
                then=("_remind_approvers",),
            ),
            "withdraw": Step(WAITING, "draft", "_why_not_withdraw", clears=DECISIONS),
            "approve_first": Step(
                ("requested",),
                "first_approved",
                "_why_not_approve",
                signed=("first_approver_id", "first_approved_at"),
                then=("_remind_approvers",),
            ),
            "approve": Step(
                WAITING,
                "approved",
                "_why_not_approve",
                signed=("approver_id", "approved_at"),
                then=("_notify_outcome",),
            ),
            "refuse": Step(WAITING, why_not="_why_not_approve", **rejected),
            "revoke": Step(("approved",), why_not="_why_not_revoke", **rejected),
        }

    @api.model
    def _decision_words(self):
        return {
            "refuse": Words(
                self.env._("Refuse the Exception"),
                self.env._("Refuse"),
                self.env._(
                    "The agent is told, and may correct it and ask again in time."
                ),
            ),
            "revoke": Words(
                self.env._("Revoke the Approval"),
                self.env._("Revoke"),
                self.env._(
                    "The day is classified as if it had not been approved; of a "
                    "locked month the difference is settled in the next open one. "
                    "The agent is told."
                ),
            ),
        }

    def _take_step(self, name, reason=None):
        """Where two levels decide, the first approval is not the last one."""
        if name == "approve" and self.state == "requested" and self.levels > 1:
            name = "approve_first"
        return super()._take_step(name, reason)

    def _set_state(self, state, **values):
        """Set the status; the days concerned are classified again."""
        if state == "approved":
            self._post()
        elif state == "refused":
            self = self.with_context(cs_correcting=QUIET)
        result = super()._set_state(state, **values)
        # sudo: results come from facts, whoever decided
        self.env["cs.workday"].sudo()._refresh(self._days())
        return result

    def _check_open(self):
        """An approval of a locked month is taken back by its own step only (R1.2).

        The month stays as it is; its days are marked, and the difference is settled in
        the next open one.
        """
        if self.env.context.get("cs_correcting") is QUIET:
            return None
        return super()._check_open()

    def _days(self):
        """The agents' days that the exceptions concern."""
        return {
            (agent.id, record.date)
            for record in self
            for agent in record.employee_id | record.other_employee_id
        }

    def _prepare_request(self):
        self._raise_why(
            self._why_incomplete() or self._why_twice() or self._why_out_of_time()
        )
        return {"levels": self._levels_needed()}

    def _why_not_files(self):
        return self._why_not_edit() or super()._why_not_files()

    # ------------------------------------------------------------------
    # What the day suggests
    # ------------------------------------------------------------------

    @api.model
    def _workday_of(self, employee_id, day):
        """The agent's workday; empty for days ahead and for days of others."""
        return self.env["cs.workday"].search(
            [("employee_id", "=", employee_id), ("date", "=", day)]
        )

    @api.model
    def _guess_kind(self, values):
        """The kind that explains a workday; ``None`` if nothing is to explain."""
        day = fields.Date.to_date(values.get("date"))
        if not (values.get("employee_id") and day):
            return None
        row = self._workday_of(values["employee_id"], day)
        if not row:
            ahead = day > self.env.company._cs_today()
            return "off_site" if ahead else None
        if row.status == "absent" and not (row.check_in or row.check_out):
            return "off_site"
        if row.missed_punches > row.confirmed_punches:
            return "missed_punch"
        if row.late_minutes or row.early_minutes:
            return "off_site"
        if row.extra_hours:
            return "extension" if row.plan_stop else "overtime"
        return None

    def _suggested(self):
        """Values that the day suggests for the kind."""
        agent = self.employee_id._origin
        if not (agent and self.date):
            return {}
        row = self._workday_of(agent.id, self.date)
        start, stop = self._planned_hours(row)
        values = {"start": False, "stop": False, "is_urgent": self._is_short_notice()}
        if self.kind == "off_site":
            values |= {"start": start, "stop": stop}
        elif self.kind == "extension":
            values |= {"start": stop, "stop": self._last_moment(row, stop)}
        elif self.kind == "overtime":
            values |= {
                "start": stop or row.check_in,
                "stop": self._last_moment(row, stop),
            }
        elif self.kind == "missed_punch":
            values["side"] = self._missed_side(row)
        return values

    def _is_short_notice(self):
        """Whether it can only be asked for as urgent, if at all (R1.42)."""
        if self.kind not in AHEAD or self._is_officer_for_others():
            return False
        notice = self._policy().exception_notice_days
        return self.company_id._cs_today() > self.date - notice * DAY

    def _planned_hours(self, row):
        """Start and end of the day's plan: of the workday, else of the roster."""
        if row.plan_start:
            return row.plan_start, row.plan_stop
        lines = self.env["cs.roster.line"].search(
            [
                ("employee_id", "=", self.employee_id._origin.id),
                ("date", "=", self.date),
                ("kind", "=", "shift"),
            ]
        )
        if not lines:
            return False, False
        return min(lines.mapped("start")), max(lines.mapped("stop"))

    def _last_moment(self, row, stop):
        """The last punch after the plan, else when the handover was accepted."""
        moment = row.check_out
        if stop and not (moment and moment > stop):
            # sudo: of a handover only when it was accepted
            handovers = (
                self.env["cs.handover"]
                .sudo()
                .search(
                    [
                        ("outgoing_ids", "in", self.employee_id._origin.ids),
                        ("date", "=", self.date),
                        ("signed_in_at", ">", stop),
                    ]
                )
            )
            moment = max(handovers.mapped("signed_in_at"), default=False)
        return moment

    @api.model
    def _missed_side(self, row):
        if row.check_in and not row.check_out:
            return "out"
        nothing = row and not row.check_in and not row.check_out
        return "both" if nothing and row.status != "planned" else "in"

    # ------------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------------

    def _concerned(self):
        """Users whom it is about."""
        # sudo: whose it is, also of who is of another company by now
        return self.sudo().employee_id.user_id | self.sudo().other_employee_id.user_id

    def _is_officer_for_others(self):
        return self._is_officer() and self.env.user not in self._concerned()

    def _deciding_teams(self):
        """The team as it was on the day; of a new one the agent's."""
        # sudo: agents and leaders cannot read an agent's department
        return self.sudo().department_id or self.sudo().employee_id.department_id

    def _is_blank_of_leader(self):
        """Whether it is a leader's new one, whose agent is still to be chosen."""
        return not (self._origin or self.employee_id) and self.env.user.has_group(
            "cs_management.group_cs_leader"
        )

    def _approvers(self):
        """Users who may decide at the level that it waits for.

        First a leader of the agent's team; then one of a higher department, or HR.
        Where no leader is left (the agent leads the team), HR decides.
        """
        self.ensure_one()
        team, without = self._deciding_level()
        users = team.cs_all_leader_ids - without
        if self.state == "first_approved" or self.kind == "proxy" or not users:
            users |= self.company_id._cs_officers() - without
        return users

    def _deciding_level(self):
        """The team whose leaders decide now, and the users who may not."""
        if self.state == "first_approved":
            return (
                self.department_id.parent_id,
                self._concerned() | self.first_approver_id,
            )
        return self.department_id, self._concerned()

    def _to_remind(self):
        """Of those who may decide, the nearest: they get the activity."""
        team, without = self._deciding_level()
        return team._cs_leaders(without) or self._approvers()

    def _why_not_now(self, _name):
        if self.state in WAITING:
            return self.env._(
                "%(exception)s waits for approval. Take it back first to correct it.",
                exception=self.display_name,
            )
        if self.state == "approved":
            return self.env._(
                "%(exception)s is approved and stays as it is. HR may revoke it with a "
                "reason while its period is open.",
                exception=self.display_name,
            )
        return self.env._(
            "%(exception)s is not asked for: it waits for nobody's approval.",
            exception=self.display_name,
        )

    def _why_not_edit(self):
        if self.state not in EDITABLE:
            return self._why_not_now("request")
        if self.kind == "proxy" and (reason := self._why_concerned()):
            return reason
        if self._is_leader() or self._is_blank_of_leader():
            return False
        if self.kind == "proxy":
            return self.env._("Proxy punching is recorded by leaders and HR.")
        if not self._is_own():
            return self.env._(
                "An exception is asked for by the agent, by their leader or by "
                "HR; nobody asks for a colleague."
            )
        return False

    def _why_not_withdraw(self):
        own = self.kind != "proxy" and self._is_own()
        if own or self.env.user == self.requested_by_id or self._is_officer():
            return False
        return self.env._(
            "%(exception)s is taken back by who asked for it, or by HR. You may refuse "
            "it.",
            exception=self.display_name,
        )

    def _why_not_approve(self):
        """Why the user may neither approve nor refuse; ``False`` if they may."""
        if reason := self._why_concerned():
            return reason
        user = self.env.user
        if self.state == "first_approved" and user == self.first_approver_id:
            return self.env._(
                "You gave the first approval of %(exception)s: the second one is "
                "another person's.",
                exception=self.display_name,
            )
        if not self.env.su and user not in (approvers := self._approvers()):
            return self.env._(
                "%(exception)s waits for %(approvers)s; no level is skipped.",
                exception=self.display_name,
                approvers=", ".join(approvers.mapped("name")) or self.env._("HR"),
            )
        return False

    def _why_not_revoke(self):
        if not self._is_officer():
            return self.env._("HR revokes approvals.")
        return self._why_concerned()

    # ------------------------------------------------------------------
    # Requests
    # ------------------------------------------------------------------

    def _policy(self):
        """The policy of the agent on the day; empty if there is none."""
        key = self.employee_id._origin.id, self.date
        # sudo: notice and approvals go into what the user is told, nothing else
        return self.env["cs.policy"].sudo()._of_agents({key})[key]

    def _levels_needed(self):
        return self._policy()._exception_levels(self.kind)

    def _why_incomplete(self):
        if not (self.reason or "").strip():
            return self.env._(
                "%(exception)s: write the reason.", exception=self.display_name
            )
        if self.kind == "proxy" and not self.other_employee_id:
            return self.env._(
                "%(exception)s: choose whom the agent punched for.",
                exception=self.display_name,
            )
        if self.kind == "extension" and not self.stop:
            return self.env._(
                "%(exception)s: enter when the last conversation was over.",
                exception=self.display_name,
            )
        planned = (
            self.kind == "off_site"
            and self._planned_hours(self._workday_of(self.employee_id.id, self.date))[0]
        )
        if self.kind in AHEAD and not (self.start and self.stop) and not planned:
            return self.env._(
                "%(exception)s: enter from when to when.", exception=self.display_name
            )
        return False

    def _why_twice(self):
        """No double claims (R1.20)."""
        domain = Domain(
            [
                ("id", "!=", self._origin.id),
                ("employee_id", "=", self.employee_id.id),
                ("date", "=", self.date),
                ("kind", "=", self.kind),
                ("other_employee_id", "=", self.other_employee_id.id),
                ("state", "in", (*WAITING, "approved")),
            ]
        )
        # sudo: whether it was asked for already, whoever did
        for other in self.sudo().search(domain):
            if self._claims_the_same(other):
                return self.env._(
                    "%(exception)s was asked for already (%(state)s): nothing is "
                    "claimed twice.",
                    exception=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        other.state
                    ],
                )
        return False

    def _claims_the_same(self, other):
        if self.kind == "missed_punch":
            return self.side == other.side or "both" in (self.side, other.side)
        if self.kind not in AHEAD or not (
            self.start and self.stop and other.start and other.stop
        ):
            return True
        return self.start < other.stop and other.start < self.stop

    def _why_out_of_time(self):
        """Asked too late, or too late for the notice (R1.3, R1.8, R1.20, R1.42)."""
        today = self.company_id._cs_today()
        if self.kind not in AHEAD and self.date > today:
            return self.env._(
                "%(exception)s lies ahead: ask for it on the day or after it.",
                exception=self.display_name,
            )
        if self._is_officer_for_others():
            return False
        policy = self._policy()
        return self._why_late(policy, today) or self._why_no_notice(policy)

    def _why_late(self, policy, today):
        # sudo: of a week only whether it is closed
        week = self.env["cs.attendance.week"].sudo()._of_day(self.company_id, self.date)
        if not self._is_late(policy, week, self.date, today):
            return False
        if week._is_over():
            return self.env._(
                "%(exception)s: the week until %(last)s was to be handed in by "
                "%(deadline)s, late claims are not accepted. HR may still ask for it.",
                exception=self.display_name,
                last=format_date(self.env, week.date_to),
                deadline=week._local(week.close_at),
            )
        return self.env._(
            "%(exception)s: exceptions are asked for within %(days)s days, late claims "
            "are not accepted. HR may still ask for it.",
            exception=self.display_name,
            days=policy.exception_after_days,
        )

    @api.model
    def _is_late(self, policy, week, day, today):
        """Whether a day can no longer be explained, but by HR (R1.3, R1.8)."""
        days = policy.exception_after_days
        if week and (week._is_over() or week.state == "published"):
            return week._is_over()
        return bool(days) and today > day + days * DAY

    def _why_no_notice(self, policy):
        notice = policy.exception_notice_days
        if not (policy and self._is_short_notice()):
            return False
        if not policy.exception_after:
            return self.env._(
                "%(exception)s: %(policy)s wants it asked for %(days)s days ahead and "
                "accepts nothing at short notice. HR may still ask for it.",
                exception=self.display_name,
                policy=policy.name,
                days=notice,
            )
        if not (self.is_urgent and (self.urgent_note or "").strip()):
            return self.env._(
                "%(exception)s is to be asked for %(days)s days ahead. If it was "
                "urgent, tick Urgent and note whom you told before, and when.",
                exception=self.display_name,
                days=notice,
            )
        return False

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "exception": (
                "cs_notify_exception",
                "cs_management.cs_mail_template_exception",
                "cs_management.cs_activity_look",
            )
        }

    def _notify_outcome(self):
        """Tell the agents what was decided."""
        # sudo: those concerned are told, also who is of another company by now
        records = self.sudo().filtered("company_id.cs_notify_exception")
        records._notify_users(
            "exception", {record: record._to_tell() for record in records}
        )

    def _to_tell(self):
        """Users who learn of the outcome; of a proxy punch only if it is one."""
        if self.kind == "proxy" and self.state != "approved":
            return self.env["res.users"]
        return self._concerned()

    def _remind_approvers(self):
        """An activity for those who decide next."""
        for user in self._to_remind():
            # sudo: an agent plans activities of others, of this type only
            self.sudo().activity_schedule(ACTIVITY, user_id=user.id)
