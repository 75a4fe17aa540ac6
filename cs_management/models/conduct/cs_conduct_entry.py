from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare, format_date

from ...engine import conduct
from ...engine.trace import step, trace
from ..cs_decision_mixin import Step, Words
from ..missing import missing
from ..told import ToldText, told
from .cs_conduct_rule import SANCTIONS


class CsConductEntry(models.Model):
    """One occurrence of a conduct rule for one agent (R2, R3).

    What the rule cost is copied here and frozen when the period is locked; from then
    on a correction is a reversal that counts in the next open period.
    """

    _name = "cs.conduct.entry"
    _description = "Conduct Entry"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "cs.appealable.mixin",
        "cs.evidence.mixin",
        "cs.trace.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _appeal_clock = ("period_id.published_at", "period_id.locked_at", "confirmed_on")
    _appeal_in_part = True

    policy_id = fields.Many2one("cs.policy", compute="_compute_policy_id")
    rule_id = fields.Many2one(
        "cs.conduct.rule",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('policy_id', '=', policy_id)]",
    )
    rule_code = fields.Char(related="rule_id.code", store=True, index=True)
    kind = fields.Selection(related="rule_id.kind", store=True)
    severity = fields.Selection(related="rule_id.severity", store=True)
    trigger = fields.Selection(related="rule_id.trigger")
    is_compensation = fields.Boolean(
        related="rule_id.is_compensation", string="Asks for the Loss"
    )
    measure = fields.Float(
        string="Measured Figure",
        digits=(12, 2),
        tracking=True,
        help="For rules with a threshold: the seconds of the first reply, say.",
    )
    occurrence = fields.Integer(
        readonly=True, copy=False, help="Its number within the rule's counting window."
    )
    points = fields.Float(digits=(8, 2), tracking=True)
    amount = fields.Monetary(string="Money", tracking=True)
    compensation = fields.Monetary(
        string="Loss Made Good", tracking=True, help="What the agent pays of the loss."
    )
    sanction = fields.Selection(SANCTIONS, readonly=True, copy=False, tracking=True)
    is_override = fields.Boolean(
        string="Set by Hand",
        readonly=True,
        copy=False,
        help="Points or money were chosen within the rule's range; they survive a "
        "renumbering of occurrences.",
    )
    score_points = fields.Float(
        string="Score Effect",
        compute="_compute_effects",
        store=True,
        digits=(8, 2),
        help="Points with their sign.",
    )
    money = fields.Monetary(
        string="Pay Effect",
        compute="_compute_effects",
        store=True,
        help="Fine or reward with its sign, without the loss made good.",
    )
    note = fields.Text(string="What Happened")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", bypass_search_access=True
    )
    issuer_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        group_expand=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    cancel_reason = ToldText(
        string="Why Cancelled", readonly=True, copy=False, tracking=True
    )
    is_pending = fields.Boolean(
        string="Pending",
        readonly=True,
        copy=False,
        help="What made the entry waits for somebody's decision. Until then it does "
        "not count; if nobody decides, it counts when the period is locked.",
    )
    event = fields.Selection(related="rule_id.event", string="Entered by Itself For")
    is_automatic = fields.Boolean(
        compute="_compute_is_automatic",
        help="The program found it in what is on file; nobody wrote it.",
    )
    source = fields.Char(
        readonly=True, copy=False, help="What made an automatic entry; empty: a person."
    )
    reversal_of_id = fields.Many2one(
        "cs.conduct.entry",
        string="Reverses",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many("cs.conduct.entry", "reversal_of_id")
    is_reduction = fields.Boolean(
        readonly=True,
        copy=False,
        help="It takes back a part of what it reverses: the occurrence stays.",
    )
    is_reversed = fields.Boolean(
        compute="_compute_is_reversed", store=True, string="Reversed"
    )
    appeal_ids = fields.One2many("cs.appeal", "entry_id", string="Appeals")
    can_confirm = fields.Boolean(compute="_compute_can_handle")
    can_cancel = fields.Boolean(compute="_compute_can_handle")

    _order_idx = models.Index("(date DESC, id DESC)")
    _source_uniq = models.UniqueIndex(
        "(employee_id, rule_id, date, source) WHERE source IS NOT NULL "
        "AND state != 'cancelled'",
        "This automatic entry exists already.",
    )
    _reversal_uniq = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL "
        "AND is_reduction IS NOT TRUE",
        "This entry is reversed already.",
    )
    _positive = models.Constraint(
        "CHECK (amount >= 0 AND compensation >= 0)",
        "Write money as a positive amount: the kind of the rule gives the sign.",
    )

    @api.depends("employee_id", "date")
    def _compute_policy_id(self):
        policies = self.env["cs.policy"]._of_agents(self._policy_pairs())
        for entry in self:
            entry.policy_id = policies.get((entry.employee_id.id, entry.date))

    @api.depends("rule_id.kind", "points", "amount", "reversal_of_id")
    def _compute_effects(self):
        for entry in self:
            sign = -1 if entry.reversal_of_id else 1
            effect = entry.rule_id._signed(entry.kind, sign)
            entry.score_points = effect * entry.points
            entry.money = effect * entry.amount

    @api.depends("source", "issuer_id")
    def _compute_is_automatic(self):
        for entry in self:
            entry.is_automatic = entry.source and entry.issuer_id.id == SUPERUSER_ID

    @api.depends("reversal_ids.is_reduction")
    def _compute_is_reversed(self):
        for entry in self:
            entry.is_reversed = bool(
                entry.reversal_ids.filtered(lambda row: not row.is_reduction)
            )

    @api.depends("employee_id", "rule_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for entry in self.sudo():
            entry.display_name = bool(entry.rule_id) and self.env._(
                "%(rule)s, %(agent)s, %(date)s",
                rule=entry.rule_id.name or "",
                agent=entry.employee_id.display_name or "",
                date=format_date(self.env, entry.date),
            )

    @api.depends("state", "employee_id", "period_id", "is_reversed", "reversal_of_id")
    @api.depends_context("uid")
    def _compute_can_handle(self):
        for entry in self:
            entry.can_confirm = not entry._why_not_confirm()
            entry.can_cancel = not entry._why_not_cancel()

    @api.depends("state", "employee_id", "is_reversed")
    def _compute_can_appeal(self):
        return super()._compute_can_appeal()

    @api.constrains("employee_id", "issuer_id")
    def _check_issuer(self):
        for entry in self:
            if entry.employee_id.user_id == entry.issuer_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot write an entry about themselves: let another "
                        "leader record it.",
                        user=entry.issuer_id.name,
                    )
                )

    @api.constrains("rule_id", "employee_id", "note", "compensation")
    def _check_rule_asks(self):
        # sudo: leaders cannot read an agent's department; whether they lead it is taken
        for entry in self.sudo():
            rule = entry.rule_id
            if rule.note_required and not entry._what_happened():
                raise ValidationError(
                    self.env._(
                        "%(rule)s needs a written reason: fill in What Happened.",
                        rule=rule.name,
                    )
                )
            if rule.leads_only and (
                entry.employee_id.user_id
                not in entry.employee_id.department_id.cs_all_leader_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(rule)s is for team leads only, and %(agent)s leads no team.",
                        rule=rule.name,
                        agent=entry.employee_id.name,
                    )
                )
            if entry.compensation and not rule.is_compensation:
                raise ValidationError(
                    self.env._(
                        "%(rule)s does not ask for a loss to be made good: leave "
                        "that amount empty.",
                        rule=rule.name,
                    )
                )

    def _what_happened(self):
        """What the program found, in the reader's language, and what people wrote."""
        parts = [self.trace_text, self.note]
        return "\n".join(part.strip() for part in parts if part and part.strip())

    @api.onchange("employee_id", "date")
    def _onchange_agent(self):
        if self.rule_id and self.rule_id.policy_id != self.policy_id:
            self.rule_id = self.policy_id.rule_ids.filtered(
                lambda rule: rule.code == self.rule_id.code
            )
        self._onchange_rule()

    @api.onchange("rule_id", "measure")
    def _onchange_rule(self):
        if self.rule_id:
            self.update(self._priced(self._next_occurrences()[self.id]))

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._align_rules()
        entries._fill_prices(vals_list)
        return entries

    def write(self, vals):
        confirmed = self.filtered(lambda entry: entry.state == "confirmed")
        if confirmed and not {"employee_id", "rule_id", "issuer_id"}.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "A confirmed entry keeps its agent and its rule: cancel it and "
                    "write a new one."
                )
            )
        result = super().write(vals)
        if not {"employee_id", "date", "rule_id"}.isdisjoint(vals):
            self._align_rules()
        if not {"points", "amount", "rule_id", "measure"}.isdisjoint(vals):
            self._fill_prices([vals] * len(self))
        if "date" in vals and confirmed:
            confirmed._post()
            confirmed._renumber()
        return result

    def copy_data(self, default=None):
        """A copy is another occurrence: the rule prices it."""
        copied = super().copy_data(default)
        for entry, vals in zip(self, copied, strict=True):
            for name in ("points", "amount"):
                if not entry.is_override and name not in (default or {}):
                    vals.pop(name, None)
        return copied

    def action_confirm(self):
        for entry in self:
            if reason := entry._why_not_confirm():
                raise UserError(reason)
        self._transition("confirmed")
        self._post()
        self._renumber()
        self._notify_agents("entry")
        return True

    def action_cancel(self):
        """Cancel drafts; of a confirmed entry the reason is asked for."""
        if self.env.su or all(entry.state == "draft" for entry in self):
            self._check_step("cancel")
            return self._end()
        if len(self) > 1:
            raise UserError(
                self.env._("Cancel confirmed entries one by one, each with its reason.")
            )
        return self._ask_reason("cancel")

    def cancel(self, reason):
        """Cancel with a reason; an entry of a locked period is reversed instead."""
        return self._decide("cancel", reason)

    def action_draft(self):
        cancelled = self.filtered(lambda entry: entry.state == "cancelled")
        cancelled._transition("draft")
        cancelled._store({"cancel_reason": False})
        return True

    @api.model
    def _decision_steps(self):
        return {
            "cancel": Step(
                ("draft", "confirmed", "cancelled"),
                "cancelled",
                "_why_not_cancel",
                reason="cancel_reason",
                needs_reason=True,
            )
        }

    @api.model
    def _decision_words(self):
        return {
            "cancel": Words(
                self.env._("Cancel the Entry"),
                self.env._("Cancel the Entry"),
                self.env._("Why it does not count; its agent reads this"),
            )
        }

    def _set_state(self, _state, **values):
        """An entry of a locked period stays, and is reversed in the first open one."""
        self._end()
        return self._store(values)

    def _end(self):
        self.period_id._enter()
        locked = self.filtered(lambda entry: entry.period_state == "locked")
        locked._reverse()
        self._cancel()
        return True

    def _why_not_confirm(self):
        """Why the user may not confirm this entry; ``False`` if they may."""
        self.ensure_one()
        if self.state != "draft":
            return self.env._("Only a draft can be confirmed.")
        if self.is_pending:
            return self.env._(
                "%(entry)s is pending: decide first about what was asked for that day.",
                entry=self.display_name,
            )
        return self._why_not_handle()

    def _why_not_cancel(self):
        """Why the user may not cancel this entry; ``False`` if they may."""
        self.ensure_one()
        if self.state == "cancelled":
            return self.env._("The entry is cancelled already.")
        if self.is_reversed or self.reversal_of_id:
            return self.env._("A reversal stands: write a new entry instead.")
        return self._why_not_handle()

    def _why_not_appeal(self):
        if reason := super()._why_not_appeal():
            return reason
        # sudo: agents do not see drafts; that it is none of theirs yet, is no secret
        entry = self.sudo()
        if entry.state != "confirmed" or entry.is_reversed:
            return self.env._("Only a confirmed entry can be appealed.")
        return False

    def _is_worth_an_appeal(self):
        """What costs something: points, money, a loss or a sanction."""
        return (
            self.kind == "violation"
            or min(self.score_points, self.money) < 0
            or bool(self.compensation or self.sanction)
        )

    def _appeal_told_at(self):
        """The statement says it; one confirmed after that tells its agent itself."""
        shown = super()._appeal_told_at()
        return shown and max(shown, self.confirmed_on or shown)

    def _appeal_issuers(self):
        return super()._appeal_issuers() | self.issuer_id

    def _why_not_decide_appeal(self):
        # sudo: who issued an entry is known to who reads its appeal
        if self.sudo().issuer_id == self.env.user:
            return self.env._(
                "You issued the entry: its appeal is decided by somebody else."
            )
        return super()._why_not_decide_appeal()

    def _accept_appeal(self):
        """The entry is cancelled, or reversed where its period is locked."""
        self.filtered(
            lambda entry: entry.state == "confirmed" and not entry.is_reversed
        ).cancel(told(step("appeal.accepted")))
        return super()._accept_appeal()

    def _accept_part(self, appeal):
        """It costs less from now on; what a locked month took is given back."""
        self.ensure_one()
        result = super()._accept_part(appeal)
        if self.state != "confirmed" or self.is_reversed:
            return result
        self.period_id._enter()
        left = {"points": appeal.entry_points, "amount": appeal.entry_amount}
        if self.period_state == "locked" or self._is_reduced():
            self._reverse(left)
        else:
            self._store(left)
        return result

    def _is_reduced(self):
        """Whether a part of it was taken back behind a lock."""
        # sudo: what it costs, wherever it was taken back
        return any(self.sudo().reversal_ids.mapped("is_reduction"))

    def _costs_now(self, name):
        """Points or money of it that no appeal has taken back."""
        # sudo: what it costs, wherever it was taken back
        reductions = self.sudo().reversal_ids.filtered("is_reduction")
        return self[name] - sum(reductions.mapped(name))

    def _part_appeal(self):
        """The last appeal against it that was accepted in part, if one was."""
        # sudo: what was decided holds, whoever prices the entry
        appeals = self.sudo().appeal_ids.filtered(lambda row: row.state == "partly")
        return appeals.sorted("id")[-1:]

    def _at_most(self, name, value):
        """Points or money, no more than what an appeal has left of them."""
        left = self._part_appeal()
        return min(value, left[f"entry_{name}"]) if left else value

    def _why_not_change(self):
        """Why the user may not change this entry; ``False`` if they may (R2)."""
        self.ensure_one()
        if self._is_own():
            return self._why_not_own()
        if self.state == "draft":
            return False
        # sudo: whether an appeal waits is known to who reads the entry
        if self.sudo().appeal_ids.filtered(lambda appeal: appeal.state == "pending"):
            return self.env._(
                "%(entry)s is under appeal: decide the appeal first.",
                entry=self.display_name,
            )
        if self._part_appeal():
            return self.env._(
                "An appeal against %(entry)s was accepted in part: it stays so. "
                "Cancel it if it does not count at all.",
                entry=self.display_name,
            )
        is_officer = self.env.user._cs_is_officer()
        if self.issuer_id != self.env.user and not is_officer:
            return self.env._(
                "%(entry)s was confirmed as %(issuer)s wrote it: ask the issuer or HR "
                "to change it, or cancel it and write a new one.",
                entry=self.display_name,
                issuer=self.issuer_id.name,
            )
        return False

    def _why_not_own(self):
        return self.env._(
            "Nobody decides about an entry against themselves: ask another leader."
        )

    def _why_not_files(self):
        return self._why_not_change() or super()._why_not_files()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for entry in self:
            if entry.state != "draft" and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(entry)s was confirmed once and stays on file: cancel it "
                        "instead.",
                        entry=entry.display_name,
                    )
                )

    def _why_not_handle(self):
        if not self.env.su and self._is_own():
            return self._why_not_own()
        if not (
            self.env.su or self.env.user.has_group("cs_management.group_cs_leader")
        ):
            return self.env._("Only team leaders and HR confirm or cancel entries.")
        return False

    def _transition(self, state):
        if not self.env.su:
            self.check_access("write")
        if state == "confirmed":
            return self._store({"state": state, "confirmed_on": fields.Datetime.now()})
        return self._store({"state": state})

    def _store(self, vals):
        """Set kept fields without what :meth:`write` does about prices and rules."""
        # sudo: lifts the guard of kept fields; the callers have checked the user
        return super(CsConductEntry, self.sudo()).write(vals)

    def _cancel(self):
        """Cancel what is still open, and renumber what follows it."""
        entries = self.filtered(
            lambda entry: entry.period_state != "locked" and entry.state != "cancelled"
        )
        confirmed = entries.filtered(lambda entry: entry.state == "confirmed")
        entries._check_open()
        entries._transition("cancelled")
        confirmed._renumber()

    def _reverse(self, left=None):
        """Take entries of locked periods back in the first open period.

        The reversal carries the frozen points and money with the other sign, as far
        as no appeal has taken them back before.

        :param left: what stays of points and money, where it is taken back in part
        """
        if not self:
            return self
        self.check_access("write")
        # sudo: its price is kept; the user may write what it takes back
        reversals = self.sudo().create(
            [
                {
                    "employee_id": entry.employee_id.id,
                    "date": entry.date,
                    "rule_id": entry.rule_id.id,
                    "points": entry._costs_now("points")
                    - (left or {}).get("points", 0),
                    "amount": entry._costs_now("amount")
                    - (left or {}).get("amount", 0),
                    "compensation": 0 if left else entry.compensation,
                    "reversal_of_id": entry.id,
                    "is_reduction": bool(left),
                    "issuer_id": self.env.uid,
                    "trace": trace(step("entry.reversal", entry=entry.id)),
                }
                for entry in self
            ]
        )
        reversals._transition("confirmed")
        reversals._post()
        return reversals

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "entry": (
                "cs_notify_entry",
                "cs_management.cs_mail_template_entry",
                "cs_management.cs_activity_look",
            )
        }

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {
            "state",
            "is_pending",
            "cancel_reason",
            "occurrence",
            "sanction",
            "is_override",
            "score_points",
            "money",
            "issuer_id",
            "source",
            "reversal_of_id",
            "reversal_ids",
            "is_reversed",
            "appeal_ids",
        }

    @api.model
    def _unguarded_fields(self):
        return super()._unguarded_fields() | {"is_reversed", "cancel_reason"}

    def _policy_pairs(self):
        return {
            (entry.employee_id.id, entry.date)
            for entry in self
            if entry.employee_id and entry.date
        }

    def _align_rules(self):
        """Take each rule from the policy in force for the agent on the day."""
        policies = self.env["cs.policy"]._of_agents(self._policy_pairs())
        for entry in self.filtered(lambda entry: not entry.reversal_of_id):
            policy = policies.get((entry.employee_id.id, entry.date))
            if policy is None:
                # Without agent or date: the column itself is asked for next.
                continue
            if entry.rule_id.policy_id == policy:
                continue
            # sudo: the catalogue of another ladder may be out of the user's sight
            rule = policy.sudo().rule_ids.filtered(
                lambda rule, code=entry.rule_code: rule.code == code
            )
            if not rule:
                text = self.env._(
                    "%(rule)s is not in the policy of %(agent)s on %(date)s "
                    "(%(policy)s). Choose a rule of that policy.",
                    rule=entry.rule_id.name,
                    agent=entry.employee_id.name,
                    date=entry.date,
                    policy=policy.name or self.env._("none is approved"),
                )
                if policy:
                    raise ValidationError(text)
                label = self.env._("Open the Policies")
                raise missing(self.env, text, "cs_policy_action", label)
            entry._store({"rule_id": rule.id})

    def _priced(self, occurrence):
        """Values that the rule gives to this occurrence, or an appeal has left."""
        price = self.rule_id._price(occurrence, self.measure)
        return {
            "occurrence": occurrence,
            "points": self._at_most("points", float(price["points"])),
            "amount": self._at_most("amount", float(price["amount"])),
            "sanction": price["sanction"],
        }

    def _fill_prices(self, vals_list):
        """Fill in what the ``vals`` of each entry leave open; reversals stay."""
        numbers = self.filtered(lambda entry: not entry.occurrence)._next_occurrences()
        for entry, vals in zip(self, vals_list, strict=True):
            if not entry.reversal_of_id:
                entry._fill_price(vals, entry.occurrence or numbers[entry.id])

    def _fill_price(self, vals, occurrence):
        """Take the rule's values, and note what was set by hand instead."""
        if self._is_reduced():
            # A part of its price was taken back: it stays as it was then.
            return
        values = self._priced(occurrence)
        keep = self.is_override and {"rule_id", "measure"}.isdisjoint(vals)
        # False is an empty cell of an import: it leaves the price to the rule.
        given = {
            name: self._at_most(name, self[name])
            for name in ("points", "amount")
            if vals.get(name, False) is not False or keep
        }
        override = any(
            float_compare(value, values[name], precision_digits=2)
            for name, value in given.items()
        )
        self._store({**values, **given, "is_override": override})
        self._check_value("points")
        self._check_value("amount")

    def _next_occurrences(self):
        """The number each entry would get if it were confirmed now, in one query.

        :return: ``{entry id: occurrence}``
        """
        siblings = self._siblings().grouped(self._article)
        none = self.browse()
        return {
            entry.id: self._numbers(
                (siblings.get(self._article(entry), none) - entry._origin) | entry
            )[entry.id]
            for entry in self
        }

    @api.model
    def _article(self, entry):
        """Agent and article: what occurrences are counted by."""
        return entry.employee_id.id, entry.rule_code

    def _siblings(self):
        """Confirmed entries of the same agents and articles, in one query."""
        # sudo: occurrences count wherever they happened; only numbers come out
        return self.sudo().search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("rule_code", "in", list(set(self.mapped("rule_code")) - {False})),
                ("state", "=", "confirmed"),
                ("reversal_of_id", "=", False),
                ("is_reversed", "=", False),
            ]
        )

    @api.model
    def _numbers(self, entries):
        """Number entries within the windows of their rules.

        :return: ``{entry id: occurrence}``
        """
        numbers = {}
        for group in entries.grouped(self._article).values():
            marks = [
                conduct.Occurrence(entry.id, entry.date, entry._origin.id or 2**62)
                for entry in group
            ]
            for rule, members in group.grouped("rule_id").items():
                counted = conduct.number_occurrences(
                    marks,
                    rule.window,
                    rule.company_id.cs_period_start_day,
                    rule.window_days,
                )
                numbers |= {entry.id: counted[entry.id] for entry in members}
        return numbers

    def _gate_agents(self):
        """Of two entries of an agent one begins anew, and counts the other one."""
        return self.employee_id

    def _renumber(self):
        """Number occurrences again; amounts follow, except frozen and manual ones."""
        siblings = self._siblings()
        numbers = self._numbers(siblings)
        for entry in siblings:
            if entry.period_state == "locked":
                continue
            values = entry._priced(numbers[entry.id])
            if entry.is_override or entry._is_reduced():
                del values["points"], values["amount"]
            changed = {
                name: value for name, value in values.items() if entry[name] != value
            }
            if changed:
                entry._store(changed)

    def _renumbered(self):
        """Entries whose occurrence is another one by now, whatever is frozen.

        :return: ``[(entry, values of today)]``; a price set by hand stays
        """
        numbers = self._numbers(self._siblings()) if self else {}
        found = []
        for entry in self:
            now = numbers.get(entry.id, entry.occurrence)
            if now == entry.occurrence:
                continue
            values = entry._priced(now)
            if entry.is_override:
                values["amount"] = entry._at_most("amount", entry.amount)
            found.append((entry, values))
        return found

    def _check_value(self, name):
        """Raise unless points or money lie within the range of the rule."""
        rule = self.rule_id
        low, high = rule[f"{name}_min"], rule[f"{name}_max"]
        if low == high or rule.trigger == "measured":
            low = high = float(rule._price(self.occurrence, self.measure)[name])
        value = self[name]
        low, high = self._at_most(name, low), self._at_most(name, high)
        if float_compare(value, low, precision_digits=2) < 0 or (
            float_compare(value, high, precision_digits=2) > 0
        ):
            raise ValidationError(
                self.env._(
                    "%(rule)s: %(field)s must be between %(low)s and %(high)s, "
                    "not %(value)s.",
                    rule=rule.name,
                    field=self._fields[name]._description_string(self.env),
                    low=low,
                    high=high,
                    value=value,
                )
            )
