from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import cases
from ...engine.trace import step, trace
from ..cs_decision_mixin import Step, Words
from ..told import told
from .cs_deadline_mixin import DEADLINE
from .cs_sanction import KINDS

LOOK = "cs_management.cs_activity_look"
# Stages in which a case is not decided yet, each with the company's days for it.
STAGES = {
    "proposed": "cs_case_facts_days",
    "statement": "cs_case_statement_days",
    "hearing": "cs_case_hearing_days",
    "legal": "cs_case_legal_days",
    "outcome": "cs_case_outcome_days",
}
BY_HAND = "hand"
# Found by other chapters, or by people: no run of a period finds them.
ELSEWHERE = [
    (BY_HAND, "Opened by hand"),
    ("junior", "Reviews of a junior not passed"),
]
TYPED_AT_OPENING = {"employee_id", "opening_note", "evidence_ids"}
# What HR writes down while a case is open.
TYPED_BY_HR = {
    "responsible_id",
    "hearing_date",
    "decision_note",
    "outcome",
    "sanction_kind",
    "to_level_id",
    "to_department_id",
}


class CsDisciplinaryCase(models.Model):
    """A case from its facts to its outcome: never automatic.

    Opened by what a period finds (R1.6, R1.7, R2.1, R3.6, R3.10, R4.1, R7.3), by
    careers (R5.16), or by hand with a reason. HR puts it to the agent, who reads it and
    answers within the days; a hearing and a legal check follow, and HR decides.
    A warning goes on the agent's file, a demotion is handed to careers, a transfer is
    noted; for an end Odoo's own departure opens, and nothing more.
    """

    _inherit = [
        "cs.disciplinary.case",
        "cs.deadline.mixin",
        "cs.appealable.mixin",
        "cs.evidence.mixin",
        "cs.notify.mixin",
    ]
    _name = "cs.disciplinary.case"
    _description = "Case"
    _mail_post_access = "read"
    _decision_depends = ("employee_id", "deadline", "outcome")
    _decision_activities = (DEADLINE, LOOK)
    _appeal_clock = ("decided_on",)
    _appeal_settles = False
    _appeal_by_hr = True

    employee_id = fields.Many2one(
        readonly=False, domain="[('cs_level_id', '!=', False)]"
    )
    reason = fields.Selection(
        selection_add=ELSEWHERE,
        ondelete={value: "cascade" for value, _label in ELSEWHERE},
    )
    state = fields.Selection(
        selection_add=[
            ("proposed", "Facts"),
            ("statement", "Agent's Statement"),
            ("hearing", "Hearing"),
            ("legal", "Legal Check"),
            ("outcome", "Outcome"),
            ("upheld",),
            ("dropped",),
        ],
        ondelete={
            "statement": "set proposed",
            "hearing": "set proposed",
            "legal": "set proposed",
            "outcome": "set proposed",
        },
    )
    opened_on = fields.Date(
        string="Opened",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.company._cs_today(),
    )
    opened_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    opening_note = fields.Text(
        string="Why It Is Opened", help="By hand: what is said to have happened."
    )
    facts = fields.Text(compute="_compute_facts", help="What it is opened for.")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "cs_disciplinary_case_evidence_rel",
        copy=False,
        bypass_search_access=True,
    )
    age = fields.Integer(
        string="Age (Days)",
        compute="_compute_age",
        help="Days since it was opened; of a decided one, until then.",
    )
    put_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    put_on = fields.Datetime(string="Put to the Agent", readonly=True, copy=False)
    statement = fields.Text(string="The Agent's Statement", readonly=True, copy=False)
    statement_on = fields.Datetime(string="Answered", readonly=True, copy=False)
    statement_file_ids = fields.Many2many(
        "ir.attachment",
        "cs_disciplinary_case_statement_rel",
        string="Evidence of the Agent",
        copy=False,
        bypass_search_access=True,
    )
    hearing_date = fields.Datetime(
        string="Hearing on", copy=False, help="When the agent is heard."
    )
    hearing_note = fields.Text(
        string="What Was Said",
        readonly=True,
        copy=False,
        help="Or that the agent did without a hearing.",
    )
    heard_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    heard_on = fields.Datetime(string="Heard", readonly=True, copy=False)
    legal_note = fields.Text(
        string="Legal Check",
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_officer",
    )
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_on = fields.Datetime(string="Checked", readonly=True, copy=False)
    outcome = fields.Selection(
        [
            ("warning", "Sanction"),
            ("demotion", "Demotion"),
            ("transfer", "Transfer"),
            ("end", "End of the contract"),
        ],
        copy=False,
        tracking=True,
    )
    sanction_kind = fields.Selection(KINDS, copy=False)
    ladder_id = fields.Many2one("cs.ladder", compute="_compute_ladder_id")
    to_level_id = fields.Many2one(
        "cs.level",
        string="Down to",
        copy=False,
        check_company=True,
        domain="[('ladder_id', '=', ladder_id)]",
    )
    to_department_id = fields.Many2one("hr.department", copy=False, check_company=True)
    decided_on = fields.Datetime(string="Decided", readonly=True, copy=False)
    sanction_ids = fields.One2many("cs.sanction", "case_id", string="Sanctions")
    appeal_ids = fields.One2many("cs.appeal", "case_id", string="Appeals")
    can_put = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_silent = fields.Boolean(compute="_compute_can")
    can_hear = fields.Boolean(compute="_compute_can")
    can_check = fields.Boolean(compute="_compute_can")
    can_uphold = fields.Boolean(compute="_compute_can")
    can_drop = fields.Boolean(compute="_compute_can")
    can_depart = fields.Boolean(compute="_compute_can_depart")

    @api.depends("trace", "opening_note")
    @api.depends_context("lang")
    def _compute_facts(self):
        for case in self:
            parts = [case.trace_text, case.opening_note]
            case.facts = "\n".join(filter(None, parts))

    @api.depends("opened_on", "decided_on")
    def _compute_age(self):
        for case in self:
            last = case.decided_on or fields.Datetime.now()
            last = case.company_id._cs_clock().day_of(last)
            case.age = case.opened_on and (last - case.opened_on).days

    @api.depends("employee_id")
    def _compute_ladder_id(self):
        for case in self:
            # sudo: the agent's ladder, also of who is of another company by now
            case.ladder_id = case.sudo().employee_id.cs_level_id.ladder_id

    @api.depends("state", "outcome", "employee_id")
    @api.depends_context("uid")
    def _compute_can_depart(self):
        for case in self:
            case.can_depart = not case._why_not_depart()

    @api.depends("state", "employee_id")
    def _compute_can_appeal(self):
        return super()._compute_can_appeal()

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.check_access("create")
            vals_list = self._by_hand(vals_list)
        # What a context gives by default would come in behind the guard.
        context = {
            name: value
            for name, value in self.env.context.items()
            if not name.startswith("default_")
        }
        # sudo: agent, team and period are columns that the addon keeps; whether the
        # user may open a case of this team is asked below, of the record itself
        Case = self.with_env(self.env(su=True, context=context))
        found = super(CsDisciplinaryCase, Case).create(vals_list)
        found._enter_stage()
        found = found.with_env(self.env)
        if not self.env.su:
            found.check_access("create")
        return found

    @api.model
    def _by_hand(self, vals_list):
        """Values of cases that a user opens: what they may say, and the rest."""
        unknown = set().union(*vals_list) - TYPED_AT_OPENING - {"responsible_id"}
        self._check_kept_fields(dict.fromkeys(unknown & set(self._kept_fields())))
        today = self.env.company._cs_today()
        typed = [
            {name: vals[name] for name in TYPED_AT_OPENING & vals.keys()}
            for vals in vals_list
        ]
        Fact = self.env["cs.fact.mixin"]
        teams = Fact._with_team([{**vals, "date": today} for vals in typed])
        Fact._check_leads(teams)
        return [
            {**vals, **self._opening(vals, team, today)}
            for vals, team in zip(typed, teams, strict=True)
        ]

    @api.model
    def _opening(self, vals, team, today):
        # sudo: agent and company; record rules are asked of the case itself
        agent = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        if not agent:
            raise UserError(self.env._("Choose the agent whom the case is about."))
        if agent.user_id == self.env.user:
            raise UserError(
                self.env._(
                    "Nobody opens a case about themselves: tell another leader or HR."
                )
            )
        if not (vals.get("opening_note") or "").strip():
            raise ValidationError(
                self.env._(
                    "Say why the case about %(agent)s is opened: they read it.",
                    agent=agent.name,
                )
            )
        # sudo: leaders may not make the period that the case belongs to
        posting = self.env["cs.period"].sudo()._posting(agent.company_id, {today})
        return {
            "department_id": team["department_id"],
            "company_id": agent.company_id.id,
            "period_id": posting[today][0].id,
            "reason": BY_HAND,
            "key": fields.Datetime.now().isoformat(),
            "opened_by_id": self.env.uid,
        }

    @api.model
    def _open_for(self, employee, trigger, evidence, period, key=""):
        """Open a case that another chapter has found; called again it changes nothing.

        For a junior who fails the reviews running (R5.16), or sheets failed running
        (R7.3). It is a proposal: people decide, and HR drops what is not right. What
        the pipeline finds anew for each agent goes through ``cs.period._propose_case``.

        :param employee: hr.employee
        :param trigger: a reason of cases that no run finds: ``"junior"`` (R5.16),
            ``"review"`` (R7.3); a chapter adds its own in :meth:`_reasons_elsewhere`
        :param evidence: ``[step | str]``, steps of :mod:`engine.trace` or sentences:
            what is put to the agent, kept as it is from then on
        :param period: cs.period that found it
        :param key: tells cases of one agent, period and trigger apart
        :return: the case
        """
        [case] = self._open_all([(employee, trigger, evidence, key)], period)
        return case

    @api.model
    def _open_all(self, found, period):
        """The same for all that a period has found, whatever their number.

        :param found: ``[(employee, trigger, evidence, key)]``
        :return: the cases, in the order of ``found``
        """
        # sudo: what finds it has no user, or one who may not open cases
        Case = self.sudo()
        wanted = {
            (employee.id, trigger, key or False): {
                "employee_id": employee.id,
                "reason": trigger,
                "key": key or False,
                "period_id": period.id,
                "company_id": period.company_id.id,
                "trace": trace(*map(self._evidence_step, evidence)),
            }
            for employee, trigger, evidence, key in found
        }
        present = Case.search(
            [
                ("period_id", "=", period.id),
                ("employee_id", "in", [row[0].id for row in found]),
            ]
        )
        cases = {
            identity: case
            for case in present
            if (identity := (case.employee_id.id, case.reason, case.key)) in wanted
        }
        for identity, case in cases.items():
            case._find_again(wanted[identity])
        missing = [identity for identity in wanted if identity not in cases]
        teams = self.env["cs.fact.mixin"]._with_team(
            [
                {"employee_id": identity[0], "date": period.date_to}
                for identity in missing
            ]
        )
        made = Case.create(
            [
                {**wanted[identity], "department_id": team["department_id"]}
                for identity, team in zip(missing, teams, strict=True)
            ]
        )
        cases |= dict(zip(missing, made, strict=True))
        own = [cases[identity].id for identity in wanted]
        return self.browse(own)

    @api.model
    def _close_for(self, employee, trigger, period, key=""):
        """Take back what :meth:`_open_for` has opened: its evidence fell away.

        Nobody need know of what an open period has found and was not put to the agent
        yet; the rest is withdrawn, and stays on file.
        """
        # sudo: as it was opened
        case = self.sudo()._found(employee, trigger, period, key)
        if case.state == "proposed" and case.period_id.state != "locked":
            case.unlink()
        elif case.state in STAGES:
            case._fall(told(step("case.corrected")))

    @api.model
    def _found(self, employee, trigger, period, key):
        return self.search(
            [
                ("employee_id", "=", employee.id),
                ("reason", "=", trigger),
                ("period_id", "=", period.id),
                ("key", "=", key or False),
            ],
            limit=1,
        )

    @api.model
    def _evidence_step(self, part):
        return step("case.words", words=part) if isinstance(part, str) else part

    @api.model
    def _employees_with_open(self, employees):
        """Those of the employees with a case that is not decided yet, in one query."""
        # sudo: that a case is open bars a promotion, whoever asks
        groups = self.sudo()._read_group(
            [("employee_id", "in", employees.ids), ("state", "in", list(STAGES))],
            ["employee_id"],
        )
        concerned = {employee.id for [employee] in groups}
        return employees.filtered(lambda employee: employee.id in concerned)

    @api.model
    def _open_states(self):
        return tuple(STAGES)

    @api.model
    def _reasons_elsewhere(self):
        return (*super()._reasons_elsewhere(), *(value for value, _label in ELSEWHERE))

    def _fall(self, note):
        result = super()._fall(note)
        told = self.filtered("put_on")
        self.write({"decided_on": fields.Datetime.now(), "deadline": False})
        for case in self:
            case._settle_activities(*self._decision_activities)
        told._notify_agents("case_closed")
        return result

    def _find_again(self, values):
        was_withdrawn = self.is_withdrawn
        result = super()._find_again(values)
        if was_withdrawn:
            self.write({"decided_on": False})
            self._enter_stage()
        return result

    # ------------------------------------------------------------------
    # Who may write what
    # ------------------------------------------------------------------

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"employee_id"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if not self.env.su:
            raise UserError(self.env._("A case stays on file: drop it instead."))

    def _why_not_write(self, names):
        if self.env.user in self._concerned():
            if names == {"statement_file_ids"} and self.state == "statement":
                return False
            return self._why_concerned()
        if not self._is_officer():
            return self.env._("Cases are led by HR: tell them what you know.")
        if "statement_file_ids" in names:
            return self.env._("The agent's own evidence is added by the agent.")
        if self.state not in STAGES:
            return self._why_not_now("drop")
        if self.state != "proposed" and names & {"opening_note", "evidence_ids"}:
            return self.env._(
                "%(case)s was put to the agent: its evidence stays as they read it.",
                case=self.display_name,
            )
        return False

    def _why_not_files(self):
        """Evidence is HR's until the case is put to the agent, then theirs to add."""
        if self.env.su:
            return False
        if self.env.user in self._concerned():
            if self.state == "statement":
                return False
            return self._why_concerned()
        if not self._is_officer():
            return self.env._("Cases are led by HR: give them the file.")
        if self.state != "proposed":
            return self.env._(
                "%(case)s was put to the agent: its files stay as they are.",
                case=self.display_name,
            )
        return super()._why_not_files()

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    def action_put(self):
        """Put the facts to the agent, who reads them from now on."""
        return self._decide("put")

    def action_answer(self):
        """The agent answers: their statement, with what they have attached."""
        return self._ask_reason("answer")

    def action_silent(self):
        """Go on without a statement: the days for it have passed."""
        return self._decide("silent")

    def action_hear(self):
        return self._ask_reason("hear")

    def action_check(self):
        return self._ask_reason("check")

    def action_uphold(self):
        """Decide the outcome, and set in motion what it says."""
        return self._decide("uphold")

    def action_drop(self):
        return self._decide("drop")

    @api.model
    def _decision_steps(self):
        decided = {
            "why_not": "_why_not_lead",
            "reason": "decision_note",
            "needs_reason": True,
            "signed": ("decided_by_id", "decided_on"),
        }
        return {
            "put": Step(
                ("proposed",),
                "statement",
                "_why_not_put",
                signed=("put_by_id", "put_on"),
                then=("_enter_stage", "_tell_put"),
            ),
            "answer": Step(
                ("statement",),
                "hearing",
                "_why_not_answer",
                reason="statement",
                needs_reason=True,
                signed=("statement_on",),
                then=("_enter_stage",),
            ),
            "silent": Step(
                ("statement",), "hearing", "_why_not_silent", then=("_enter_stage",)
            ),
            "hear": Step(
                ("hearing",),
                "legal",
                "_why_not_lead",
                reason="hearing_note",
                needs_reason=True,
                signed=("heard_by_id", "heard_on"),
                then=("_enter_stage",),
            ),
            "check": Step(
                ("legal",),
                "outcome",
                "_why_not_lead",
                reason="legal_note",
                needs_reason=True,
                signed=("checked_by_id", "checked_on"),
                then=("_enter_stage",),
            ),
            "uphold": Step(
                ("outcome",),
                "upheld",
                prepare="_check_outcome",
                then=("_carry_out", "_tell_closed"),
                **decided,
            ),
            "drop": Step(
                tuple(STAGES),
                "dropped",
                prepare="_without_outcome",
                then=("_tell_closed",),
                **decided,
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "answer": Words(
                self.env._("Your Statement"),
                self.env._("Answer"),
                self.env._(
                    "Say how it was. Attach your evidence to the case before: after "
                    "this it stays as it is."
                ),
            ),
            "hear": Words(
                self.env._("The Hearing"),
                self.env._("Heard"),
                self.env._(
                    "Who was there and what was said; or that the agent does without "
                    "a hearing. The agent reads it."
                ),
            ),
            "check": Words(
                self.env._("The Legal Check"),
                self.env._("Checked"),
                self.env._(
                    "Whether the facts carry which outcome, notice and protection "
                    "against it included. HR alone reads it."
                ),
            ),
        }

    def _step_log(self, name, reason):
        """The legal check is HR's alone, the discussion is not."""
        if name == "check":
            return False
        return super()._step_log(name, reason)

    def _why_not_lead(self):
        """HR leads cases, nobody one about themselves; ``False`` if the user may."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_officer():
            return self.env._("Cases are led and decided by HR.")
        return False

    def _why_not_put(self):
        """Why the case cannot be put to the agent; ``False`` if it can."""
        # sudo: only whether the agent can read and answer is looked at
        if not self.sudo().employee_id.user_id:
            return self.env._(
                "%(agent)s has no user, and can neither read nor answer the case: give "
                "them one first.",
                agent=self.employee_id.name,
            )
        return self._why_not_lead()

    def _why_not_answer(self):
        """Why the user cannot answer the case; ``False`` if they can."""
        if self.env.user not in self._concerned():
            return self.env._("The agent alone answers.")
        return False

    def _why_not_silent(self):
        """Why the case cannot go on without a statement; ``False`` if it can."""
        if not cases.is_over(self.deadline or None, self.company_id._cs_today()):
            return self.env._(
                "%(agent)s has until %(date)s to answer: wait for their statement.",
                agent=self.sudo().employee_id.name,  # sudo: a name
                date=self.deadline,
            )
        return self._why_not_lead()

    def _check_outcome(self):
        """Raise unless the outcome says all that it needs."""
        missing = {
            False: self.env._("the outcome"),
            "warning": not self.sanction_kind and self.env._("the kind of sanction"),
            "demotion": not self.to_level_id and self.env._("the level"),
            "transfer": not self.to_department_id and self.env._("the department"),
        }.get(self.outcome)
        if missing:
            raise ValidationError(
                self.env._(
                    "%(case)s: choose %(missing)s first, or drop the case.",
                    case=self.display_name,
                    missing=missing,
                )
            )
        if self.outcome == "demotion":
            self._check_level()
        return {"deadline": False}

    def _check_level(self):
        # sudo: the agent's level, also of who is of another company by now
        now = self.sudo().employee_id.cs_level_id
        if self.to_level_id.ladder_id != now.ladder_id or (
            self.to_level_id.sequence >= now.sequence
        ):
            raise ValidationError(
                self.env._(
                    "%(level)s is not below %(now)s, the level of %(agent)s: choose a "
                    "lower one of the same ladder.",
                    level=self.to_level_id.name,
                    now=now.name or self.env._("none"),
                    agent=self.employee_id.name,
                )
            )

    def _without_outcome(self):
        """A dropped case has no outcome."""
        return {"outcome": False, "deadline": False}

    # ------------------------------------------------------------------
    # What the outcome sets in motion
    # ------------------------------------------------------------------

    def _carry_out(self):
        if self.outcome == "warning":
            self.env["cs.sanction"]._of_case(
                self, self.sanction_kind, self.decision_note
            )
        elif self.outcome == "demotion":
            self._propose_demotion()
        elif self.outcome == "transfer":
            self._note(
                self.env._(
                    "Move %(agent)s to %(department)s in their employee record.",
                    agent=self.employee_id.name,
                    department=self.to_department_id.display_name,
                )
            )

    def _propose_demotion(self):
        """Hand the demotion to careers, which approve and pay it."""
        # sudo: the proposal follows from the decision that the user may take
        self.env["cs.level.change"].sudo()._propose(
            [
                {
                    "employee_id": self.employee_id.id,
                    "period_id": self.period_id.id,
                    "from_level_id": self.employee_id.cs_level_id.id,
                    "to_level_id": self.to_level_id.id,
                    "kind": "demotion",
                    "evidence": [
                        *(self.trace or {}).get("steps", ()),
                        step("case.words", words=self.decision_note),
                    ],
                }
            ]
        )

    def _note(self, text):
        """What remains to be done by hand, and by whom."""
        # sudo: who sees to it is told, whatever users the reader may see
        case = self.sudo()
        if case.responsible_id:
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=case.responsible_id.id,
                summary=text,
            )

    def action_departure(self):
        """Open Odoo's own departure, filled in: the addon ends no contract."""
        self.ensure_one()
        if reason := self._why_not_depart():
            raise UserError(reason)
        fired = self.env.ref("hr.departure_fired", raise_if_not_found=False)
        return self.env["hr.departure.wizard"]._get_records_action(
            name=self.env._("End of Employment"),
            target="new",
            context={
                "active_ids": self.employee_id.ids,
                "default_employee_ids": self.employee_id.ids,
                "default_departure_reason_id": fired.id if fired else False,
                "default_departure_date": self.company_id._cs_today(),
                "default_departure_description": self.decision_note,
            },
        )

    def _why_not_depart(self):
        """Why the departure does not open; ``False`` if it does."""
        if self.state != "upheld" or self.outcome != "end":
            return self.env._(
                "%(case)s has not ended with the end of the contract.",
                case=self.display_name,
            )
        return self._why_not_lead()

    @api.readonly
    def action_view_entries(self):
        """The agent's entries that count in the period of the case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_conduct_entry_action"
        )
        return {
            **action,
            "domain": [
                ("employee_id", "=", self.employee_id.id),
                ("period_id", "=", self.period_id.id),
            ],
            "context": {},
        }

    @api.readonly
    def action_view_file(self):
        """What is in force on the agent's file of sanctions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_sanction_action"
        )
        return {
            **action,
            "domain": [("employee_id", "=", self.employee_id.id)],
            "context": {},
        }

    # ------------------------------------------------------------------
    # Appeal
    # ------------------------------------------------------------------

    def _why_not_appeal(self):
        if reason := super()._why_not_appeal():
            return reason
        if self.state != "upheld":
            return self.env._("A case can be appealed once it is upheld.")
        return False

    def _appeal_told_at(self):
        return self.decided_on

    def _appeal_issuers(self):
        return super()._appeal_issuers() | self.decided_by_id

    def _why_not_decide_appeal(self):
        if not self._is_officer():
            return self.env._("HR decides about appeals against cases.")
        # sudo: who decided it is known to who reads its appeal
        if self.sudo().decided_by_id == self.env.user:
            return self.env._(
                "You decided the case: its appeal is decided by somebody else."
            )
        return super()._why_not_decide_appeal()

    def _accept_appeal(self):
        """The case is dropped, and its sanction withdrawn; the rest is people's."""
        why = step("appeal.accepted")
        for case in self.filtered(lambda case: case.state == "upheld"):
            case.sanction_ids._withdraw(told(why))
            undo = case._to_undo()
            case._set_state(
                "dropped",
                outcome=False,
                decision_note=told(step("words", words=case.decision_note), why),
            )
            if undo:
                case._note(undo)
        return super()._accept_appeal()

    def _to_undo(self):
        """What people have to take back of an outcome that was carried out."""
        if self.outcome == "warning":
            return False
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        return self.env._(
            "Take back what followed: %(outcome)s", outcome=labels[self.outcome]
        )

    # ------------------------------------------------------------------
    # Deadlines, and who is told
    # ------------------------------------------------------------------

    def _enter_stage(self):
        """The deadline of the stage that cases are in, and who sees to it."""
        for company, own in self.grouped("company_id").items():
            officers = company._cs_officers()
            for case in own.filtered(lambda case: not case.responsible_id):
                # sudo: a column that the addon fills in
                case.sudo().responsible_id = self._responsible_among(
                    officers, case._concerned()
                )
        self._plan(
            {
                case: case.company_id[STAGES[case.state]]
                for case in self
                if case.state in STAGES
            }
        )

    def _waits_for(self):
        # sudo: who sees to it, whatever users the reader may see
        case = self.sudo()
        if self.state == "statement":
            return case.employee_id.user_id, self.env._(
                "Read and answer the case about you"
            )
        return case.responsible_id, self.env._(
            "%(stage)s: %(case)s",
            stage=self._state_label(self.state),
            case=self.display_name,
        )

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "case_put": (
                "cs_notify_case",
                "cs_management.cs_mail_template_case_put",
                "",
            ),
            "case_closed": (
                "cs_notify_case",
                "cs_management.cs_mail_template_case_closed",
                LOOK,
            ),
        }

    def _tell_put(self):
        self._notify_agents("case_put")

    def _tell_closed(self):
        """The agent is told the outcome of what was put to them."""
        self.filtered("put_on")._notify_agents("case_closed")
