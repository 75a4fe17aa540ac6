from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..cs_decision_mixin import Step, Words
from .cs_deadline_mixin import DEADLINE

STATES = [
    ("accepted", "Accepted"),
    ("investigated", "Investigated"),
    ("judged", "Responsibility"),
    ("proposed", "Proposal"),
    ("answered", "Reported Back"),
    ("improved", "Improved"),
    ("noticed", "Noticed"),
    ("assessed", "Assessed"),
    ("responded", "Responded"),
    ("published", "Published"),
    ("watched", "Watched"),
    ("summed_up", "Summed Up"),
    ("confirmed", "Confirmed"),
    ("calmed", "Customer Calmed"),
    ("solved", "Solved"),
    ("liable", "Liability"),
    ("compensated", "Compensated"),
    ("recorded", "Recorded"),
    ("noted", "Noted"),
    ("looked_at", "Looked At"),
    ("settled", "Settled"),
    ("cancelled", "Cancelled"),
]
# Stages of each kind in order: complaint (R9.4), crisis and incident (R9.5), and what
# the problem book holds (R9.1).
CHAINS = {
    "complaint": (
        "accepted",
        "investigated",
        "judged",
        "proposed",
        "answered",
        "improved",
    ),
    "crisis": ("noticed", "assessed", "responded", "published", "watched", "summed_up"),
    "incident": ("confirmed", "calmed", "solved", "liable", "compensated", "recorded"),
    "problem": ("noted", "looked_at", "settled"),
    "idea": ("noted", "looked_at", "settled"),
}
# What must be written down before a stage is reached.
NEEDS = {
    "investigated": ("findings",),
    "judged": ("responsibility",),
    "proposed": ("proposal",),
    "answered": ("feedback",),
    "improved": ("improvement",),
    "assessed": ("findings",),
    "responded": ("proposal",),
    "published": ("publication",),
    "summed_up": ("improvement",),
    "solved": ("proposal",),
    "liable": ("responsibility",),
    "recorded": ("improvement",),
    "looked_at": ("findings",),
    "settled": ("feedback",),
}
# Stages that only leaders and HR reach, and nobody about themselves.
JUDGED = ("judged", "published", "liable", "looked_at")
CANCELLED = "cancelled"
# Decided by leaders and HR.
JUDGEMENT = {"employee_id", "responsibility", "rule_id", "responsible_id"}


ENDS = (*(stages[-1] for stages in CHAINS.values()), CANCELLED)


class CsCase(models.Model):
    """What a customer complains of, a crisis, an incident, a problem or an idea.

    Each kind has its own stages. Of complaints only the valid ones count: those that
    the agent is responsible for make a draft entry of the article that the leader
    chooses (R9.4). What is published in a crisis a supervisor has approved (R9.5).
    Everybody notes a problem at once, and its lead looks at it (R9.1).
    """

    _name = "cs.case"
    _description = "Customer Case"
    _inherit = [
        "cs.decision.mixin",
        "cs.deadline.mixin",
        "cs.evidence.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _check_company_auto = True
    _decision_depends = ("kind", "employee_id", "reporter_id")
    _decision_activities = (DEADLINE,)

    name = fields.Char(string="What Happened", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("crisis", "Crisis"),
            ("incident", "Incident"),
            ("problem", "Problem"),
            ("idea", "Idea"),
        ],
        required=True,
        default="complaint",
        index=True,
    )
    state = fields.Selection(
        STATES,
        string="Stage",
        required=True,
        readonly=True,
        default="accepted",
        copy=False,
        index=True,
        tracking=True,
    )
    date = fields.Date(
        required=True, index=True, default=lambda self: fields.Date.context_today(self)
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(
        "hr.department",
        index=True,
        check_company=True,
        default=lambda self: self._default_department_id(),
    )
    reporter_id = fields.Many2one(
        "res.users",
        string="Reported By",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    customer = fields.Char()
    order_number = fields.Char()
    description = fields.Text()
    is_drill = fields.Boolean(
        string="Drill", help="Only exercised: nothing of it counts."
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "cs_case_attachment_rel",
        string="Files",
        copy=False,
        bypass_search_access=True,
    )
    findings = fields.Text(string="What Was Found")
    responsibility = fields.Selection(
        [
            ("agent", "The agent"),
            ("company", "The company"),
            ("carrier", "The carrier"),
            ("customer", "The customer"),
            ("nobody", "Nobody"),
        ],
        string="Responsible Is",
        tracking=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('cs_level_id', '!=', False)]",
    )
    is_valid = fields.Boolean(
        string="Valid Complaint",
        compute="_compute_is_valid",
        store=True,
        help="The agent is responsible: it makes an entry.",
    )
    policy_id = fields.Many2one("cs.policy", compute="_compute_policy_id")
    rule_id = fields.Many2one(
        "cs.conduct.rule",
        string="Article",
        check_company=True,
        domain="[('policy_id', '=', policy_id), ('kind', '=', 'violation')]",
        help="The article that a valid complaint falls under.",
    )
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Conduct Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    proposal = fields.Text(string="What Is Done")
    publication = fields.Text(help="What is said in public; a supervisor approves it.")
    compensation = fields.Monetary(
        string="Paid to the Customer", help="Goodwill or the price of a lost parcel."
    )
    feedback = fields.Text(string="Reported Back", help="What was answered, and whom.")
    improvement = fields.Text(help="What is done so that it does not happen again.")
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Text(readonly=True, copy=False)
    is_closed = fields.Boolean(
        string="Closed", compute="_compute_is_closed", search="_search_is_closed"
    )
    next_stage = fields.Char(compute="_compute_next_stage")
    can_next = fields.Boolean(compute="_compute_next_stage")
    can_judge = fields.Boolean(compute="_compute_can_judge")
    can_cancel = fields.Boolean(compute="_compute_can")

    _compensation_positive = models.Constraint(
        "CHECK (compensation >= 0)",
        "What is paid to the customer cannot be less than zero.",
    )

    @api.model
    def _default_department_id(self):
        # sudo: the user's own team
        own = self.env.user.sudo().employee_id.department_id
        return own or self.env.user._cs_first_team(self.env.company)

    @api.depends("kind", "responsibility")
    def _compute_is_valid(self):
        for case in self:
            case.is_valid = case.kind == "complaint" and case.responsibility == "agent"

    @api.depends("employee_id", "date")
    def _compute_policy_id(self):
        pairs = {
            (case.employee_id.id, case.date)
            for case in self
            if case.employee_id and case.date
        }
        policies = self.env["cs.policy"]._of_agents(pairs)
        for case in self:
            case.policy_id = policies.get((case.employee_id.id, case.date))

    @api.depends("state")
    def _compute_is_closed(self):
        for case in self:
            case.is_closed = case.state in ENDS

    @api.model
    def _search_is_closed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", list(ENDS))]

    @api.depends("state", "kind", "employee_id")
    @api.depends_context("uid", "lang")
    def _compute_next_stage(self):
        for case in self:
            name = case._next_state()
            case.next_stage = name and case._state_label(name)
            case.can_next = bool(name and case._origin and not case._why_not(name))

    @api.depends("state", "employee_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for case in self:
            case.can_judge = not case.is_closed and not case._why_not_judge()

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if not self.env.su:
            for case, vals in zip(cases, vals_list, strict=True):
                given = vals.keys() & JUDGEMENT
                case._raise_why(
                    any(vals[name] for name in given) and case._why_not_judge()
                )
        for kind, own in cases.grouped("kind").items():
            # sudo: a column that the addon keeps; whoever reports begins the case
            own.sudo().write({"state": CHAINS[kind][0]})
        cases._ask_lead()
        return cases

    @api.ondelete(at_uninstall=False)
    def _unlink_except_new(self):
        raise UserError(self.env._("A case stays on file: cancel it instead."))

    # ------------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------------

    def action_next(self):
        """Take a case to the next stage of its kind."""
        self.ensure_one()
        name = self._next_state()
        if not name:
            raise UserError(self.env._("%(case)s is closed.", case=self.display_name))
        return self._decide(name)

    def action_cancel(self):
        """Cancel what was reported twice, or did not happen."""
        return self._ask_reason("cancel")

    @api.model
    def _decision_steps(self):
        steps = {}
        for stages in CHAINS.values():
            for before, name in pairwise(stages):
                judged = name in JUDGED
                steps[name] = Step(
                    (before,),
                    name,
                    "_why_not_judge" if judged else "_why_not_handle",
                    signed=("approved_by_id", "approved_on") if judged else (),
                    prepare="_check_written",
                    then=("_follow",),
                    can="can_next",
                )
        open_states = [state for state, _label in STATES if state not in ENDS]
        steps["cancel"] = Step(
            tuple(open_states),
            CANCELLED,
            "_why_not_judge",
            reason="cancel_reason",
            needs_reason=True,
            then=("_follow",),
        )
        return steps

    @api.model
    def _decision_words(self):
        return {
            "cancel": Words(
                self.env._("Cancel the Case"),
                self.env._("Cancel the Case"),
                self.env._("Reported twice, or it did not happen."),
            )
        }

    def _next_state(self):
        """The stage that follows; ``None`` at the end."""
        stages = CHAINS.get(self.kind, ())
        if self.state not in stages[:-1]:
            return None
        return stages[stages.index(self.state) + 1]

    def _concerned(self):
        # sudo: whom it is about, also of who is of another company by now
        return self.sudo().employee_id.user_id

    def _why_not_handle(self):
        """Why the user may not take it further; ``False`` if they may."""
        if self.env.su or self.env.user == self.reporter_id:
            return False
        return self._why_not_judge()

    def _why_not_write(self, names):
        if self.is_closed:
            return self.env._("%(case)s is closed and stays.", case=self.display_name)
        if "kind" in names and self.state != CHAINS[self.kind][0]:
            return self.env._(
                "%(case)s has its stages already: cancel it, and report it anew.",
                case=self.display_name,
            )
        if names & JUDGEMENT:
            if self._has_entry():
                return self.env._(
                    "%(case)s has made its entry: cancel that, or the case.",
                    case=self.display_name,
                )
            return self._why_not_judge()
        return self._why_not_handle()

    def _has_entry(self):
        # sudo: only whether there is an entry
        return bool(self.sudo().entry_id)

    def _why_not_files(self):
        if not self.env.su and self.is_closed:
            return self.env._(
                "%(case)s is closed: its files stay.", case=self.display_name
            )
        return (not self.env.su and self._why_not_handle()) or super()._why_not_files()

    def _check_written(self):
        """Raise unless what the next stage rests on is written down."""
        name = self._next_state()
        for field_name in NEEDS.get(name, ()):
            if not self[field_name]:
                raise ValidationError(
                    self.env._(
                        "%(case)s: fill in %(field)s first.",
                        case=self.display_name,
                        field=self._fields[field_name]._description_string(self.env),
                    )
                )
        is_named = self.employee_id and self.rule_id
        if name == "judged" and self._counts() and not is_named:
            raise ValidationError(
                self.env._(
                    "%(case)s is a valid complaint: choose the agent and the article.",
                    case=self.display_name,
                )
            )
        return {}

    def _follow(self):
        """What follows from a stage: the entry, and who is to act next."""
        if self.state == "judged" and self._counts():
            self._make_entry()
        if self.state == CANCELLED:
            self._drop_entry()
        if self.is_closed:
            self._plan({self: None})
        else:
            self._plan({self: self.company_id.cs_customer_case_days})

    def _counts(self):
        """Whether it is a valid complaint, and not a drill."""
        return self.is_valid and not self.is_drill

    def _make_entry(self):
        """A draft entry of the article that the leader chose (R9.4)."""
        # sudo: the source is a column that the addon keeps; who judged may enter it
        entry = (
            self.env["cs.conduct.entry"]
            .sudo()
            .create(
                {
                    "employee_id": self.employee_id.id,
                    "rule_id": self.rule_id.id,
                    "date": self.date,
                    "source": f"{self._name}:{self.id}",
                    "issuer_id": self.env.uid,
                    "note": ": ".join(filter(None, [self.name, self.findings])),
                }
            )
        )
        # sudo: as above
        self.sudo().entry_id = entry

    def _drop_entry(self):
        """A draft goes with the case; what was confirmed is cancelled by people."""
        # sudo: who may cancel the case may take its draft back
        entry = self.sudo().entry_id
        if entry.state == "draft":
            entry.action_cancel()

    # ------------------------------------------------------------------
    # Who is asked
    # ------------------------------------------------------------------

    def _ask_lead(self):
        """Ask the team's lead, HR where there is none, to see to it."""
        for case in self.filtered(lambda case: not case.responsible_id):
            asked = case.department_id._cs_deciders(case.employee_id) or (
                case.company_id._cs_officers() - case._concerned()
            )
            # sudo: a column that the addon fills in
            case.sudo().responsible_id = asked[:1]
        for company, own in self.grouped("company_id").items():
            own._plan(dict.fromkeys(own, company.cs_customer_case_days))

    def _waits_for(self):
        # sudo: who sees to it, whatever users the reader may see
        case = self.sudo()
        return case.responsible_id, self.env._(
            "%(stage)s: %(case)s", stage=self.next_stage, case=self.display_name
        )
