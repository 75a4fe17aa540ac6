from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import reviews
from ...engine.money import ZERO, to_decimal
from ...engine.trace import trace
from ..cs_decision_mixin import Step, Words
from ..told import ToldText
from .cs_review_grade import GRADES

ASKED = "cs_management.cs_activity_review"
# What a sheet does to performance pay is pay: no leader reads it.
OFFICERS = "cs_management.group_cs_officer"
# Fields that people fill in, and the method that says why one may not.
TYPED = {
    "self_note": "_why_not_hand_in",
    "lead_note": "_why_not_fill",
    "calibration_points": "_why_not_calibrate",
    "calibration_note": "_why_not_calibrate",
    "performance_percent": "_why_not_decide_change",
}
OPEN_STATES = ("self", "lead", "calibration")


class CsReview(models.Model):
    """A KPI sheet of an agent: self, leader, calibration, confirmed (R7).

    Made when its period is locked, or by a button. What it pays counts in the
    statement of its own period if it is confirmed before the lock, and else in the
    next open one; a line that an appeal changes moves the money forward.
    """

    _name = "cs.review"
    _description = "KPI Sheet"
    _inherit = [
        "cs.decision.mixin",
        "cs.trace.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to desc, department_id, points desc, id"
    _check_company_auto = True
    _decision_depends = ("employee_id", "department_id")
    _decision_activities = (ASKED,)

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    period_id = fields.Many2one(
        "cs.period",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The period that is reviewed; of a yearly sheet its last one.",
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True, index=True)
    template_id = fields.Many2one(
        "cs.review.template",
        string="Sheet",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        related="template_id.kind", store=True, index=True, precompute=True
    )
    policy_id = fields.Many2one(
        related="template_id.policy_id", store=True, index=True, precompute=True
    )
    level_id = fields.Many2one("cs.level", readonly=True, ondelete="restrict")
    date_open = fields.Date(string="Review Begins", readonly=True)
    date_due = fields.Date(string="Due", readonly=True, index=True)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    line_ids = fields.One2many("cs.review.line", "review_id", string="Lines")
    state = fields.Selection(
        [
            ("self", "Self-Assessment"),
            ("lead", "With the Leader"),
            ("calibration", "Calibration"),
            ("confirmed", "Confirmed"),
            ("exempt", "Left Out"),
        ],
        required=True,
        group_expand=True,
        readonly=True,
        default="self",
        copy=False,
        index=True,
        tracking=True,
    )
    self_note = fields.Text(string="The Agent's Remark")
    lead_note = fields.Text(string="The Leader's Remark")
    self_points = fields.Float(
        string="Own Points",
        compute="_compute_self_points",
        store=True,
        digits=(8, 2),
        aggregator="avg",
    )
    calibration_points = fields.Float(
        string="Calibrated By",
        digits=(8, 2),
        aggregator="avg",
        help="Points that the calibration across the team adds or takes.",
    )
    calibration_note = fields.Char(string="Why Calibrated")
    points = fields.Float(
        compute="_compute_result", store=True, digits=(8, 2), aggregator="avg"
    )
    total = fields.Float(
        string="Out Of",
        compute="_compute_result",
        store=True,
        digits=(8, 2),
        aggregator=None,
    )
    bar = fields.Float(
        string="Passed From",
        compute="_compute_result",
        store=True,
        digits=(8, 2),
        aggregator=None,
    )
    percent = fields.Float(
        string="Reached (%)",
        compute="_compute_result",
        store=True,
        digits=(6, 2),
        aggregator="avg",
    )
    is_passed = fields.Boolean(string="Passed", compute="_compute_result", store=True)
    grade = fields.Selection(GRADES, compute="_compute_result", store=True)
    trace = fields.Json(compute="_compute_result", store=True)
    performance_proposed = fields.Float(
        string="Proposed Change (%)",
        compute="_compute_result",
        store=True,
        digits=(6, 2),
        aggregator="avg",
        groups=OFFICERS,
    )
    performance_percent = fields.Float(
        string="Performance Pay Changes By (%)",
        compute="_compute_performance_percent",
        store=True,
        readonly=False,
        digits=(6, 2),
        tracking=True,
        aggregator="avg",
        groups=OFFICERS,
        help="Of a yearly sheet: HR decides it within the range of the grade.",
    )
    performance_decided = fields.Float(
        string="Change as Confirmed (%)",
        readonly=True,
        copy=False,
        digits=(6, 2),
        aggregator=None,
        groups=OFFICERS,
        help="Holds while a confirmed sheet is corrected.",
    )
    performance_period_id = fields.Many2one(
        "cs.period",
        string="Changes From",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups=OFFICERS,
        help="The period from which performance pay is changed.",
    )
    performance_text = fields.Char(
        string="Performance Pay",
        compute="_compute_performance_text",
        help="What your yearly grade does to your performance pay.",
    )
    sanction_text = fields.Char(
        string="Sanctions in Force",
        compute="_compute_sanction_text",
        help="On the last day that the sheet is about.",
    )
    team_mean = fields.Float(
        compute="_compute_team",
        digits=(8, 2),
        groups="cs_management.group_cs_leader",
        help="Of the same sheet in the same team, as far as you may see it.",
    )
    team_deviation = fields.Float(
        string="Off the Mean",
        compute="_compute_team",
        digits=(8, 2),
        groups="cs_management.group_cs_leader",
    )
    team_spread = fields.Char(
        string="Lowest to Highest",
        compute="_compute_team",
        groups="cs_management.group_cs_leader",
    )
    handed_in_at = fields.Datetime(string="Handed In", readonly=True, copy=False)
    judged_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    judged_at = fields.Datetime(string="Judged", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_at = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    exempt_reason = ToldText(string="Why Left Out", readonly=True, copy=False)
    correction_reason = fields.Text(string="Why Corrected", readonly=True, copy=False)
    appeal_count = fields.Integer(compute="_compute_appeal_count")
    can_hand_in = fields.Boolean(compute="_compute_can")
    can_skip_self = fields.Boolean(compute="_compute_can")
    can_submit = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")
    can_confirm = fields.Boolean(compute="_compute_can")
    can_correct = fields.Boolean(compute="_compute_can")
    can_leave_out = fields.Boolean(compute="_compute_can")
    can_include = fields.Boolean(compute="_compute_can")
    can_fill = fields.Boolean(
        compute="_compute_can_fill", help="The user may judge the lines now."
    )

    _sheet_uniq = models.UniqueIndex(
        "(employee_id, period_id, kind)",
        "This agent has a sheet for this period already.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id", "period_id", "template_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for review in self.sudo():
            review.display_name = self.env._(
                "%(sheet)s %(period)s, %(agent)s",
                sheet=review.template_id.name or "",
                period=review.period_id.name or "",
                agent=review.employee_id.display_name or "",
            )

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for review in self:
            review.is_overdue = (
                review.state in OPEN_STATES
                and bool(review.date_due)
                and review.date_due < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [
            ("state", "in", OPEN_STATES),
            ("date_due", "<", fields.Date.context_today(self)),
        ]

    @api.depends("line_ids.self_points")
    def _compute_self_points(self):
        for review in self:
            review.self_points = sum(review.line_ids.mapped("self_points"))

    @api.depends(
        "template_id",
        "calibration_points",
        "line_ids.points",
        "line_ids.is_given",
        "line_ids.is_applicable",
    )
    def _compute_result(self):
        """What the sheet comes to (R7.1, R7.3, R7.5), and what it moves (R5.6)."""
        for review in self:
            template = review.template_id
            found = reviews.result(
                template._sheet_rules(),
                [line._item() for line in review.line_ids],
                to_decimal(review.calibration_points),
            )
            review.points = float(found.points)
            review.total = float(found.total)
            review.bar = float(found.bar)
            review.percent = float(found.percent)
            review.is_passed = found.passed
            review.grade = found.grade or False
            review.trace = trace(*found.steps)
            change = ZERO
            if template.kind == "year":
                change = reviews.proposed_change(found.percent, template._changes())
            review.performance_proposed = float(change)

    @api.depends("performance_proposed")
    def _compute_performance_percent(self):
        """What is proposed, until HR decides; a changed result is decided anew."""
        for review in self:
            review.performance_percent = review.performance_proposed

    @api.depends("state", "employee_id", "template_id")
    @api.depends_context("uid", "lang")
    def _compute_performance_text(self):
        """What agents are told of their own sheet; leaders read nothing of it."""
        for review in self:
            # sudo: of one's own sheet only
            own = review.sudo()
            told = own.kind == "year" and own.state == "confirmed"
            review.performance_text = (
                told
                and self.env.user in review._concerned()
                and self.env._(
                    "%(percent)s %% from %(period)s on",
                    percent=f"{own.performance_percent:+g}",
                    period=own.performance_period_id.name,
                )
            )

    @api.depends("employee_id", "date_to")
    @api.depends_context("lang")
    def _compute_sanction_text(self):
        for day, own in self.grouped("date_to").items():
            texts = self.env["cs.sanction"]._in_force_text(own.employee_id, day)
            for review in own:
                review.sanction_text = texts[review.employee_id]

    @api.depends("points", "department_id", "period_id", "template_id")
    @api.depends_context("uid")
    def _compute_team(self):
        groups = self._read_group(
            [
                ("period_id", "in", self.period_id.ids),
                ("template_id", "in", self.template_id.ids),
                ("state", "in", ("calibration", "confirmed")),
            ],
            ["period_id", "template_id", "department_id"],
            ["points:avg", "points:min", "points:max"],
        )
        teams = {(row[0], row[1], row[2]): row[3:] for row in groups}
        for review in self:
            key = review.period_id, review.template_id, review.department_id
            mean, low, high = teams.get(key, (0.0, 0.0, 0.0))
            review.team_mean = mean
            review.team_deviation = review.points - mean if key in teams else 0.0
            review.team_spread = f"{low:g} - {high:g}" if key in teams else ""

    def _compute_appeal_count(self):
        groups = self.env["cs.appeal"]._read_group(
            [("review_line_id.review_id", "in", self.ids)],
            ["review_line_id"],
            ["__count"],
        )
        for review in self:
            review.appeal_count = sum(
                count for line, count in groups if line in review.line_ids
            )

    @api.depends("state", "employee_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_fill(self):
        for review in self:
            review.can_fill = not review._why_not_fill()

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        self._check_may_type(vals)
        if "calibration_points" in vals:
            self._enter_open_periods()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for review in self:
            if review.confirmed_at:
                raise UserError(
                    self.env._(
                        "%(review)s was confirmed and stays on file: correct it, or "
                        "leave the agent out.",
                        review=review.display_name,
                    )
                )

    def _check_may_type(self, vals):
        """Each field is filled in by those whose turn it is."""
        if self.env.su:
            return
        for name in TYPED.keys() & vals.keys():
            for review in self:
                if reason := getattr(review, TYPED[name])():
                    raise AccessError(reason)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_hand_in(self):
        """The agent has assessed themselves; they see the sheet again confirmed."""
        self._decide("hand_in")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_review_action_my"
        )

    def action_skip_self(self):
        return self._decide("skip_self")

    def action_submit(self):
        return self._decide("submit")

    def action_return(self):
        return self._decide("return")

    def action_confirm(self):
        return self._decide("confirm")

    def action_correct(self):
        return self._ask_reason("correct")

    def action_leave_out(self):
        return self._ask_reason("leave_out")

    def action_include(self):
        return self._decide("include")

    def action_refill(self):
        """Look up the figures again, where the facts have changed since."""
        for review in self:
            review._raise_why(review._why_not_fill())
        # sudo: figures are kept fields; the caller may judge the lines
        self.sudo()._prefill()
        return True

    @api.readonly
    def action_view_appeals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_appeal_action"
        )
        return {
            **action,
            "domain": [("review_line_id.review_id", "=", self.id)],
            "context": {"create": False},
        }

    @api.readonly
    def action_view_statement(self):
        """The statement that the sheet's own period has for the agent."""
        self.ensure_one()
        statement = self.env["cs.statement"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("period_id", "=", self.period_id.id),
            ]
        )
        if not statement:
            raise UserError(
                self.env._(
                    "There is no statement of %(period)s to show yet.",
                    period=self.period_id.name,
                )
            )
        return statement._get_records_action()

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        judged = ("judged_by_id", "judged_at")
        confirmed = ("confirmed_by_id", "confirmed_at")
        return {
            "hand_in": Step(
                from_states=("self",),
                to_state="lead",
                why_not="_why_not_hand_in",
                signed=("handed_in_at",),
                then=("_ask_leaders",),
            ),
            "skip_self": Step(
                from_states=("self",),
                to_state="lead",
                why_not="_why_not_judge",
                then=("_ask_leaders",),
            ),
            "submit": Step(
                from_states=("lead",),
                to_state="calibration",
                why_not="_why_not_judge",
                signed=judged,
                prepare="_check_judged",
                then=("_ask_officers",),
            ),
            "return": Step(
                from_states=("calibration",),
                to_state="lead",
                why_not="_why_not_judge",
                clears=judged,
                then=("_ask_leaders",),
            ),
            "confirm": Step(
                from_states=("calibration",),
                to_state="confirmed",
                why_not="_why_not_confirm",
                signed=confirmed,
                prepare="_check_confirm",
                then=("_notify_confirmed",),
            ),
            "correct": Step(
                from_states=("confirmed",),
                to_state="calibration",
                why_not="_why_not_confirm",
                reason="correction_reason",
                needs_reason=True,
                then=("_ask_officers",),
            ),
            "leave_out": Step(
                from_states=OPEN_STATES,
                to_state="exempt",
                why_not="_why_not_confirm",
                reason="exempt_reason",
                needs_reason=True,
            ),
            "include": Step(
                from_states=("exempt",),
                to_state="self",
                why_not="_why_not_confirm",
                clears=("exempt_reason",),
                then=("_ask_agents",),
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "correct": Words(
                title=self.env._("Correct the Sheet"),
                button=self.env._("Correct"),
                hint=self.env._(
                    "What is wrong. The difference is paid or taken back in the next "
                    "open period once the sheet is confirmed again."
                ),
            ),
            "leave_out": Words(
                title=self.env._("Leave Out"),
                button=self.env._("Leave Out"),
                hint=self.env._("Why the agent is not reviewed."),
            ),
        }

    def _set_state(self, state, **values):
        """Set the status; what the sheet pays may change with it."""
        self._enter_open_periods()
        return super()._set_state(state, **values)

    def _enter_open_periods(self):
        """What is open may pay something else now: a lock waits, or came first."""
        # sudo: whoever decides a sheet need not see the periods
        self.env["cs.period"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("state", "!=", "locked")]
        )._enter()

    def _why_not_hand_in(self):
        """Only the agent assesses themselves; ``False`` if it is the user's turn."""
        if self.state != "self":
            return self._why_not_now("hand_in")
        if not self.env.su and self.env.user not in self._concerned():
            return self.env._("Only the agent fills in their own part.")
        return False

    def _why_not_fill(self):
        """Why the user may not judge the lines now; ``False`` if they may."""
        if self.state not in ("lead", "calibration"):
            return self._why_not_now("submit")
        return self._why_not_judge()

    def _why_not_calibrate(self):
        if self.state != "calibration":
            return self._why_not_now("confirm")
        return self._why_not_judge()

    def _why_not_confirm(self):
        """HR confirms, nobody their own sheet; ``False`` if the user may."""
        if self.env.su:
            return False
        if not self._is_officer():
            return self.env._(
                "%(review)s is confirmed by HR.", review=self.display_name
            )
        return self._why_concerned()

    def _why_not_decide_change(self):
        if self.state != "calibration":
            return self._why_not_now("confirm")
        return self._why_not_confirm()

    def _check_judged(self):
        """Every line that applies has its points."""
        # sudo: lines of the sheet that the user decides
        lines = self.sudo().line_ids
        missing = lines.filtered(lambda line: line.is_applicable and not line.is_given)
        if missing:
            raise UserError(
                self.env._(
                    "%(review)s: %(lines)s not judged yet. Choose a step, enter the "
                    "figure, or mark the line as not applicable.",
                    review=self.display_name,
                    lines=", ".join(missing.mapped("name")),
                )
            )
        if not any(lines.mapped("is_applicable")):
            raise UserError(
                self.env._(
                    "%(review)s: no line applies. Leave the agent out instead.",
                    review=self.display_name,
                )
            )

    def _check_confirm(self):
        """Judged, calibrated with a reason, and the change within its range (R5.6)."""
        self._check_judged()
        if self.calibration_points and not (self.calibration_note or "").strip():
            raise UserError(
                self.env._(
                    "%(review)s was calibrated: say why.", review=self.display_name
                )
            )
        if self.kind != "year":
            return {}
        self._check_change()
        # sudo: periods are made by nobody's hand
        following = self.sudo().period_id._next_open()
        return {
            "performance_period_id": (self.performance_period_id or following).id,
            "performance_decided": self.performance_percent,
        }

    def _check_change(self):
        """Raise if HR decided a change outside of the grade's range (R5.6)."""
        rows = {row.grade: row for row in self.template_id.grade_ids}
        row = rows.get(self.grade)
        if not row:
            return
        if not reviews.within(to_decimal(self.performance_percent), row._change()):
            raise UserError(
                self.env._(
                    "%(review)s: the grade %(grade)s moves performance pay by "
                    "%(low)s to %(high)s %%. Correct the change.",
                    review=self.display_name,
                    grade=row.display_name,
                    low=f"{row.change_min:g}",
                    high=f"{row.change_max:g}",
                )
            )

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "review": (
                "cs_notify_review",
                "cs_management.cs_mail_template_review",
                "cs_management.cs_activity_look",
            )
        }

    def _notify_confirmed(self):
        self._notify_agents("review")

    def _ask_agents(self):
        """Agents assess themselves until the review begins; who cannot is skipped."""
        # sudo: users of agents, also of another company by now
        self._ask({row: row.employee_id.user_id for row in self.sudo()}, "date_open")

    def _ask_leaders(self):
        """The team's leaders judge; HR where nobody else leads it."""
        # sudo: who leads a department is no secret
        rows, leaders, users = self.sudo(), {}, {}
        for row in rows:
            team = row.department_id, row.company_id
            if team not in leaders:
                own = row.department_id._cs_leaders()
                leaders[team] = own or row.company_id._cs_officers()
            users[row] = leaders[team]
            if row.employee_id.user_id in leaders[team]:
                users[row] = row.department_id._cs_deciders(row.employee_id)
        self._ask(users, "date_due")

    def _ask_officers(self):
        """HR confirms."""
        # sudo: who is HR is no secret
        self._ask(
            {
                row: row.company_id._cs_officers() - row.employee_id.user_id
                for row in self.sudo()
            },
            "date_due",
        )

    @api.model
    def _ask(self, users, deadline):
        """An activity for each user, in one batch; those asked before are done."""
        activity = self.env.ref(ASKED, raise_if_not_found=False)
        if not activity:
            return
        model_id = self.env["ir.model"]._get_id(self._name)
        # sudo: activities of others, of this type only
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "activity_type_id": activity.id,
                    "res_model_id": model_id,
                    "res_id": review.id,
                    "user_id": user.id,
                    "summary": review.with_context(lang=user.lang).display_name,
                    "date_deadline": review[deadline]
                    or fields.Date.context_today(review),
                    "automated": True,
                }
                for review, own in users.items()
                for user in own
            ]
        )

    # ------------------------------------------------------------------
    # What others ask
    # ------------------------------------------------------------------

    def _is_failed(self):
        """Whether the sheet counts as failed (R7.3): its grade, else its bar."""
        self.ensure_one()
        return self.grade == "fail" if self.grade else not self.is_passed

    @api.model
    def _performance_changes(self, employee_ids, period):
        """What yearly sheets have moved performance pay by, up to a period (R5.6).

        :return: ``{employee_id: [per cent, oldest first]}``
        """
        return self._performance_changes_in(employee_ids, period)[period.id]

    @api.model
    def _performance_changes_in(self, employee_ids, periods):
        """The same for several periods at once, in one query.

        A sheet that is being corrected counts as it was confirmed last: what it moves
        is settled once it is confirmed again.

        :return: ``{period_id: {employee_id: [per cent, oldest first]}}`` of sheets
            that are effective in the period; each is of what was paid before it
        """
        # sudo: results of sheets decide pay; nobody is shown what is read here
        found = self.sudo().search_fetch(
            [
                ("employee_id", "in", list(employee_ids)),
                ("kind", "=", "year"),
                ("state", "!=", "exempt"),
                ("performance_period_id", "!=", False),
            ],
            [
                "employee_id",
                "state",
                "performance_percent",
                "performance_decided",
                "performance_period_id",
            ],
            order="date_to, id",
        )
        changes = {period.id: {} for period in periods}
        for review in found:
            is_settled = review.state == "confirmed"
            percent = (
                review.performance_percent if is_settled else review.performance_decided
            )
            begins = review.performance_period_id.date_from
            for period in periods:
                if begins <= period.date_from:
                    own = changes[period.id].setdefault(review.employee_id.id, [])
                    own.append(to_decimal(percent))
        return changes

    @api.model
    def _part_label(self, part):
        labels = self.env["cs.review.criterion"]._fields["part"]
        return dict(labels._description_selection(self.env)).get(part, part)
