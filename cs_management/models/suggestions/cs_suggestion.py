from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..cs_decision_mixin import Step, Words
from .cs_conduct_rule import KINDS

ACTIVITY = "cs_management.cs_activity_suggestion"
OPEN = ("submitted", "trial")
# What its author writes, until somebody has decided.
OWN_FIELDS = {"name", "description", "kind", "attachment_ids"}


class CsSuggestion(models.Model):
    """What an agent proposes: looked at weekly, tried, adopted or refused (R2.12).

    Adopted, it enters the articles for it in the catalogue of its author: money,
    points, or both, within their ranges. Nobody adopts their own.
    """

    _name = "cs.suggestion"
    _description = "Suggestion"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "cs.evidence.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _decision_depends = ("employee_id", "department_id")
    _decision_activities = (ACTIVITY,)

    name = fields.Char(string="Suggestion", required=True, tracking=True)
    employee_id = fields.Many2one(
        string="From", default=lambda self: self.env.user.employee_id
    )
    date = fields.Date(string="Handed In On")
    kind = fields.Selection(KINDS, required=True, default="suggestion", tracking=True)
    description = fields.Text(string="What and Why")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("submitted", "Handed In"),
            ("trial", "Being Tried"),
            ("adopted", "Adopted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="submitted",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    looked_at = fields.Datetime(string="Last Looked At", readonly=True, copy=False)
    looked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    answer = fields.Text(
        readonly=True, copy=False, help="Why it was refused, or is looked at again."
    )
    amount = fields.Monetary(
        string="Money",
        copy=False,
        tracking=True,
        help="By its weight, within the range of the article. Empty: the least.",
    )
    points = fields.Float(
        copy=False,
        digits=(8, 2),
        tracking=True,
        help="Within the range of the article. Empty: the least.",
    )
    range_hint = fields.Char(string="Range", compute="_compute_range_hint")
    entry_ids = fields.One2many(
        "cs.conduct.entry", "suggestion_id", string="Entries", readonly=True
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_look = fields.Boolean(compute="_compute_can")
    can_try = fields.Boolean(compute="_compute_can")
    can_adopt = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_reconsider = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    _positive = models.Constraint(
        "CHECK (amount >= 0 AND points >= 0)",
        "An adopted suggestion earns zero or more.",
    )

    @api.depends("employee_id", "date", "kind", "state")
    @api.depends_context("lang")
    def _compute_range_hint(self):
        rules = self._rules()
        for suggestion in self:
            own = rules.get(suggestion, ())
            suggestion.range_hint = "; ".join(
                self.env._(
                    "%(rule)s: %(low)s to %(high)s %(unit)s",
                    rule=rule.name,
                    low=f"{rule[f'{field}_min']:g}",
                    high=f"{rule[f'{field}_max']:g}",
                    unit=unit,
                )
                for rule in own
                for field, unit in (
                    ("amount", rule.currency_id.name),
                    ("points", self.env._("points")),
                )
                if rule[f"{field}_max"]
            )

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for suggestion in self:
            suggestion.is_mine = suggestion._is_own()

    def _compute_display_name(self):
        for suggestion in self:
            suggestion.display_name = suggestion.name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("employee_id", self.env.user.employee_id.id)
        suggestions = super().create(vals_list)
        for suggestion in suggestions:
            suggestion._check_may_award(
                {name for name in ("amount", "points") if suggestion[name]}
            )
        return suggestions

    def write(self, vals):
        self._check_kept_fields(vals)
        if not self.env.su:
            for suggestion in self:
                suggestion._check_may_award({"amount", "points"}.intersection(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for suggestion in self:
            if suggestion.state != "submitted":
                raise UserError(
                    self.env._(
                        "%(suggestion)s is %(state)s and stays on file.",
                        suggestion=suggestion.name,
                        state=self._state_label(suggestion.state),
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_look(self):
        """Looked at this week, and not decided yet."""
        return self._decide("look")

    def action_try(self):
        return self._decide("try")

    def action_adopt(self):
        """Adopt it with money, points, or both (R2.12)."""
        return self._decide("adopt")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_reconsider(self):
        """Look at it again: what it earned is taken back."""
        return self._ask_reason("reconsider")

    def action_withdraw(self):
        return self._decide("withdraw")

    @api.readonly
    def action_view_entries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_conduct_entry_action"
        )
        return {**action, "domain": [("suggestion_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        decided = ("decided_by_id", "decided_at")
        return {
            "look": Step(
                OPEN, "", "_why_not_judge", signed=("looked_by_id", "looked_at")
            ),
            "try": Step(
                ("submitted",),
                "trial",
                "_why_not_judge",
                signed=("looked_by_id", "looked_at"),
                then=("_tell",),
            ),
            "adopt": Step(
                OPEN,
                "adopted",
                "_why_not_judge",
                signed=decided,
                clears=("answer",),
                then=("_enter", "_tell"),
            ),
            "refuse": Step(
                OPEN,
                "refused",
                "_why_not_judge",
                reason="answer",
                needs_reason=True,
                signed=decided,
                then=("_tell",),
            ),
            "reconsider": Step(
                ("adopted", "refused"),
                "submitted",
                "_why_not_judge",
                reason="answer",
                needs_reason=True,
                clears=decided,
                then=("_take_back", "_tell"),
            ),
            "withdraw": Step(("submitted",), "withdrawn", "_why_not_withdraw"),
        }

    @api.model
    def _decision_words(self):
        return {
            "refuse": Words(
                self.env._("Refuse the Suggestion"),
                self.env._("Refuse"),
                self.env._("Its author reads this: say what speaks against it."),
            ),
            "reconsider": Words(
                self.env._("Look at It Again"),
                self.env._("Reconsider"),
                self.env._("What it earned is taken back. Its author reads this."),
            ),
        }

    def _step_log(self, name, reason):
        if name == "look":
            return self.env._("Looked at")
        return super()._step_log(name, reason)

    def _why_not_withdraw(self):
        if self.env.su or self._is_own():
            return False
        return self.env._(
            "%(suggestion)s is withdrawn by who handed it in.", suggestion=self.name
        )

    def _why_not_change(self):
        """Authors write while it is open; leaders hand in for others, HR for all."""
        if self._is_own():
            if self.state != "submitted":
                return self.env._(
                    "%(suggestion)s is %(state)s: hand in another one.",
                    suggestion=self.name,
                    state=self._state_label(self.state),
                )
            return False
        if not self._is_leader():
            return self.env._(
                "Hand in suggestions of your own; those of others are theirs."
            )
        if self.state not in OPEN:
            return self.env._(
                "%(suggestion)s is %(state)s: look at it again to change it.",
                suggestion=self.name,
                state=self._state_label(self.state),
            )
        return False

    @api.model
    def _check_leads(self, vals_list):
        """A leader hands in their own as well, in whichever team they are."""
        own = self.env.user.employee_ids.ids
        return super()._check_leads(
            [vals for vals in vals_list if vals.get("employee_id") not in own]
        )

    def _check_may_award(self, names):
        """Raise unless the user may adopt it, where they say what it earns."""
        if names and not self.env.su and (reason := self._why_not("adopt")):
            raise AccessError(reason)

    def _why_not_files(self):
        return self._why_not_change() or super()._why_not_files()

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "suggestion": (
                "cs_notify_suggestion",
                "cs_management.cs_mail_template_suggestion",
                "cs_management.cs_activity_look",
            )
        }

    def _tell(self):
        self._notify_agents("suggestion")

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _rules(self):
        """The articles of each suggestion's kind, by the policy of its author today.

        :return: ``{cs.suggestion: cs.conduct.rule}``
        """
        days = {row: row.company_id._cs_today() for row in self}
        policies = self.env["cs.policy"]._of_agents(
            {(row.employee_id.id, days[row]) for row in self if row.employee_id}
        )
        none = self.env["cs.conduct.rule"]
        return {
            row: policies[row.employee_id.id, days[row]].rule_ids.filtered(
                lambda rule, kind=row.kind: rule.active and rule.event == kind
            )
            if row.employee_id
            else none
            for row in self
        }

    def _enter(self):
        """The entries of an adopted suggestion, dated today (R2.12, R3.2, R9.12)."""
        rules = self._rules()[self]
        if not rules:
            raise UserError(
                self.env._(
                    "The policy of %(agent)s has no article for it: add one that is "
                    "entered for %(kind)s.",
                    # sudo: a name, also of who is of another company by now
                    agent=self.sudo().employee_id.name,
                    kind=dict(self._fields["kind"]._description_selection(self.env))[
                        self.kind
                    ],
                )
            )
        day = self.company_id._cs_today()
        # sudo: its source is kept; who may adopt it may enter what it earns
        entries = self.env["cs.conduct.entry"].sudo()
        number = len(self.sudo().entry_ids) + 1
        made = entries.create(
            [
                {
                    "employee_id": self.employee_id.id,
                    "rule_id": rule.id,
                    "date": day,
                    "note": self.name,
                    "source": f"cs.suggestion:{self.id}:{number}",
                    "suggestion_id": self.id,
                    "issuer_id": self.env.uid,
                    **self._price_within(rule),
                }
                for rule in rules
            ]
        )
        made.action_confirm()

    def _price_within(self, rule):
        """What was chosen, where the article leaves a choice; it checks the range."""
        return {
            name: self[name]
            for name in ("amount", "points")
            if self[name] and rule[f"{name}_max"]
        }

    def _take_back(self):
        """What it earned is cancelled, or reversed where the month is locked."""
        # sudo: who may reconsider it may take back what it earned
        entries = self.sudo().entry_ids.filtered(
            lambda entry: entry.state == "confirmed"
            and not entry.is_reversed
            and not entry.reversal_of_id
        )
        for entry in entries:
            entry.cancel(self.answer)

    @api.model
    def _cron_weekly(self):
        """On Mondays: ask the leaders to look at what is open (R2.12)."""
        waiting = self.search([("state", "in", OPEN)])
        asked = waiting.activity_search([ACTIVITY]).mapped("res_id")
        for suggestion in waiting.filtered(lambda row: row.id not in asked):
            team, author = suggestion.department_id, suggestion.employee_id
            for user in team._cs_deciders(author):
                suggestion.activity_schedule(ACTIVITY, user_id=user.id)
