from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...engine import cases
from ...engine.trace import step
from ..cs_decision_mixin import Step, Words
from ..told import ToldText, told
from .cs_deadline_mixin import DEADLINE

# In rising order (R2.16).
KINDS = [
    ("warning", "Warning"),
    ("criticism", "Notice of criticism"),
    ("minor", "Minor demerit"),
    ("major", "Major demerit"),
]
LOOK = "cs_management.cs_activity_look"
# A sanction that was decided against, or taken back, does not count.
LIVE = ("proposed", "confirmed")
PROPOSAL_DAYS = 3


class CsSanction(models.Model):
    """A sanction on an agent's file: warning to major demerit (R2.16).

    Leaders propose, entries of the conduct rules do it by themselves; HR decides, and
    nobody about themselves. It is in force for the months that the company sets for
    its kind, unless it is lifted before, and stays on file after that. The agent
    countersigns its letter: here, or on paper that is attached.
    """

    _name = "cs.sanction"
    _description = "Sanction"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "cs.deadline.mixin",
        "cs.appealable.mixin",
        "cs.evidence.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _decision_depends = ("employee_id", "acknowledged_on")
    _decision_activities = (DEADLINE, LOOK)
    _appeal_clock = ("confirmed_on",)
    _appeal_settles = False
    _appeal_by_hr = True

    kind = fields.Selection(KINDS, required=True, index=True, tracking=True)
    date = fields.Date(string="Of")
    reason = ToldText(required=True, tracking=True)
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Conduct Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "cs.disciplinary.case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("confirmed", "Confirmed"),
            ("refused", "Refused"),
            ("lifted", "Lifted"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        group_expand=True,
        readonly=True,
        default="proposed",
        copy=False,
        index=True,
        tracking=True,
    )
    responsible_id = fields.Many2one(readonly=True)
    months = fields.Integer(
        string="Valid for Months",
        readonly=True,
        copy=False,
        help="As the company had set it when the sanction was confirmed; 0: for good.",
    )
    date_from = fields.Date(string="In Force from", readonly=True, copy=False)
    date_to = fields.Date(string="In Force until", readonly=True, copy=False)
    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
    )
    is_expired = fields.Boolean(string="Expired", compute="_compute_is_in_force")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "cs_sanction_evidence_rel",
        string="Evidence",
        copy=False,
        bypass_search_access=True,
    )
    signed_ids = fields.Many2many(
        "ir.attachment",
        "cs_sanction_signed_rel",
        string="Signed Letter",
        copy=False,
        bypass_search_access=True,
        help="The letter as the agent signed it on paper.",
    )
    acknowledged_on = fields.Datetime(
        string="Acknowledged", readonly=True, copy=False, tracking=True
    )
    is_countersigned = fields.Boolean(
        string="Countersigned", compute="_compute_is_countersigned", store=True
    )
    proposed_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    ended_reason = ToldText(
        string="Why It Ended", readonly=True, copy=False, tracking=True
    )
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    ended_on = fields.Datetime(string="Ended", readonly=True, copy=False)
    appeal_ids = fields.One2many("cs.appeal", "sanction_id", string="Appeals")
    can_confirm = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_lift = fields.Boolean(compute="_compute_can")
    can_acknowledge = fields.Boolean(compute="_compute_can")

    _entry_uniq = models.UniqueIndex(
        "(entry_id) WHERE state IN ('proposed', 'confirmed') AND entry_id IS NOT NULL",
        "This entry has its sanction already.",
    )

    @api.depends("state", "date_from", "date_to")
    def _compute_is_in_force(self):
        for sanction in self:
            today = sanction.company_id._cs_today()
            sanction.is_in_force = sanction._is_in_force_on(today)
            sanction.is_expired = (
                sanction.state == "confirmed" and not sanction.is_in_force
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_in_force(fields.Date.context_today(self))
        return domain if True in value else ["!", *domain]

    @api.depends("acknowledged_on", "signed_ids")
    def _compute_is_countersigned(self):
        for sanction in self:
            sanction.is_countersigned = bool(
                sanction.acknowledged_on or sanction.signed_ids
            )

    @api.depends("kind", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: a name, also of who is of another company by now
        for sanction in self.sudo():
            sanction.display_name = bool(sanction.kind) and self.env._(
                "%(kind)s, %(agent)s",
                kind=labels[sanction.kind],
                agent=sanction.employee_id.display_name or "",
            )

    @api.depends("state", "employee_id")
    def _compute_can_appeal(self):
        return super()._compute_can_appeal()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_signs(vals)
        sanctions = super().create(vals_list)
        sanctions.filtered(lambda row: row.state == "proposed")._ask_hr()
        return sanctions

    def write(self, vals):
        self._check_signs(vals)
        if not self.env.su:
            self._check_terms(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        for sanction in self:
            if sanction.state != "proposed" or sanction.entry_id:
                raise UserError(
                    self.env._(
                        "%(sanction)s stays on file: refuse or lift it instead.",
                        sanction=sanction.display_name,
                    )
                )

    def action_confirm(self):
        """HR confirms: it is in force from today on, and the agent is told (R2.16)."""
        return self._decide("confirm")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_lift(self):
        """End it before its time, with a reason; it stays on file."""
        return self._ask_reason("lift")

    def action_acknowledge(self):
        """The agent countersigns: they have read it, which is no consent."""
        return self._decide("acknowledge")

    def action_print(self):
        return self.env.ref("cs_management.cs_sanction_report").report_action(self)

    # ------------------------------------------------------------------
    # Read by criteria, reviews and cases
    # ------------------------------------------------------------------

    @api.model
    def _in_force(self, employees, day):
        """Sanctions in force on a day, the gravest first, in one query (R2.16).

        :return: ``{employee: cs.sanction}`` for each of the employees
        """
        # sudo: what weighs is on file, whoever asks; callers show no more than this
        found = self.sudo().search(
            [("employee_id", "in", employees.ids), *self._domain_in_force(day)]
        )
        rising = [kind for kind, _label in KINDS]
        ordered = found.sorted(lambda row: (-rising.index(row.kind), row.date_from))
        by_employee = ordered.grouped(lambda row: row.employee_id.id)
        return {
            employee: by_employee.get(employee.id, found.browse()).sudo(self.env.su)
            for employee in employees
        }

    @api.model
    def _in_force_text(self, employees, day):
        """The same in words, for who judges somebody: ``{employee: text}``."""
        labels = dict(self._kinds())
        # sudo: kind and end only; who may read the sheet or the case may know them
        found = self.sudo()._in_force(employees, day)
        return {
            employee: ", ".join(
                self.env._(
                    "%(kind)s until %(date)s",
                    kind=labels[row.kind],
                    date=format_date(self.env, row.date_to),
                )
                if row.date_to
                else labels[row.kind]
                for row in own
            )
            for employee, own in found.items()
        }

    @api.model
    def _on_file(self, employees, first, last):
        """Sanctions that were in force on any day of a span, in one query (R2.16).

        :return: ``{employee_id: [(kind, first day, last day)]}``
        """
        # sudo: what weighs is on file, whoever asks; callers show no more than this
        found = self.sudo().search_fetch(
            [
                ("employee_id", "in", employees.ids),
                *self._domain_in_force(last, since=first),
            ],
            ["employee_id", "kind", "date_from", "date_to"],
        )
        return {
            employee_id: [(row.kind, row.date_from, row.date_to) for row in own]
            for employee_id, own in found.grouped(
                lambda row: row.employee_id.id
            ).items()
        }

    @api.model
    def _kinds(self):
        """The kinds in rising order, in the reader's language."""
        return self._fields["kind"]._description_selection(self.env)

    @api.model
    def _severity(self, kind):
        """The place of a kind among all, 1 for the lightest."""
        return [name for name, _label in KINDS].index(kind) + 1

    @api.model
    def _domain_in_force(self, day, since=None):
        return [
            ("state", "=", "confirmed"),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", since or day),
        ]

    def _is_in_force_on(self, day):
        return self.state == "confirmed" and cases.is_in_force(
            self.date_from, self.date_to or None, day
        )

    # ------------------------------------------------------------------
    # The decision
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        ended = {
            "why_not": "_why_not_hr",
            "reason": "ended_reason",
            "needs_reason": True,
            "signed": ("ended_by_id", "ended_on"),
        }
        return {
            "confirm": Step(
                ("proposed",),
                "confirmed",
                "_why_not_hr",
                signed=("confirmed_by_id", "confirmed_on"),
                prepare="_terms",
                then=("_tell_confirmed",),
            ),
            "refuse": Step(("proposed",), "refused", **ended),
            "lift": Step(("confirmed",), "lifted", then=("_tell_ended",), **ended),
            "acknowledge": Step(
                ("confirmed",),
                "confirmed",
                "_why_not_acknowledge",
                signed=("acknowledged_on",),
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "refuse": Words(
                self.env._("Refuse the Sanction"),
                self.env._("Refuse"),
                self.env._("Who proposed it reads why it is not given."),
            ),
            "lift": Words(
                self.env._("Lift the Sanction"),
                self.env._("Lift"),
                self.env._("It stays on file, and is not in force any more."),
            ),
        }

    def _terms(self):
        """What the company has set for the kind, kept with the sanction."""
        months = self.company_id[f"cs_sanction_{self.kind}_months"]
        first = self.company_id._cs_today()
        return {
            "months": months,
            "date_from": first,
            "date_to": cases.valid_until(first, months) or False,
            "deadline": False,
        }

    def _why_not_hr(self):
        """Why the user may not decide about it; ``False`` if they may."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_officer():
            return self.env._("Leaders propose sanctions, HR decides about them.")
        return False

    def _why_not_acknowledge(self):
        """Why the user cannot countersign it; ``False`` if they can."""
        if self.env.user not in self._concerned():
            return self.env._("Only the agent countersigns; attach a signed letter.")
        if self.acknowledged_on:
            return self.env._("You have acknowledged it already.")
        return False

    def _why_not_change(self):
        """Why the user may not change it; ``False`` if they may."""
        self.ensure_one()
        if reason := self._why_concerned():
            return reason
        if self.state == "proposed" or self._is_officer():
            return False
        return self.env._(
            "%(sanction)s was decided and stays as it is: ask HR.",
            sanction=self.display_name,
        )

    def _check_terms(self, vals):
        """Raise if what was decided, or what an entry says, is written anew."""
        terms = {"kind", "reason", "date", "employee_id", "attachment_ids"}
        for sanction in self:
            if sanction.state != "proposed" and not terms.isdisjoint(vals):
                raise UserError(
                    self.env._(
                        "%(sanction)s was decided and keeps its terms: lift it, and "
                        "propose another one.",
                        sanction=sanction.display_name,
                    )
                )
            if sanction.entry_id and not {"kind", "date", "employee_id"}.isdisjoint(
                vals
            ):
                raise UserError(
                    self.env._(
                        "%(sanction)s follows its entry: refuse it, and propose "
                        "another one.",
                        sanction=sanction.display_name,
                    )
                )

    @api.model
    def _check_signs(self, vals):
        """Raise if somebody but HR attaches the letter that was signed."""
        if "signed_ids" in vals and not self._is_officer():
            raise AccessError(
                self.env._("The signed letter of a sanction is attached by HR.")
            )

    def _why_not_files(self):
        """The evidence is frozen by the decision; the signed letter is HR's."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_officer() and self.state != "proposed":
            return self.env._(
                "%(sanction)s was decided: its files are kept by HR.",
                sanction=self.display_name,
            )
        if self.state not in LIVE:
            return self.env._(
                "%(sanction)s has ended: its files stay.", sanction=self.display_name
            )
        return super()._why_not_files()

    # ------------------------------------------------------------------
    # Appeal
    # ------------------------------------------------------------------

    def _why_not_appeal(self):
        if reason := super()._why_not_appeal():
            return reason
        # sudo: agents do not see proposals; that it is none of theirs is no secret
        if self.sudo().state != "confirmed":
            return self.env._("Only a confirmed sanction can be appealed.")
        return False

    def _appeal_told_at(self):
        return self.confirmed_on

    def _appeal_issuers(self):
        return super()._appeal_issuers() | self.confirmed_by_id

    def _why_not_decide_appeal(self):
        if not self._is_officer():
            return self.env._("HR decides about appeals against sanctions.")
        # sudo: who confirmed it is known to who reads its appeal
        if self.sudo().confirmed_by_id == self.env.user:
            return self.env._(
                "You confirmed the sanction: its appeal is decided by somebody else."
            )
        return super()._why_not_decide_appeal()

    def _accept_appeal(self):
        self._withdraw(told(step("appeal.accepted")))
        return super()._accept_appeal()

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "sanction": (
                "cs_notify_sanction",
                "cs_management.cs_mail_template_sanction",
                LOOK,
            ),
            "sanction_ended": (
                "cs_notify_sanction",
                "cs_management.cs_mail_template_sanction_ended",
                LOOK,
            ),
        }

    def _tell_confirmed(self):
        self._notify_agents("sanction")

    def _tell_ended(self):
        self._notify_agents("sanction_ended")

    def _ask_hr(self):
        """Ask HR of the company to decide about proposals."""
        for company, sanctions in self.grouped("company_id").items():
            officers = company._cs_officers()
            for sanction in sanctions:
                # sudo: who sees to it is a column that leaders do not set
                row = sanction.sudo()
                row.responsible_id = row.responsible_id or self._responsible_among(
                    officers, sanction._concerned()
                )
        self._plan(dict.fromkeys(self, PROPOSAL_DAYS))

    def _waits_for(self):
        # sudo: who sees to it, whatever users the reader may see
        return self.sudo().responsible_id, self.env._(
            "Decide about: %(sanction)s", sanction=self.display_name
        )

    def _letter_lang(self):
        """The agent's language, in which the letter is written.

        The letter begins here: what is fetched as the addon lies in the cache for
        everybody, so the reader is asked first.
        """
        self.check_access("read")
        # sudo: a language is no secret
        employee = self.sudo().employee_id
        return employee.user_id.lang or employee.lang or self.env.lang

    # ------------------------------------------------------------------
    # Entries and cases that make them
    # ------------------------------------------------------------------

    def _withdraw(self, reason):
        """Take back what should not have been given; agents who were told are told."""
        # sudo: it follows from what the user may do to the entry or the case
        live = self.sudo().filtered(lambda row: row.state in LIVE)
        told = live.filtered("confirmed_on")
        for sanction in live:
            sanction._set_state(
                "withdrawn",
                ended_reason=reason,
                ended_by_id=self.env.uid,
                ended_on=fields.Datetime.now(),
                deadline=False,
            )
            sanction._settle_activities(*self._decision_activities)
        told._notify_agents("sanction_ended")

    @api.model
    def _of_entries(self, entries):
        """Make or take back what the sanctions of entries are by now (R2.2, R2.16).

        What HR has refused or lifted is decided and stays so.
        """
        # sudo: leaders confirm entries, which propose what HR decides about
        entries, Sanction = entries.sudo(), self.sudo()
        existing = Sanction.search([("entry_id", "in", entries.ids)])
        by_entry = existing.grouped("entry_id")
        missing, fallen = [], existing.browse()
        for entry in entries:
            known = by_entry.get(entry, existing.browse())
            wanted = entry._sanction_kind()
            fallen |= known.filtered(
                lambda row, kind=wanted: row.state in LIVE and row.kind != kind
            )
            decided = known.filtered(
                lambda row, kind=wanted: row.kind == kind and row.state != "withdrawn"
            )
            if wanted and not decided:
                missing.append(self._entry_values(entry, wanted))
        fallen._withdraw(told(step("sanction.fallen")))
        # The index looks at what is stored: what fell makes room for what comes.
        fallen.flush_recordset(["state"])
        return Sanction.create(missing)

    @api.model
    def _entry_values(self, entry, kind):
        # In the reader's language, as the entry says it.
        parts = [
            step("sanction.rule", rule=entry.rule_id.id),
            *(entry.trace or {}).get("steps", ()),
            *(step("words", words=note) for note in [entry.note] if note),
        ]
        return {
            "employee_id": entry.employee_id.id,
            "date": entry.date,
            "kind": kind,
            "reason": told(*parts),
            "entry_id": entry.id,
        }

    @api.model
    def _of_case(self, case, kind, reason):
        """The sanction that a case ends with; it is decided with the case."""
        # sudo: it follows from the decision that the user may take
        sanction = self.sudo().create(
            {
                "employee_id": case.employee_id.id,
                "kind": kind,
                "reason": reason,
                "case_id": case.id,
            }
        )
        sanction._take_step("confirm")
        return sanction
