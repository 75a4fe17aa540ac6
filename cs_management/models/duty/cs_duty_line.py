from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...engine.trace import step, trace
from ..cs_decision_mixin import Step
from ..told import ToldChar, told

# What the agent writes, while the duty is ahead of them.
OWN_FIELDS = {"note", "swap_employee_id"}
ACTIVITY = "cs_management.cs_activity_duty_swap"
HELD = ("expected", "done", "excused", "missed")
# Which article is proposed for which kind.
EVENTS = {"cleaning": "duty", "meeting": "meeting", "report": "report"}


class CsDutyLine(models.Model):
    """One agent's part in a duty or meeting (R9.8).

    Who is off that day is excused without a word; absence is no excuse (R4.2). What was
    missed proposes an entry to the leader (R2.3, R3.3, R3.4, R4.1).
    """

    _name = "cs.duty.line"
    _description = "Agent on Duty"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start desc, employee_id, id"
    _mail_post_access = "read"
    _decision_depends = ("employee_id", "duty_id", "swap_employee_id", "is_swap_asked")
    _decision_activities = (ACTIVITY,)

    duty_id = fields.Many2one(
        "cs.duty", required=True, index=True, ondelete="cascade", check_company=True
    )
    date = fields.Date(readonly=True)
    kind = fields.Selection(related="duty_id.kind", store=True)
    start = fields.Datetime(related="duty_id.start", store=True, index=True)
    stop = fields.Datetime(related="duty_id.stop", store=True, index=True)
    duty_note = fields.Text(related="duty_id.note", string="Agenda")
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("done", "Done"),
            ("excused", "Excused"),
            ("missed", "Missed"),
            ("swapped", "Swapped"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="expected",
        copy=False,
        index=True,
        group_expand=True,
    )
    is_on_duty = fields.Boolean(
        string="Stays on Duty", help="Somebody answers customers during the meeting."
    )
    reason = ToldChar(help="Why somebody is excused, or what was missing.")
    note = fields.Text(string="Report", help="The agent's own words.")
    done_at = fields.Datetime(readonly=True, copy=False)
    swap_employee_id = fields.Many2one(
        "hr.employee",
        string="Swap With",
        check_company=True,
        ondelete="set null",
        copy=False,
        domain="[('cs_level_id', '!=', False), ('id', '!=', employee_id)]",
        help="The colleague who is asked to take the duty over.",
    )
    is_swap_asked = fields.Boolean(string="Swap Asked", readonly=True, copy=False)
    swapped_from_id = fields.Many2one(
        "cs.duty.line",
        string="Taken Over From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Proposed Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_leader",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_done = fields.Boolean(compute="_compute_can")
    can_judge = fields.Boolean(compute="_compute_can")
    can_miss = fields.Boolean(compute="_compute_can")
    can_swap = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")

    _agent_uniq = models.UniqueIndex(
        "(duty_id, employee_id)", "The agent is on this duty already."
    )

    @api.depends("employee_id", "duty_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for line in self.sudo():
            parts = [line.employee_id.display_name, line.duty_id.display_name]
            if line.kind == "cleaning":
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                parts = [
                    line.employee_id.display_name,
                    kinds[line.kind],
                    format_date(self.env, line.date),
                ]
            line.display_name = ", ".join(filter(None, parts))

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for line in self:
            line.is_mine = line._is_own()

    @api.model_create_multi
    def create(self, vals_list):
        duties = self.env["cs.duty"].browse([vals["duty_id"] for vals in vals_list])
        completed, on_duty = [], []
        for vals, duty in zip(vals_list, duties, strict=True):
            vals = {**vals, "date": duty.date}
            if vals.get("is_on_duty"):
                vals.setdefault("reason", told(step("duty.stays")))
            on_duty.append(bool(vals.get("is_on_duty")))
            completed.append(vals)
        lines = super().create(completed)
        lines._check_open()
        excused = lines.browse(
            line.id for line, stays in zip(lines, on_duty, strict=True) if stays
        )
        excused._set_state("excused")
        return lines

    def write(self, vals):
        if not (self.env.su or self._unguarded_fields().issuperset(vals)):
            self._check_may_write(vals)
            if "date" in vals:
                raise UserError(
                    self.env._("The day is that of the duty: move the duty instead.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        for line in self:
            if line.state in ("missed", "swapped") or line.swapped_from_id:
                raise UserError(
                    self.env._(
                        "%(line)s was missed or swapped and stays on file: excuse the "
                        "agent instead.",
                        line=line.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_done(self):
        """Done, or attended: by the agent, or by the leader."""
        return self._decide("done")

    def action_excuse(self):
        return self._decide("excuse")

    def action_miss(self):
        """Missed; who was off that day is excused instead."""
        self._check_step("miss")
        missed = self - self._excuse_off()
        missed._decide("miss")
        missed._propose()
        return True

    def action_swap(self):
        """Ask whom to swap with."""
        self.ensure_one()
        self._check_step("swap")
        view = self.env.ref("cs_management.cs_duty_line_view_form_swap")
        return self._get_records_action(
            name=self.env._("Swap"),
            views=[(view.id, "form")],
            target="new",
            context={},
        )

    def action_ask_swap(self):
        """Ask the colleague, who accepts or refuses."""
        self._decide("swap")
        return {"type": "ir.actions.act_window_close"}

    def action_accept_swap(self):
        """The colleague takes the duty over; so does a leader for them."""
        return self._decide("accept_swap")

    def action_refuse_swap(self):
        return self._decide("refuse_swap")

    # ------------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        return {
            "done": Step(
                ("expected", "excused", "missed"),
                "done",
                "_why_not_done",
                signed=("done_at",),
                prepare="_withdraw",
            ),
            "excuse": Step(
                HELD,
                "excused",
                "_why_not_judge",
                clears=("done_at",),
                prepare="_withdraw",
                can="can_judge",
            ),
            "miss": Step(HELD, "missed", "_why_not_miss", clears=("done_at",)),
            "swap": Step(
                ("expected",),
                "expected",
                "_why_not_swap",
                prepare="_prepare_swap",
                then=("_ask_colleague",),
            ),
            "accept_swap": Step(
                ("expected",),
                "swapped",
                "_why_not_answer",
                clears=("is_swap_asked",),
                prepare="_hand_over",
                can="can_answer",
            ),
            "refuse_swap": Step(
                ("expected",),
                "expected",
                "_why_not_answer",
                clears=("swap_employee_id", "is_swap_asked"),
            ),
        }

    def _why_not_now(self, name):
        if self.state == "swapped":
            return self.env._(
                "%(line)s was swapped: look at the colleague's line.",
                line=self.display_name,
            )
        return super()._why_not_now(name)

    def _deciding_teams(self):
        """The team of the duty, whichever team the agent was in."""
        # sudo: a duty of a team that the agent has left; who leads it is no secret
        return self.sudo().duty_id.department_id

    def _is_judge(self):
        """Whether the user decides about the line: leads, and it is not their own."""
        return not self._why_not_judge()

    def _is_to_come(self):
        return self.date > self.company_id._cs_today()

    def _why_not_done(self):
        """Why the user may not say that it was done; ``False`` if they may."""
        if self.kind != "report" and self._is_to_come():
            return self.env._(
                "%(line)s: the day is still to come.", line=self.display_name
            )
        if self._is_judge():
            return False
        if self.kind == "report" and not (self.note or "").strip():
            return self.env._(
                "%(line)s: write the report first.", line=self.display_name
            )
        if self._is_own() and self.kind != "meeting" and self.state == "expected":
            return False
        return self.env._(
            "%(line)s: who was there is confirmed by the team's leader.",
            line=self.display_name,
        )

    def _why_not_miss(self):
        """Why the user may not note that it was missed."""
        if reason := self._why_not_judge():
            return reason
        if self._is_to_come():
            return self.env._(
                "%(line)s: the day is still to come: excuse the agent if needed.",
                line=self.display_name,
            )
        return False

    def _why_not_swap(self):
        """Why the user may not ask a colleague to take the duty over."""
        if self.kind != "cleaning":
            return self.env._(
                "%(line)s: only cleaning duties are swapped.", line=self.display_name
            )
        if self._is_leader():
            return False
        if not self._is_own():
            return self.env._(
                "%(line)s: only the agent or the leader swaps a duty.",
                line=self.display_name,
            )
        return self._why_over()

    def _why_not_answer(self):
        """Why the user may not answer a colleague who wants to swap."""
        if not self.is_swap_asked:
            return self.env._(
                "%(line)s: nobody is asked to take this duty over.",
                line=self.display_name,
            )
        # sudo: who is asked, also if they are of another company by now
        asked = self.sudo().swap_employee_id.user_id == self.env.user
        if self._is_leader():
            return False
        if asked:
            return self._why_over()
        return self.env._(
            "%(line)s: only the colleague who was asked or the leader answers.",
            line=self.display_name,
        )

    def _why_over(self):
        """What was missed is not swapped afterwards (R2.3)."""
        if self.stop < fields.Datetime.now():
            return self.env._(
                "%(line)s: it is over: only the leader swaps it now.",
                line=self.display_name,
            )
        return False

    def _check_may_write(self, vals):
        """Agents write their report and whom they swap with, while it is ahead."""
        for line in self:
            if line._is_judge():
                continue
            if line.state != "expected" or not OWN_FIELDS.issuperset(vals):
                raise AccessError(
                    self.env._(
                        "%(line)s: only the team's leader changes it.",
                        line=line.display_name,
                    )
                )

    def _check_colleague(self):
        there = self.duty_id.line_ids.filtered(lambda line: line.state != "swapped")
        colleague = self.swap_employee_id
        if colleague in there.employee_id:
            raise UserError(
                self.env._(
                    "%(agent)s is on this duty already: choose somebody else.",
                    agent=colleague.name,
                )
            )

    @api.model
    def _own_columns(self):
        return super()._own_columns() | {"date"}

    def _check_open(self):
        """Raise if a line lies in a locked period: that was settled by it."""
        for line, period in self._of_locked_days():
            raise UserError(
                self.env._(
                    "%(line)s: %(period)s is locked, its duties do not "
                    "change any more.",
                    line=line.display_name,
                    period=period.name,
                )
            )

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _set_state(self, state, **values):
        """Set what only buttons set; who may press them was checked."""
        # sudo: whoever is asked to swap writes no line but their own otherwise
        self.sudo().write({"state": state, **values})
        self.duty_id._drop_reminders()

    def _prepare_swap(self):
        if not self.swap_employee_id:
            raise UserError(
                self.env._(
                    "%(line)s: choose the colleague who takes it over.",
                    line=self.display_name,
                )
            )
        self._check_colleague()
        return {"is_swap_asked": True}

    def _ask_colleague(self):
        # sudo: an activity of the colleague, of this type only
        for user in self.sudo().swap_employee_id.user_id:
            self.sudo().activity_schedule(ACTIVITY, user_id=user.id)

    def _hand_over(self):
        """A line for the colleague, who is expected instead."""
        self._check_colleague()
        # sudo: whoever was asked may take the duty, no other
        self.sudo().create(
            {
                "duty_id": self.duty_id.id,
                "employee_id": self.swap_employee_id.id,
                "swapped_from_id": self.id,
            }
        )

    def _move(self, day):
        """The duty was moved to another day; neither day may be locked."""
        # sudo: who may move the duty was checked
        self.sudo().write({"date": day})
        self._check_open()

    @api.model
    def _open_missed(self):
        """Missed ones whose entry nobody has decided about yet."""
        return self.search([("state", "=", "missed"), ("entry_id.state", "=", "draft")])

    def _excuse_off(self):
        """Excuse those who were off by their workday: leave, rest day, off site.

        Absence is no excuse: a day's absence costs the duty and the meeting, too
        (R4.2). A report is not bound to the day: the leader decides.

        :return: those who are excused
        """
        bound = self.filtered(lambda line: line.kind != "report")
        # sudo: of a workday only whether somebody was off is taken
        workdays = (
            self.env["cs.workday"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", bound.employee_id.ids),
                    ("date", "in", list(set(bound.mapped("date")))),
                    ("status", "in", ("leave", "rest", "holiday", "off_site")),
                    ("required_hours", "=", 0),
                ]
            )
        )
        by_day = {(row.employee_id, row.date): row.status for row in workdays}
        off = self.browse()
        for line in bound:
            status = by_day.get((line.employee_id, line.date))
            if status:
                off |= line
                line._withdraw()
                line._set_state("excused", reason=told(step("duty.off", off=status)))
        return off

    def _source(self):
        return f"cs.duty.line,{self.id}"

    def _propose(self):
        """Draft the entries of what was missed, for agents whose policy has a rule.

        Nobody is fined by this: the leader confirms the draft, or deletes it. Nothing
        is proposed a second time.
        """
        # sudo: catalogue and entries of the agents; a leader confirms the drafts
        Entry = self.env["cs.conduct.entry"].sudo()
        lines = self.sudo()
        known = Entry.search([("source", "in", [line._source() for line in lines])])
        sources = set(known.mapped("source"))
        policies = lines.env["cs.policy"]._of_agents(
            {(line.employee_id.id, line.date) for line in lines}
        )
        for line in lines.filtered(lambda line: line._source() not in sources):
            policy = policies[line.employee_id.id, line.date]
            rule = policy.rule_ids.filtered(
                lambda rule, event=EVENTS[line.kind]: rule.active
                and rule.event == event
            )
            if rule:
                line._draft(rule[:1])

    def _draft(self, rule):
        judges = self.duty_id.department_id._cs_deciders(self.employee_id)
        issuer = judges[:1] or self.env.ref("base.user_root")
        if (
            self.env.user != self.employee_id.user_id
            and self.duty_id.with_user(self.env.user)._is_led()
        ):
            issuer = self.env.user
        self.entry_id = self.env["cs.conduct.entry"].create(
            {
                "employee_id": self.employee_id.id,
                "date": self.date,
                "rule_id": rule.id,
                "trace": trace(step("entry.duty", duty=self.kind, date=self.date)),
                "note": self.reason,
                "source": self._source(),
                "issuer_id": issuer.id,
            }
        )
        for judge in judges:
            self.entry_id.activity_schedule(
                "cs_management.cs_activity_entry_proposed",
                user_id=judge.id,
                summary=self.env._("Missed: confirm, or delete"),
            )

    def _withdraw(self):
        """Take back the drafts of what was no omission after all."""
        # sudo: drafts that this line made
        entries = self.sudo().entry_id
        decided = entries.filtered(lambda entry: entry.state == "confirmed")
        for entry in decided.filtered(lambda entry: not entry.is_reversed):
            raise UserError(
                self.env._(
                    "%(entry)s is confirmed: cancel it first.",
                    entry=entry.display_name,
                )
            )
        entries.filtered(lambda entry: entry.state == "draft").unlink()
