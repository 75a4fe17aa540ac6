from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date, Domain
from odoo.tools import format_date, format_datetime

from ...engine.trace import step
from ..cs_decision_mixin import Step, Words
from ..cs_guard_mixin import own_names
from .cs_handover_template import HANDOVER_KINDS

WAITING = "cs_management.cs_activity_handover_waiting"
REFUSED = "cs_management.cs_activity_handover_refused"
MISSING = "cs_management.cs_activity_handover_missing"
EDITABLE = ("draft", "refused")
SEALED = ("accepted", "reviewed")
# What stays open, or says itself when it does not.
GUARD_THEMSELVES = {"item_ids", "question_ids", "check_ids", "review_note"}
# Both sides sign anew without them.
SIGNATURES = (
    "signed_out_by_id",
    "signed_out_at",
    "signed_in_by_id",
    "signed_in_at",
    "reviewed_by_id",
    "reviewed_at",
)


class CsHandover(models.Model):
    """The handover at the end of a shift, between teams, or of one agent (R8).

    The outgoing agents prepare and sign, the incoming ones go through it and accept
    or refuse. What was accepted is sealed; a leader may reopen it with a reason.
    """

    _name = "cs.handover"
    _description = "Handover"
    _inherit = [
        "hr.mixin",
        "cs.decision.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "planned_at desc, id desc"
    _check_company_auto = True
    # Agents read their teams' handovers and may answer in the discussion.
    _mail_post_access = "read"
    _decision_note = "review_note"
    _decision_depends = ("outgoing_ids", "incoming_ids", "department_id")
    _decision_activities = (WAITING,)

    kind = fields.Selection(HANDOVER_KINDS, required=True, default="shift")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id.department_id,
    )
    to_department_id = fields.Many2one(
        "hr.department",
        string="Receiving Team",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="For a handover between teams.",
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self),
        help="The day on which the outgoing shift starts.",
    )
    shift_id = fields.Many2one(
        "cs.shift",
        string="Outgoing Shift",
        check_company=True,
        ondelete="restrict",
    )
    incoming_shift_id = fields.Many2one(
        "cs.shift",
        check_company=True,
        ondelete="restrict",
        compute="_compute_incoming_shift_id",
        store=True,
        readonly=False,
    )
    outgoing_ids = fields.Many2many(
        "hr.employee",
        "cs_handover_outgoing_rel",
        "handover_id",
        "employee_id",
        string="Outgoing Agents",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    incoming_ids = fields.Many2many(
        "hr.employee",
        "cs_handover_incoming_rel",
        "handover_id",
        "employee_id",
        string="Incoming Agents",
        check_company=True,
    )
    planned_at = fields.Datetime(
        string="Planned",
        required=True,
        index=True,
        compute="_compute_planned_at",
        store=True,
        readonly=False,
        precompute=True,
        help="The end of the outgoing shift: accepted by then, it is on time.",
    )
    meet_at = fields.Datetime(
        compute="_compute_meet_at",
        help="Outgoing and incoming agents come together 10 to 15 minutes early.",
    )
    extension = fields.Integer(
        string="Ran On (Minutes)",
        help="The shift ran on until open conversations were finished.",
    )
    work_state = fields.Text(string="State of Work")
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("offered", "Waiting for Acceptance"),
            ("refused", "Refused"),
            ("accepted", "Handed Over"),
            ("reviewed", "Reviewed"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    check_ids = fields.One2many(
        "cs.handover.check", "handover_id", string="Checklist", copy=False
    )
    question_ids = fields.One2many(
        "cs.handover.question", "handover_id", string="Questions", copy=False
    )
    item_ids = fields.One2many(
        "cs.handover.item", "handover_id", string="Open Work", copy=False
    )
    passed_ids = fields.One2many(
        "cs.handover.item.step",
        "handover_id",
        string="Handed Over",
        domain=[("kind", "=", "passed"), ("is_superseded", "=", False)],
        readonly=True,
    )
    item_count = fields.Integer(compute="_compute_counts", string="Open Items")
    abnormal_count = fields.Integer(compute="_compute_counts", string="Abnormal Points")
    signed_out_by_id = fields.Many2one(
        "res.users", string="Handed Over By", readonly=True, copy=False
    )
    signed_out_at = fields.Datetime(readonly=True, copy=False)
    signed_in_by_id = fields.Many2one(
        "res.users", string="Accepted By", readonly=True, copy=False
    )
    signed_in_at = fields.Datetime(string="Accepted At", readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    refusal_count = fields.Integer(string="Refusals", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    review_note = fields.Text(copy=False)
    reopen_reason = fields.Text(readonly=True, copy=False)
    reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)
    is_lapsed = fields.Boolean(
        string="Never Accepted",
        readonly=True,
        copy=False,
        help="The next handover was made meanwhile: it has the open work.",
    )
    is_proposed = fields.Boolean(
        readonly=True, copy=False, help="The entry for a missing handover was proposed."
    )
    punctuality = fields.Selection(
        [("on_time", "On time"), ("late", "Delayed")],
        compute="_compute_punctuality",
        store=True,
    )
    delay = fields.Integer(
        string="Delay (Minutes)",
        compute="_compute_punctuality",
        store=True,
    )
    left_early = fields.Char(
        string="Left Before Acceptance", compute="_compute_left_early"
    )
    can_edit = fields.Boolean(compute="_compute_can_write")
    can_offer = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_accept = fields.Boolean(compute="_compute_can")
    can_review = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_join = fields.Boolean(compute="_compute_can_write")
    join_side = fields.Selection(
        [("outgoing", "Outgoing"), ("incoming", "Incoming"), ("either", "Either")],
        compute="_compute_can_write",
        help="On which side the user may put themselves; empty: on none.",
    )

    _shift_uniq = models.UniqueIndex(
        "(company_id, department_id, date, shift_id) WHERE kind = 'shift'",
        "This team has a handover for this shift and day already: open that one.",
    )
    _team_uniq = models.UniqueIndex(
        "(company_id, department_id, to_department_id, planned_at) "
        "WHERE kind = 'cross_team'",
        "These teams have a handover at this time already: open that one.",
    )
    _kind_fields = models.Constraint(
        "CHECK ((kind != 'shift' OR shift_id IS NOT NULL) "
        "AND (kind != 'cross_team' OR to_department_id IS NOT NULL) "
        "AND (to_department_id IS NULL OR to_department_id != department_id))",
        "A handover between shifts names the outgoing shift, one between teams another "
        "team.",
    )
    _extension_positive = models.Constraint(
        "CHECK (extension >= 0)", "Minutes cannot be negative."
    )

    @api.model
    def default_get(self, fields):
        """Offer the shift that ends about now and is not handed over yet."""
        values = super().default_get(fields)
        if {"date", "shift_id"} <= set(fields) and not values.get("shift_id"):
            today = Date.context_today(self)
            team = self.env["hr.department"].browse(values.get("department_id") or ())
            values |= self._ending_shift(team, today)
        return values

    @api.model
    def _ending_shift(self, team, today):
        now = fields.Datetime.now()
        days = [today - timedelta(days=1), today]
        known = {
            (handover.date, handover.shift_id)
            for handover in self.search(
                [
                    ("department_id", "in", team.ids),
                    ("date", "in", days),
                    ("kind", "=", "shift"),
                ]
            )
        }
        shifts = self.env["cs.shift"].search([("company_id", "=", self.env.company.id)])
        ends = [
            (abs(shift._bounds(day)[1] - now), day, shift)
            for day in days
            for shift in shifts
            if (day, shift) not in known
        ]
        if not ends:
            return {}
        _gap, day, shift = min(ends, key=lambda end: end[0])
        return {"date": day, "shift_id": shift.id}

    @api.depends("shift_id")
    def _compute_incoming_shift_id(self):
        for handover in self:
            shift = handover.shift_id
            handover.incoming_shift_id = shift._next() if shift else shift

    @api.depends("date", "shift_id")
    def _compute_planned_at(self):
        for handover in self:
            if handover.shift_id and handover.date:
                handover.planned_at = handover.shift_id._bounds(handover.date)[1]
            else:
                handover.planned_at = handover.planned_at or fields.Datetime.now()

    @api.depends("planned_at", "department_id", "kind")
    def _compute_meet_at(self):
        for handover in self:
            lead = handover._template().lead_minutes
            handover.meet_at = handover.planned_at and (
                handover.planned_at - timedelta(minutes=lead)
            )

    @api.depends("item_ids.state", "passed_ids", "check_ids.result", "state")
    def _compute_counts(self):
        for handover in self:
            handover.item_count = (
                len(handover.passed_ids.filtered(lambda step: step.state == "open"))
                if handover.state in SEALED
                else len(handover.item_ids.filtered(lambda item: item.state == "open"))
            )
            handover.abnormal_count = len(
                handover.check_ids.filtered(lambda check: check.result == "abnormal")
            )

    @api.depends("signed_in_at", "planned_at", "extension")
    def _compute_punctuality(self):
        for handover in self:
            if not (handover.signed_in_at and handover.planned_at):
                handover.punctuality, handover.delay = False, 0
                continue
            due = handover.planned_at + timedelta(minutes=handover.extension)
            late = handover.signed_in_at > due
            handover.punctuality = "late" if late else "on_time"
            handover.delay = (
                (handover.signed_in_at - due).total_seconds() // 60 if late else 0
            )

    @api.depends("signed_in_at", "outgoing_ids")
    def _compute_left_early(self):
        left = self._left_before_acceptance()
        for handover in self:
            # sudo: names, also of who is of another company by now
            handover.left_early = ", ".join(left[handover].sudo().mapped("name"))

    @api.depends(
        "state", "outgoing_ids", "incoming_ids", "department_id", "date", "shift_id"
    )
    @api.depends_context("uid")
    def _compute_can_write(self):
        for handover in self:
            handover.can_edit = not handover._why_not_edit()
            handover.can_join = bool(handover.id) and not handover._why_not_join()
            handover.join_side = handover.can_join and handover._join_side()

    @api.depends("department_id", "to_department_id", "date", "shift_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            parts = [handover.department_id.name, format_date(self.env, handover.date)]
            if handover.kind == "cross_team":
                parts.append(handover.to_department_id.name)
            elif handover.kind == "agent":
                # sudo: names, also of who is of another company by now
                parts.append(", ".join(handover.sudo().outgoing_ids.mapped("name")))
            else:
                parts.append(handover.shift_id.name)
            handover.display_name = ", ".join(filter(None, parts))

    @api.constrains("outgoing_ids", "incoming_ids")
    def _check_two_sides(self):
        # sudo: who has which user is compared, and only names are told
        for handover in self.sudo():
            both = handover.outgoing_ids & handover.incoming_ids
            both |= handover.incoming_ids.filtered(
                lambda agent, out=handover.outgoing_ids: agent.user_id & out.user_id
            )
            if both:
                raise ValidationError(
                    self.env._(
                        "%(agents)s cannot hand over to themselves: take the name off "
                        "the outgoing or the incoming agents.",
                        agents=", ".join(both.mapped("name")),
                    )
                )

    @api.onchange("department_id", "kind")
    def _onchange_team(self):
        """Offer the team's checklist while none of it is answered."""
        if not any(self.check_ids.mapped("result")):
            self.check_ids = [Command.clear(), *self._template_checks()]

    @api.model_create_multi
    def create(self, vals_list):
        kept = self._kept_fields()
        vals_list = [
            {name: value for name, value in vals.items() if name not in kept}
            for vals in vals_list
        ]
        handovers = super().create(vals_list)
        for handover in handovers:
            if not handover.check_ids and (checks := handover._template_checks()):
                # sudo: the checklist is the team's, whoever opens the handover
                handover.sudo().check_ids = checks
        handovers._pull_items()
        return handovers

    def write(self, vals):
        if not self._kept_fields().isdisjoint(vals):
            raise UserError(
                self.env._(
                    "Signatures and status are set by the buttons: hand over, accept, "
                    "refuse, review."
                )
            )
        if own_names(vals) - GUARD_THEMSELVES:
            self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for handover in self:
            if handover.state != "draft" or handover.reopen_count:
                raise UserError(
                    self.env._(
                        "%(handover)s was handed over once and stays on file.",
                        handover=handover.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_join_outgoing(self):
        """The user hands over too: they put themselves on the outgoing side."""
        return self._join("outgoing_ids")

    def action_join_incoming(self):
        """The user takes over: they put themselves on the incoming side."""
        return self._join("incoming_ids")

    def action_offer(self):
        """Sign as outgoing; the incoming agents are told (R8.1)."""
        return self._decide("offer")

    def action_withdraw(self):
        """Take back what was not accepted yet, to correct it."""
        return self._decide("withdraw")

    def action_accept(self):
        """Sign as incoming: the open work changes hands and the content is sealed."""
        return self._decide("accept")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_reopen(self):
        return self._ask_reason("reopen")

    def action_review(self):
        """The leader signs the records (R8.5)."""
        return self._decide("review")

    def action_review_day(self):
        """Sign all that was handed over on the same days in the same teams (R8.5)."""
        found = self.browse()
        for handover in self:
            found |= self.search(
                [
                    ("department_id", "=", handover.department_id.id),
                    ("date", "=", handover.date),
                    ("state", "=", "accepted"),
                ]
            )
        mine = found.filtered(lambda handover: not handover._why_not("review"))
        if not mine:
            raise UserError(
                self.env._(
                    "Nothing to review: no handover of the day waits for you. Those "
                    "you signed yourself are reviewed by another leader."
                )
            )
        return mine.action_review()

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def refuse(self, reason):
        """Refuse with a reason: the leader decides what happens (R8.4)."""
        return self._decide("refuse", reason)

    def reopen(self, reason):
        """Break the seal: both sides sign again. It stays on record."""
        return self._decide("reopen", reason)

    @api.model
    def _decision_steps(self):
        return {
            "offer": Step(
                EDITABLE,
                "offered",
                "_why_not_offer",
                signed=("signed_out_by_id", "signed_out_at"),
                prepare="_prepare_offer",
                then=("_notify_waiting",),
            ),
            "withdraw": Step(
                ("offered",), "draft", "_why_not_withdraw", clears=SIGNATURES
            ),
            "accept": Step(
                ("offered",),
                "accepted",
                "_why_not_accept",
                signed=("signed_in_by_id", "signed_in_at"),
                prepare="_check_answered",
                then=("_pass_items", "_settle_reminders"),
            ),
            "refuse": Step(
                ("offered",),
                "refused",
                "_why_not_accept",
                reason="refusal_reason",
                needs_reason=True,
                signed=("refused_by_id",),
                prepare="_count_refusal",
                then=("_remind_refused",),
            ),
            "review": Step(
                ("accepted",),
                "reviewed",
                "_why_not_review",
                reason="review_note",
                signed=("reviewed_by_id", "reviewed_at"),
            ),
            "reopen": Step(
                SEALED,
                "draft",
                "_why_not_reopen",
                reason="reopen_reason",
                needs_reason=True,
                clears=SIGNATURES,
                prepare="_count_reopening",
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "refuse": Words(
                self.env._("Refuse the Handover"),
                self.env._("Refuse"),
                self.env._(
                    "The leader is told. The outgoing agents can put it right and hand "
                    "over again."
                ),
            ),
            "reopen": Words(
                self.env._("Reopen the Handover"),
                self.env._("Reopen"),
                self.env._(
                    "Both sides will sign again. The reason and the old signatures "
                    "stay on record."
                ),
            ),
        }

    def _store(self, vals):
        self.check_access("write")
        # sudo: the columns are readonly for everybody, and not set by code either
        return super(CsHandover, self.sudo()).write(vals)

    def _prepare_offer(self):
        self._check_complete()
        self._take_over_lapsed()
        self._pull_items()

    def _take_over_lapsed(self):
        """Open work of handovers that nobody accepted goes on with this one (R8.10).

        Those who were to accept one hand over themselves by now. The leader is told,
        and the entry for work that nobody took over is proposed for them.
        """
        if self.kind != "shift":
            return
        # sudo: handovers of people of the team who are not on this one
        lapsed = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("kind", "=", "shift"),
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("state", "in", ("offered", "refused")),
                ("planned_at", "<", self.planned_at),
            ]
        )
        for handover in lapsed:
            items = handover.item_ids.filtered(lambda item: item.state == "open")
            if not items and handover.is_lapsed:
                continue
            items._attach(self)
            handover._store({"is_lapsed": True})
            note = self.env._(
                "Never accepted: %(handover)s. Its open work goes on with %(next)s.",
                handover=handover.display_name,
                next=self.display_name,
            )
            handover.message_post(body=note, subtype_xmlid="mail.mt_note")
            handover._remind(MISSING, handover._leaders(), note=note)
            if handover.state == "offered":
                handover._propose_entries(handover.incoming_ids, "entry.not_accepted")

    def _count_refusal(self):
        return {"refusal_count": self.refusal_count + 1}

    def _count_reopening(self):
        return {"reopen_count": self.reopen_count + 1}

    def _step_log(self, name, reason):
        """What is reopened says who had signed it."""
        if name != "reopen":
            return super()._step_log(name, reason)
        return self.env._(
            "Reopened: %(reason)s. It was handed over by %(outgoing)s and accepted by "
            "%(incoming)s at %(moment)s.",
            reason=reason,
            outgoing=self.signed_out_by_id.name,
            incoming=self.signed_in_by_id.name,
            moment=format_datetime(self.env, self.signed_in_at),
        )

    def _check_editable(self):
        self._check_can("_why_not_edit")

    def _check_unsealed(self):
        self._check_can("_why_sealed")

    def _is_outgoing(self):
        # sudo: all of them, also who is of another company by now
        return self.env.user in self.sudo().outgoing_ids.user_id

    def _is_incoming(self):
        # sudo: all of them, also who is of another company by now
        return self.env.user in self.sudo().incoming_ids.user_id

    def _deciding_teams(self):
        return self.department_id | self.to_department_id

    def _leaders(self):
        """Who is told about trouble: the next leaders, of both teams if two."""
        return self._told_teams()._cs_leaders()

    def _told_teams(self):
        """The team, and the receiving one of a handover between teams."""
        if self.kind == "cross_team":
            return self._deciding_teams()
        return self.department_id

    def _why_not_now(self, _name):
        if self.state in SEALED:
            return self._why_sealed()
        if self.state == "offered":
            return self.env._(
                "%(handover)s is signed and waits for the incoming agents. Take it "
                "back first to correct it.",
                handover=self.display_name,
            )
        return self.env._(
            "%(handover)s is not handed over yet: an outgoing agent signs first.",
            handover=self.display_name,
        )

    def _why_sealed(self):
        """Why the content cannot change at all; ``False`` if it can."""
        if self.state not in SEALED:
            return False
        return self.env._(
            "%(user)s accepted %(handover)s at %(moment)s already: it is sealed. Ask "
            "the leader to reopen it, with a reason.",
            user=self.signed_in_by_id.name,
            handover=self.display_name,
            moment=format_datetime(self.env, self.signed_in_at),
        )

    def _why_not_edit(self):
        if self.state not in EDITABLE:
            return self._why_not_now("offer")
        is_new = not self._origin
        if is_new or self._is_outgoing() or self._is_leader():
            return False
        return self.env._(
            "%(handover)s is prepared by its outgoing agents. Ask them, or write a "
            "question.",
            handover=self.display_name,
        )

    def _why_not_offer(self):
        if not self._is_outgoing():
            return self.env._(
                "Outgoing agents sign %(handover)s, each under their own login.",
                handover=self.display_name,
            )
        return False

    def _why_not_withdraw(self):
        if not (self._is_outgoing() or self._is_leader()):
            return self.env._("Only outgoing agents take a handover back.")
        return False

    def _why_not_accept(self):
        """Why the user may neither accept nor refuse; ``False`` if they may."""
        if self._is_outgoing():
            return self.env._(
                "You hand over yourself: an incoming agent accepts or refuses."
            )
        if not self._is_incoming():
            return self.env._(
                "Only the incoming agents accept or refuse %(handover)s. If you take "
                "over, have yourself added to them.",
                handover=self.display_name,
            )
        return False

    def _why_not_review(self):
        if not self._is_leader():
            return self.env._("The team's leaders and HR review handovers.")
        if self.env.user in self.signed_out_by_id | self.signed_in_by_id:
            return self.env._(
                "You signed %(handover)s yourself: another leader or HR reviews it.",
                handover=self.display_name,
            )
        return False

    def _why_not_reopen(self):
        if not self._is_leader():
            return self.env._("The team's leaders and HR reopen handovers.")
        return False

    def _why_not_join(self):
        if self.state != "draft":
            return self._why_not_now("offer")
        if self._is_outgoing() or self._is_incoming():
            return self.env._("You are on this handover already.")
        if self._my_employee().department_id not in self._deciding_teams():
            return self.env._("Only members of the team join its handover.")
        return False

    def _my_employee(self):
        """The user's employee in the company of the handover."""
        return self.env.user.with_company(self.company_id).employee_id

    def _join_side(self):
        """The side that the user would join, as the roster has them.

        Who is on neither shift may be on either side; but a leader, who signs the
        record, on none.
        """
        me = self._my_employee()
        if self.kind == "cross_team":
            is_outgoing = me.department_id in self.department_id
            return "outgoing" if is_outgoing else "incoming"
        rostered = self.env["cs.roster.line"].search(
            [("employee_id", "=", me.id), ("date", "=", self.date)]
        )
        if self.shift_id & rostered.shift_id:
            return "outgoing"
        if self.incoming_shift_id & rostered.shift_id:
            return "incoming"
        return not self.env.user._cs_leads(self.department_id) and "either"

    def _join(self, side):
        for handover in self:
            handover._check_can("_why_not_join")
            # sudo: agents write only handovers that they are on
            super(CsHandover, handover.sudo()).write(
                {side: [Command.link(handover._my_employee().id)]}
            )
        return True

    def _template(self):
        self.ensure_one()
        return self.env["cs.handover.template"]._for(
            self.department_id._origin, self.kind, self.company_id
        )

    def _template_checks(self):
        return [
            Command.create({"name": line.name, "sequence": line.sequence})
            for line in self._template().line_ids
        ]

    def _check_complete(self):
        """Raise unless the outgoing side has said all it has to say (R8.2)."""
        # sudo: all of them, also who is of another company by now
        if not self.sudo().incoming_ids:
            raise UserError(
                self.env._(
                    "Say who takes over: fill in the incoming agents of %(handover)s.",
                    handover=self.display_name,
                )
            )
        if unanswered := self.check_ids.filtered(lambda check: not check.result):
            raise UserError(
                self.env._(
                    "Answer every point of the checklist, normal or abnormal. Missing: "
                    "%(points)s.",
                    points=", ".join(unanswered.mapped("name")),
                )
            )

    def _check_answered(self):
        """Raise while a question or a problem found on the way is open (R8.4, R8.7)."""
        if waiting := self.question_ids.filtered(
            lambda question: not (question.answer or "").strip()
        ):
            raise UserError(
                self.env._(
                    "Not answered yet: %(questions)s. The outgoing agent answers "
                    "first; if they cannot, refuse the handover.",
                    questions=", ".join(waiting.mapped("question")),
                )
            )
        if problems := self.item_ids.filtered(lambda item: item._is_unrecorded()):
            raise UserError(
                self.env._(
                    "Found during this handover and neither solved nor recorded: "
                    "%(problems)s. Mark it done, or write what was done so far and "
                    "until when the rest is due.",
                    problems=", ".join(problems.mapped("name")),
                )
            )

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "handover": (
                "cs_notify_handover",
                "cs_management.cs_mail_template_handover",
                WAITING,
            )
        }

    def _notify_waiting(self):
        """Tell the incoming agents that a handover waits for them."""
        # sudo: all who take over are told, also who is of another company by now
        records = self.sudo().filtered("company_id.cs_notify_handover")
        records._notify_users(
            "handover", {record: record.incoming_ids.user_id for record in records}
        )

    def _remind(self, activity, users, note=None):
        """Schedule an activity for users who do not have it yet."""
        # sudo: an agent plans activities of others, of these types only
        record = self.sudo()
        have = record.activity_search([activity]).user_id
        for user in users - have:
            record.activity_schedule(activity, user_id=user.id, note=note)

    def _remind_refused(self):
        self._remind(REFUSED, self._leaders(), note=self.refusal_reason)

    def _settle_reminders(self):
        self._settle_activities(REFUSED, MISSING)

    # ------------------------------------------------------------------
    # Items
    # ------------------------------------------------------------------

    def _pull_items(self):
        """Take in the open work that waits for this handover (R8.2, R8.9)."""
        # sudo: open work of the whole team, whoever holds it
        Item = self.env["cs.handover.item"].sudo()
        for handover in self.sudo():
            domain = Domain("state", "=", "open") & Domain(
                "company_id", "=", handover.company_id.id
            )
            free = ["draft"] if handover.kind == "agent" else []
            domain &= Domain("handover_id", "=", False) | Domain(
                "handover_id.state", "in", [*SEALED, *free]
            )
            if handover.kind == "shift":
                domain &= Domain("department_id", "=", handover.department_id.id)
            elif handover.kind == "agent":
                domain &= Domain("holder_id", "in", handover.outgoing_ids.ids)
            else:
                continue
            Item.search(domain)._attach(handover)

    def _pass_items(self):
        """The open work changes hands; what was handed over is written down."""
        # sudo: the items of all outgoing agents
        for handover in self.sudo():
            handover.passed_ids._supersede()
            taker = handover.incoming_ids.filtered(
                lambda agent: agent.user_id == self.env.user
            )[:1]
            handover.item_ids._pass(handover, taker)
            following = self.sudo().search(
                [
                    ("kind", "=", "shift"),
                    ("company_id", "=", handover.company_id.id),
                    (
                        "department_id",
                        "=",
                        (handover.to_department_id or handover.department_id).id,
                    ),
                    ("state", "=", "draft"),
                    ("planned_at", ">", handover.planned_at),
                ],
                order="planned_at",
                limit=1,
            )
            following._pull_items()

    def _left_before_acceptance(self):
        """Outgoing agents who punched out before the handover was accepted (R8.3).

        :return: ``{handover: hr.employee}``; what it costs is for the policy to say
        """
        left = dict.fromkeys(self, self.env["hr.employee"])
        sealed = self.filtered(lambda handover: handover.signed_in_at)
        # sudo: punches are private; only whether somebody left is told
        punches = self.env["hr.attendance"].sudo()
        for handover in sealed.sudo():
            last = {}
            for punch in punches.search(
                [
                    ("employee_id", "in", handover.outgoing_ids.ids),
                    ("check_in", "<", handover.signed_in_at),
                    ("check_in", ">", handover.planned_at - timedelta(days=1)),
                ],
                order="check_in",
            ):
                last[punch.employee_id] = punch
            for agent, punch in last.items():
                if punch.check_out and punch.check_out < handover.signed_in_at:
                    left[handover] |= agent.with_env(self.env)
        return left

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------

    @api.model
    def _cron_prepare(self):
        """Open the day's handovers of the teams that make one per shift (R8.1)."""
        templates = self.env["cs.handover.template"].search(
            [("kind", "=", "shift"), ("department_id", "!=", False)]
        )
        for template in templates:
            today = template.company_id._cs_today()
            known = self.search(
                [
                    ("department_id", "=", template.department_id.id),
                    ("date", "=", today),
                    ("kind", "=", "shift"),
                ]
            ).shift_id
            self.create(
                [
                    {
                        "company_id": template.company_id.id,
                        "department_id": template.department_id.id,
                        "date": today,
                        "shift_id": shift.id,
                        "outgoing_ids": [],
                    }
                    for shift in template.shift_ids.filtered("active") - known
                ]
            )

    @api.model
    def _cron_overdue(self):
        """Remind of overdue work and propose the entries for it (R2.5, R8.10)."""
        self.env["cs.handover.item"]._remind_overdue()
        self._remind_missing()

    @api.model
    def _remind_missing(self):
        now = fields.Datetime.now()
        for handover in self.search(
            [
                ("state", "in", EDITABLE),
                ("reopen_count", "=", 0),
                ("planned_at", "<", now),
            ]
        ):
            due = handover.planned_at + timedelta(minutes=handover.extension)
            if due >= now:
                continue
            people = handover.outgoing_ids.user_id or handover._leaders()
            handover._remind(MISSING, people)
            wait = timedelta(hours=handover._template().proposal_hours)
            if handover.state == "draft" and due + wait < now:
                handover._propose_entries()

    def _propose_entries(self, agents=None, code="entry.not_handed_over"):
        """Propose the entry for a handover that was not made, once (R2.5, R8.10).

        :param agents: whose; else of those who were to make it
        :param code: what happened, for :mod:`engine.trace`
        """
        for handover in self.filtered(lambda handover: not handover.is_proposed):
            entries = self.env["cs.handover.item"]._propose(
                handover.outgoing_ids if agents is None else agents,
                handover.date,
                f"cs.handover,{handover.id}",
                handover._told_teams(),
                step(code, handover=handover.id),
            )
            if entries:
                handover._store({"is_proposed": True})
