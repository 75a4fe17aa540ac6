from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import protection
from ...engine.money import round_money, to_decimal
from ..cs_decision_mixin import Step, Words

ASKED = "cs_management.cs_activity_look"


class CsLossClaim(models.Model):
    """A loss that an agent makes good: share, instalments, consent (R2.17).

    The agent reads the terms and agrees or objects; without their consent nothing is
    taken. Each period asks for one instalment at most; what its pay does not bear is
    carried by wage protection, not by the claim. Nothing of it goes to a fund.

    An entry with a loss made good feeds a claim of one instalment. There the consent
    is not asked unless the policy says so: the entry is a sanction of the regulation
    (R2.16), confirmed by a leader, and its agent has the appeal against it.
    """

    _name = "cs.loss.claim"
    _description = "Claim for a Loss"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _decision_depends = ("employee_id", "entry_id")
    _decision_activities = (ASKED,)

    name = fields.Char(string="What Happened", required=True, tracking=True)
    loss = fields.Monetary(required=True, tracking=True)
    share = fields.Float(
        string="Share (%)",
        required=True,
        default=100,
        digits=(6, 2),
        tracking=True,
        help="The agent's share of the loss.",
    )
    instalments = fields.Integer(
        required=True,
        default=1,
        tracking=True,
        help="Equal parts, one a period from the consent on.",
    )
    amount = fields.Monetary(
        string="Claimed",
        compute="_compute_amount",
        store=True,
        help="The agent's share of the loss.",
    )
    paid_otherwise = fields.Monetary(
        tracking=True, help="What the agent has paid beside their pay: cash, say."
    )
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Conduct Entry",
        readonly=True,
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Waiting for the Agent"),
            ("agreed", "Agreed"),
            ("objected", "Objected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    objection = fields.Text(readonly=True, copy=False)
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    deduction_ids = fields.One2many(
        "cs.deduction", "claim_id", string="What Was Taken", readonly=True
    )
    taken = fields.Monetary(compute="_compute_balance")
    carried = fields.Monetary(compute="_compute_balance")
    dropped = fields.Monetary(compute="_compute_balance")
    balance = fields.Monetary(
        string="Still to Pay",
        compute="_compute_balance",
        help="By what locked periods have taken.",
    )
    can_ask = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_change = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _entry_uniq = models.UniqueIndex(
        "(entry_id) WHERE entry_id IS NOT NULL", "This entry has a claim already."
    )
    _figures = models.Constraint(
        "CHECK (loss > 0 AND share > 0 AND share <= 100 AND instalments >= 1 "
        "AND paid_otherwise >= 0)",
        "A claim needs a loss above zero, a share of at most 100 per cent and one "
        "instalment at least.",
    )

    @api.depends("loss", "share", "company_id")
    def _compute_amount(self):
        for claim in self:
            terms = protection.Claim(to_decimal(claim.loss), to_decimal(claim.share))
            claim.amount = float(protection.claimed(terms, claim._unit()))

    @api.depends(
        "state",
        "amount",
        "paid_otherwise",
        "deduction_ids.taken",
        "deduction_ids.dropped",
        "deduction_ids.amount",
        "deduction_ids.statement_id.state",
    )
    def _compute_balance(self):
        # sudo: the agent sees what their own claim has taken, also in an open period
        groups = (
            self.env["cs.deduction"]
            .sudo()
            ._read_group(
                [("claim_id", "in", self.ids), ("statement_id.state", "=", "locked")],
                ["claim_id"],
                ["amount:sum", "taken:sum", "dropped:sum"],
            )
        )
        sums = {claim.id: values for claim, *values in groups}
        for claim in self:
            asked, taken, dropped = sums.get(claim._origin.id, (0.0, 0.0, 0.0))
            claim.carried = asked - taken - dropped
            claim.taken = taken + claim.paid_otherwise
            claim.dropped = dropped
            due = claim.state != "cancelled" and claim.amount
            claim.balance = max(due - claim.taken - dropped, 0.0)

    @api.depends("name", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = bool(claim.name) and self.env._(
                "%(what)s, %(agent)s",
                what=claim.name,
                agent=claim.employee_id.display_name,
            )

    def write(self, vals):
        terms = {"employee_id", "date", "name", "loss", "share", "instalments"}
        if not self.env.su:
            self._check_may_edit()
            for claim in self:
                if claim.state != "draft" and not terms.isdisjoint(vals):
                    raise UserError(
                        self.env._(
                            "%(claim)s: the terms were put to the agent and stay. "
                            "Set it back to draft, and ask again.",
                            claim=claim.display_name,
                        )
                    )
                if claim.entry_id and not {"employee_id", "date", "loss"}.isdisjoint(
                    vals
                ):
                    raise UserError(
                        self.env._(
                            "%(claim)s follows its entry: change the loss there.",
                            claim=claim.display_name,
                        )
                    )
        result = super().write(vals)
        if "paid_otherwise" in vals:
            self._enter_open_periods()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        for claim in self:
            if claim.state != "draft" or claim.answered_at or claim.entry_id:
                raise UserError(
                    self.env._(
                        "%(claim)s stays on file: cancel it instead.",
                        claim=claim.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Asking and answering
    # ------------------------------------------------------------------

    def action_ask(self):
        """Put the terms to the agent, who agrees or objects (R2.17)."""
        return self._decide("ask")

    def action_agree(self):
        """The agent agrees: the next open period asks for the first instalment."""
        return self._decide("agree")

    def action_object(self):
        """The agent objects and says why: nothing is taken."""
        return self._ask_reason("object")

    def action_draft(self):
        """Change the terms; until the agent has agreed anew, nothing more is asked."""
        return self._decide("draft")

    def action_cancel(self):
        """Give the claim up: what was taken of it is given back."""
        return self._decide("cancel")

    @api.readonly
    def action_view_deductions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_deduction_action"
        )
        return {**action, "domain": [("claim_id", "=", self.id)], "context": {}}

    @api.model
    def _decision_steps(self):
        answer = {
            "from_states": ("asked",),
            "why_not": "_why_not_answer",
            "signed": ("answered_at",),
            "can": "can_answer",
        }
        return {
            "ask": Step(
                from_states=("draft", "objected"),
                to_state="asked",
                why_not="_why_not_ask",
                clears=("answered_at", "objection"),
                then=("_notify_agent",),
            ),
            "agree": Step(to_state="agreed", then=("_post", "_answered"), **answer),
            "object": Step(
                to_state="objected",
                reason="objection",
                needs_reason=True,
                then=("_answered",),
                **answer,
            ),
            "draft": Step(
                from_states=("asked", "agreed", "objected"),
                to_state="draft",
                why_not="_why_not_terms",
                can="can_change",
            ),
            "cancel": Step(
                from_states=("draft", "asked", "agreed", "objected"),
                to_state="cancelled",
                why_not="_why_not_cancel",
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "object": Words(
                title=self.env._("Object"),
                button=self.env._("Object"),
                hint=self.env._("Why you do not make this loss good, or not so."),
            )
        }

    def _set_state(self, state, **values):
        """Set the status; what open periods ask for changes with it."""
        self._enter_open_periods()
        # sudo: agents answer, but write nothing else of a claim
        return self.sudo().write({"state": state, **values})

    def _notify_agent(self):
        """The agent is asked to read the terms, in their language."""
        # sudo: activities for the agent, whoever they are
        for claim in self.sudo():
            user = claim.employee_id.user_id
            claim.activity_schedule(
                ASKED, user_id=user.id, summary=claim._told_to(user)
            )

    def _answered(self):
        """Who made the claim is told the answer."""
        # sudo: activities of another user
        for claim in self.sudo():
            user = claim.create_uid
            state = claim.with_context(lang=user.lang)._state_label(claim.state)
            claim.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=f"{state}: {claim._told_to(user)}",
            )

    def _told_to(self, user):
        return self.with_context(lang=user.lang).display_name

    def _enter_open_periods(self):
        """What is open may ask something else now: a lock waits, or came first."""
        # sudo: agents answer without access to open periods
        self.env["cs.period"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("state", "!=", "locked")]
        )._enter()

    def _why_not_change(self):
        return self._why_concerned()

    def _why_not_terms(self):
        """Why the user may not change the terms; ``False`` if they may."""
        if not self._is_officer():
            return self.env._("Claims for losses are made and changed by HR.")
        return not self.env.su and self._why_concerned()

    def _why_not_ask(self):
        """Why the terms cannot be put to the agent; ``False`` if they can."""
        # sudo: only whether the agent can answer is looked at
        if not self.sudo().employee_id.user_id:
            return self.env._(
                "%(agent)s has no user and cannot agree: give them one first.",
                agent=self.employee_id.name,
            )
        return self._why_not_terms()

    def _why_not_answer(self):
        """Why the user cannot answer the claim; ``False`` if they can."""
        if self.env.user not in self._concerned():
            return self.env._("Only the agent agrees or objects.")
        return False

    def _why_not_cancel(self):
        """Why the user cannot give the claim up; ``False`` if they can."""
        if self.entry_id:
            return self.env._(
                "%(claim)s follows its entry: cancel that.", claim=self.display_name
            )
        return self._why_not_terms()

    @api.model
    def _unguarded_fields(self):
        """A claim goes on over locked periods: its own steps say what may change."""
        return set(self._fields)

    # ------------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------------

    @api.model
    def _of_entries(self, entries):
        """Make or update the claims that entries with a loss feed."""
        # sudo: leaders confirm entries without access to claims
        entries = entries.sudo().filtered(lambda entry: not entry.reversal_of_id)
        claims = self.sudo().search([("entry_id", "in", entries.ids)])
        by_entry = {claim.entry_id: claim for claim in claims}
        missing = []
        for entry in entries:
            claim = by_entry.get(entry, claims.browse())
            counts = entry.state == "confirmed" and not entry.is_reversed
            if not (counts and entry.compensation):
                if claim.state not in (False, "cancelled"):
                    claim._set_state("cancelled")
            elif not claim:
                missing.append(self._entry_values(entry))
            elif claim.state == "cancelled" or claim.loss != entry.compensation:
                values = self._entry_values(entry)
                claim.write({name: values[name] for name in ("loss", "state")})
                claim.write({"period_id": entry.period_id.id})
            elif (
                claim.period_id != entry.period_id
                and claim.state == "agreed"
                and not claim.answered_at
            ):
                claim.write({"period_id": entry.period_id.id})
        return claims | claims.create(missing)

    @api.model
    def _entry_values(self, entry):
        ask = entry.rule_id.policy_id.compensation_consent
        return {
            "employee_id": entry.employee_id.id,
            "date": entry.date,
            "name": entry.rule_id.name,
            "loss": entry.compensation,
            "entry_id": entry.id,
            "state": "asked" if ask else "agreed",
            "period_id": not ask and entry.period_id.id,
        }

    # ------------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------------

    def _engine_claim(self):
        """The claim as the engine takes it; a cancelled one is of nothing."""
        loss = 0 if self.state == "cancelled" else self.loss
        return protection.Claim(
            to_decimal(loss), to_decimal(self.share), max(self.instalments, 1)
        )

    def _unit(self):
        return to_decimal(self.currency_id.rounding or 0.01)

    def _instalment(self, sums):
        """What is due next by the sums of locked periods (engine.protection).

        :param sums: of ``cs.deduction._sums_before``
        """
        return protection.instalment(
            self._engine_claim(),
            sums["taken"] + round_money(to_decimal(self.paid_otherwise), self._unit()),
            sums["amount"] - sums["taken"] - sums["dropped"],
            sums["dropped"],
            self._unit(),
        )
