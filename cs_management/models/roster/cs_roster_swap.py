from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import roster, segments
from ...engine.trace import step
from ..cs_decision_mixin import Step, Words
from ..cs_fact_mixin import QUIET
from ..cs_guard_mixin import own_names
from ..days import short_day
from ..told import ToldText, told
from .cs_roster_warning import LOOK_BACK

DECIDED = ("approved", "declined", "refused", "cancelled")
PENDING = ("requested", "accepted")
ACTIVITY = "cs_management.cs_activity_swap"


class CsRosterSwap(models.Model):
    """Two agents change places on the roster, or one hands a shift over (R10).

    An agent asks, their colleague accepts, the leader approves: only then the roster
    changes, both sides at once. On the days of a swap the two take each other's
    places, so that as many are on each shift as before. Who is left without a shift
    has a rest day.
    """

    _name = "cs.roster.swap"
    _description = "Roster Swap"
    _inherit = [
        "cs.decision.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    # Leaders and colleagues may answer in the discussion.
    _mail_post_access = "read"
    _decision_depends = ("employee_id", "other_id", "department_id")
    _decision_activities = (ACTIVITY,)

    kind = fields.Selection(
        [("swap", "Change places"), ("give", "Hand my shift over")],
        string="I Want to",
        required=True,
        default="swap",
        tracking=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Asked By",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    other_id = fields.Many2one(
        "hr.employee",
        string="Colleague",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_team",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        compute="_compute_team",
        store=True,
        precompute=True,
        index=True,
    )
    date = fields.Date(
        string="My Day",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    other_date = fields.Date(
        string="In Return, on",
        tracking=True,
        help="A second day on which the two change places; empty: on the first day "
        "only.",
    )
    reason = fields.Text()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Waiting for the Colleague"),
            ("accepted", "Waiting for the Leader"),
            ("approved", "Approved"),
            ("declined", "Declined"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    answer = ToldText(readonly=True, copy=False, help="Why it came to nothing.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    snapshot = fields.Json(
        readonly=True,
        copy=False,
        help="The roster of both when it was asked: what they agree to.",
    )
    own_plan = fields.Text(string="My Plan", compute="_compute_plans")
    other_plan = fields.Text(string="Colleague's Plan", compute="_compute_plans")
    warning = fields.Text(string="To Check", compute="_compute_warning")
    waiting_ids = fields.Many2many(
        "res.users",
        string="To Be Told",
        compute="_compute_waiting_ids",
        compute_sudo=True,
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_request = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _two_agents = models.Constraint(
        "CHECK (employee_id <> other_id)", "Choose a colleague to swap with."
    )

    @api.depends("employee_id", "date")
    def _compute_team(self):
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id._origin.ids)
        for swap in self:
            agent = swap.employee_id._origin
            version = swap.date and segments.version_on(
                versions.get(agent.id, ()), swap.date
            )
            swap.department_id = version.department if version else False
            swap.company_id = agent.company_id or self.env.company

    @api.depends("kind", "employee_id", "other_id", "date", "other_date", "state")
    @api.depends_context("lang")
    def _compute_plans(self):
        for swap in self:
            swap.own_plan = swap._describe(swap.employee_id)
            swap.other_plan = swap._describe(swap.other_id)

    @api.depends("kind", "employee_id", "other_id", "date", "other_date", "state")
    @api.depends_context("lang")
    def _compute_warning(self):
        for swap in self:
            swap.warning = swap._warnings()

    @api.depends("state", "department_id", "employee_id", "other_id")
    def _compute_waiting_ids(self):
        for swap in self:
            asker, other = swap.employee_id.user_id, swap.other_id.user_id
            told = {
                "requested": lambda other=other: other,
                "accepted": swap._deciders,
                "approved": lambda asker=asker, other=other: asker | other,
                "refused": lambda asker=asker, other=other: asker | other,
                "declined": lambda asker=asker: asker,
                "cancelled": swap._told_of_cancelling,
            }
            swap.waiting_ids = told.get(swap.state, self.env["res.users"].browse)()

    @api.depends("state", "employee_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for swap in self:
            swap.can_edit = not swap._why_not_edit()

    @api.depends("kind", "employee_id", "other_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for swap in self:
            if not swap.other_id:
                swap.display_name = False
                continue
            # sudo: names, also of who is of another company by now
            names = {
                "asker": swap.sudo().employee_id.display_name or "",
                "other": swap.sudo().other_id.display_name or "",
                "date": format_date(self.env, swap.date),
            }
            swap.display_name = (
                self.env._("%(asker)s to %(other)s, %(date)s", **names)
                if swap.kind == "give"
                else self.env._("%(asker)s and %(other)s, %(date)s", **names)
            )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "give":
            self.other_date = False

    @api.model_create_multi
    def create(self, vals_list):
        swaps = super().create(vals_list)
        if not self.env.su:
            swaps._check_can("_why_not_edit")
        return swaps

    def write(self, vals):
        if own_names(vals) and not self.env.su:
            self._check_can("_why_not_edit")
            result = super().write(vals)
            self._check_can("_why_not_edit")
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        for swap in self:
            if swap.state != "draft":
                raise UserError(
                    self.env._(
                        "%(swap)s was asked for and stays on file: cancel it instead.",
                        swap=swap.display_name,
                    )
                )
            if not self.env.su:
                swap._check_can("_why_not_edit")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_request(self):
        """Ask the colleague; what both are planned for is kept."""
        return self._decide("request")

    def action_accept(self):
        """The colleague agrees; the leader is asked."""
        return self._decide("accept")

    def action_decline(self):
        return self._ask_reason("decline")

    def action_approve(self):
        """The leader agrees: both rosters change at once."""
        return self._decide("approve")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_cancel(self):
        """Take back what is not decided yet."""
        return self._decide("cancel")

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def decline(self, reason):
        """The colleague does not want to, for a reason."""
        return self._decide("decline", reason)

    def refuse(self, reason):
        """The leader does not agree, for a reason."""
        return self._decide("refuse", reason)

    @api.model
    def _decision_steps(self):
        tell = ("_tell",)
        decided = ("decided_by_id", "decided_at")
        return {
            "request": Step(
                ("draft",),
                "requested",
                "_why_not_edit",
                prepare="_prepare_request",
                then=tell,
            ),
            "accept": Step(
                ("requested",),
                "accepted",
                "_why_not_answer",
                prepare="_check_possible",
                then=tell,
                can="can_answer",
            ),
            "decline": Step(
                ("requested",),
                "declined",
                "_why_not_answer",
                reason="answer",
                needs_reason=True,
                then=tell,
            ),
            "approve": Step(
                ("accepted",),
                "approved",
                "_why_not_judge",
                signed=decided,
                prepare="_prepare_approval",
                then=tell,
                can="can_decide",
            ),
            "refuse": Step(
                ("accepted",),
                "refused",
                "_why_not_judge",
                reason="answer",
                needs_reason=True,
                signed=decided,
                then=tell,
            ),
            "cancel": Step(
                ("draft", *PENDING),
                "cancelled",
                "_why_not_cancel",
                reason="answer",
                then=tell,
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "decline": Words(
                self.env._("Decline the Swap"),
                self.env._("Decline"),
                self.env._("Your colleague is told. The roster stays as it is."),
            ),
            "refuse": Words(
                self.env._("Refuse the Swap"),
                self.env._("Refuse"),
                self.env._("Both agents are told. The roster stays as it is."),
            ),
        }

    def _prepare_request(self):
        self._check_possible()
        return {"snapshot": self._content()}

    def _prepare_approval(self):
        self._check_possible()
        self._apply()

    def _check_possible(self):
        self._raise_why(self._why_not_possible())

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "swap": (
                "cs_notify_swap",
                "cs_management.cs_mail_template_swap",
                ACTIVITY,
            )
        }

    def _tell(self):
        """Tell those whose turn it is; of the outcome by mail only."""
        # sudo: those concerned are told, also who is of another company by now
        swaps = self.sudo().filtered("company_id.cs_notify_swap")
        pending = swaps.filtered(lambda swap: swap.state in PENDING)
        pending._notify_users("swap", {swap: swap.waiting_ids for swap in pending})
        outcome = (swaps - pending).filtered("waiting_ids")
        template = self.env.ref(
            "cs_management.cs_mail_template_swap", raise_if_not_found=False
        )
        if outcome and template:
            # sudo: users may not send templates; it goes to those concerned
            template.sudo().send_mail_batch(outcome.ids)

    @api.model
    def _cron_expire(self):
        """Close what nobody decided before its day began; both agents are told."""
        for company in self.env["res.company"].search([]):
            today = company._cs_today()
            expired = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", PENDING),
                    "|",
                    ("date", "<", today),
                    ("other_date", "<", today),
                ]
            )
            for swap in expired:
                swap._take_step("cancel", told(step("swap.expired")))

    # --- Who ----------------------------------------------------------

    def _is_asker(self):
        # sudo: whose it is, also of who is of another company by now
        return self.env.user == self.sudo().employee_id.user_id

    def _is_other(self):
        # sudo: who is asked, also if they are of another company by now
        return self.env.user == self.sudo().other_id.user_id

    def _concerned(self):
        # sudo: both of them, also who is of another company by now
        return self.sudo().employee_id.user_id | self.sudo().other_id.user_id

    def _deciders(self):
        """The team's next leaders who are not concerned themselves, else HR."""
        # sudo: who leads the team, and who is HR
        swap = self.sudo()
        return swap.department_id._cs_deciders(swap.employee_id | swap.other_id)

    def _told_of_cancelling(self):
        """The colleague; where nobody decided in time, who asked too."""
        parties = self.other_id.user_id
        return parties | self.employee_id.user_id if self.answer else parties

    def _why_not_now(self, _name):
        texts = {
            "draft": self.env._(
                "%(swap)s is not asked for yet.", swap=self.display_name
            ),
            "requested": self.env._(
                "%(swap)s was asked for already and waits for the colleague. Cancel "
                "it and ask again to change it.",
                swap=self.display_name,
            ),
            "accepted": self.env._(
                "%(swap)s was asked for already and waits for the leader. Cancel it "
                "and ask again to change it.",
                swap=self.display_name,
            ),
        }
        return texts.get(self.state) or self.env._(
            "%(swap)s is closed already (%(state)s).",
            swap=self.display_name,
            state=self._state_label(self.state),
        )

    def _why_not_edit(self):
        """Why the user may not change the request; ``False`` if they may."""
        if self.state != "draft":
            return self._why_not_now("request")
        if not self._is_asker():
            return self.env._(
                "Agents ask for themselves only: set your own name, or have your "
                "colleague ask."
            )
        return False

    def _why_not_answer(self):
        """Why the user may neither accept nor decline; ``False`` if they may."""
        if not self._is_other():
            return self.env._(
                "Only %(agent)s answers this request.",
                # sudo: a name, also of who is of another company by now
                agent=self.sudo().other_id.name,
            )
        return False

    def _why_not_cancel(self):
        if not self._is_asker():
            return self.env._("Who asked for the swap takes it back.")
        return False

    # --- What ---------------------------------------------------------

    def _dates(self):
        """The days on which the roster of both changes."""
        self.ensure_one()
        days = {self.date, self.other_date if self.kind == "swap" else self.date}
        return sorted(days - {False})

    def _agents(self):
        return self.employee_id._origin, self.other_id._origin

    def _lines(self):
        """Roster lines of both on the days: ``{(employee_id, date): lines}``."""
        asker, other = self._agents()
        # sudo: the plan of a colleague; who is of the team reads it anyhow
        lines = self.env["cs.roster.line"].sudo()
        dates = self._dates()
        found = lines.search(
            [
                ("employee_id", "in", (asker | other).ids),
                ("date", "in", dates),
            ]
        )
        groups = found.grouped(lambda line: (line.employee_id.id, line.date))
        return {
            (agent.id, day): groups.get((agent.id, day), lines)
            for agent in (asker, other)
            for day in dates
        }

    def _content(self):
        """The roster of both as plain data, to see whether it changed since."""
        return {
            f"{employee_id} {day}": sorted(
                [
                    line.kind,
                    line.shift_id.id or 0,
                    fields.Datetime.to_string(line.start) or "",
                    fields.Datetime.to_string(line.stop) or "",
                ]
                for line in lines
            )
            for (employee_id, day), lines in self._lines().items()
        }

    def _describe(self, agent):
        """What an agent is planned for on the days, in words; when it was asked."""
        agent = agent._origin
        if not (agent and self.date):
            return False
        content = self.snapshot or self._content()
        texts = []
        for day in self._dates():
            rows = content.get(f"{agent.id} {day}", ())
            plans = [self._describe_row(row) for row in rows]
            texts.append(
                self.env._(
                    "%(date)s: %(plan)s",
                    date=short_day(self.env, day),
                    plan=", ".join(plans) or self.env._("nothing planned"),
                )
            )
        return "\n".join(texts)

    def _describe_row(self, row):
        kind, shift_id, start, stop = row
        if kind == "rest":
            return self.env._("Rest day")
        clock = self.company_id._cs_clock()
        hours = "-".join(
            f"{clock.local(fields.Datetime.to_datetime(instant)):%H:%M}"
            for instant in (start, stop)
        )
        shift = self.env["cs.shift"].browse(shift_id or ()).exists()
        return f"{shift.name or ''} {hours}".strip()

    def _why_not_possible(self):
        """Why the two cannot change places as things are; ``False`` if they can."""
        asker, other = self._agents()
        lines = self._lines()
        return (
            self._why_stale()
            or self._why_locked()
            or self._why_past(lines)
            or self._why_not_team(asker, other)
            or self._why_nothing(asker, other, lines)
            or self._why_overlap()
        )

    def _why_stale(self):
        if self.state in PENDING and self.snapshot != self._content():
            return self.env._(
                "The roster of %(swap)s has been changed since it was asked for. "
                "Cancel it and ask again.",
                swap=self.display_name,
            )
        return False

    def _why_locked(self):
        periods = self.env["cs.period"]
        found = periods._existing_of(self.company_id, set(self._dates()))
        for day, period in found.items():
            if period.state == "locked":
                return self.env._(
                    "%(date)s lies in %(period)s, which is locked: its roster does not "
                    "change any more.",
                    date=format_date(self.env, day),
                    period=period.name,
                )
        return False

    def _why_past(self, lines):
        now = fields.Datetime.now()
        today = self.company_id._cs_today()
        for (_employee_id, day), own in lines.items():
            starts = [line.start for line in own if line.start]
            if day < today or any(start <= now for start in starts):
                return self.env._(
                    "%(date)s is past or has begun: only days ahead can be swapped.",
                    date=format_date(self.env, day),
                )
        return False

    def _why_not_team(self, asker, other):
        versions = self.env["hr.version"]._cs_of_employees([asker.id, other.id])
        for day in self._dates():
            teams = []
            for agent in (asker, other):
                parts = segments.segments(versions.get(agent.id, ()), day, day)
                teams.append(parts[0].version.department if parts else None)
            if not teams[0] or teams[0] != teams[1]:
                return self.env._(
                    "%(asker)s and %(other)s are not agents of the same team on "
                    "%(date)s: only colleagues of a team swap.",
                    # sudo: names, also of who is of another company by now
                    asker=asker.sudo().name,
                    other=other.sudo().name,
                    date=format_date(self.env, day),
                )
        return False

    def _why_nothing(self, asker, other, lines):
        if self.kind == "give":
            shifts = lines[asker.id, self.date].filtered("start")
            return not shifts and self.env._(
                "You have no shift on %(date)s that could be handed over.",
                date=format_date(self.env, self.date),
            )
        content = self._content()
        for day in self._dates():
            if content[f"{asker.id} {day}"] == content[f"{other.id} {day}"]:
                return self.env._(
                    "Both are planned the same on %(date)s: there is nothing to swap.",
                    date=format_date(self.env, day),
                )
        return False

    def _why_overlap(self):
        gone, values = self._changes()
        return gone._why_not_free(values)

    def _warnings(self):
        """What both sides and the leader should know; no reason to refuse."""
        asker, other = self._agents()
        if not (asker and other and self.date) or self.state in DECIDED:
            return False
        if problem := self._why_not_possible():
            return problem
        dates = self._dates()
        leave = self.env["cs.roster.line"]._leave_days(
            (asker | other).ids, dates[0], dates[-1]
        )
        gone, values = self._changes()
        texts = [
            self.env._(
                "%(agent)s is on leave on %(date)s and would be on a shift.",
                # sudo: a name, also of who is of another company by now
                agent=agent.sudo().name,
                date=format_date(self.env, day),
            )
            for agent in (asker, other)
            for day in dates
            if day in leave[agent.id]
            and any(
                vals["kind"] == "shift"
                and vals["employee_id"] == agent.id
                and vals["date"] == day
                for vals in values
            )
        ]
        return "\n".join(texts + self._run_warnings(gone, values)) or False

    def _run_warnings(self, gone, values):
        """Who would work more days running than the company wants."""
        limit = self.company_id.cs_roster_running
        comes = {
            agent: {
                vals["date"]
                for vals in values
                if vals["kind"] == "shift" and vals["employee_id"] == agent.id
            }
            for agent in self._agents()
        }
        if not limit or not any(comes.values()):
            return []
        dates = self._dates()
        # sudo: only how many days somebody would work is told
        lines = self.env["cs.roster.line"].sudo()
        planned = lines.search(
            [
                ("employee_id", "in", [agent.id for agent in comes]),
                ("kind", "=", "shift"),
                ("date", ">=", dates[0] - LOOK_BACK),
                ("date", "<=", dates[-1] + LOOK_BACK),
            ]
        )
        days = (planned - gone).grouped(lambda line: line.employee_id.id)
        return [
            self.env._(
                "%(agent)s would work %(count)s days running from %(first)s on, "
                "%(limit)s at most.",
                # sudo: a name, also of who is of another company by now
                agent=agent.sudo().name,
                count=count,
                first=format_date(self.env, first),
                limit=limit,
            )
            for agent, new in comes.items()
            for first, count in roster.overruns(
                new.union(days.get(agent.id, lines).mapped("date")), limit
            )
            if any(0 <= (day - first).days < count for day in new)
        ]

    def _changes(self):
        """Lines that go, and values of those that come instead."""
        asker, other = self._agents()
        lines = self._lines()
        # sudo: of the colleague's plan, too; both and the leader agree before
        gone = self.env["cs.roster.line"].sudo()
        values = []
        for (employee_id, _day), own in lines.items():
            moved = own
            if self.kind == "give":
                # The shift goes over; a rest day of who takes it goes away.
                moved = own.filtered(
                    lambda line: line.kind == "shift" and line.employee_id == asker
                )
                gone |= own.filtered(lambda line: line.kind == "rest")
            gone |= moved
            takes = asker if employee_id == other.id else other
            values += [self._moved_values(line, takes) for line in moved]
        return gone, values + self._rest_values(lines, gone, values)

    def _moved_values(self, line, takes):
        """Values of a line that goes over; shortly before it begins, on call (R3.2)."""
        values = line._values_for(takes)
        if self.kind == "give" and line.kind == "shift" and line._is_short_notice():
            values["is_on_call"] = True
        return values

    def _rest_values(self, lines, gone, values):
        """A rest day for everybody who would be left without a plan."""
        taken = {(vals["employee_id"], vals["date"]) for vals in values}
        return [
            {"employee_id": employee_id, "date": day, "kind": "rest"}
            for (employee_id, day), own in lines.items()
            if not (own - gone) and (employee_id, day) not in taken
        ]

    def _apply(self):
        """Change both rosters; overlaps and locked periods raise with their reason."""
        gone, values = self._changes()
        days = {(line.employee_id.id, line.date) for line in gone}
        # sudo: agents do not plan; the leader's approval was checked before
        quiet = gone.sudo().with_context(cs_no_workdays=QUIET)
        quiet.unlink()
        made = quiet.create(values).with_env(gone.env)
        made._refresh_workdays(days | made._days())
