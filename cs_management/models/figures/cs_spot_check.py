from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_repr, format_date

from ...engine.trace import step, trace

KINDS = [
    ("first_reply", "First reply too late"),
    ("follow_up", "Unpaid order not followed up"),
    ("answer", "Case answered too late"),
    ("resolve", "Case solved too late"),
]
# In what each is measured.
SECONDS = {"first_reply"}
DIGITS = 2


class CsSpotCheck(models.Model):
    """One conversation or order that was looked at, with what was measured (R9.9).

    What passes the bound of an article proposes an entry to the leader: the first reply
    (R2.6), the follow-up of an unpaid order (R2.7), answer and solution of a case
    (R7.6). Means of a day or a month prove nothing about any of these, and propose
    nothing.
    """

    _name = "cs.spot.check"
    _description = "Spot Check"
    _inherit = ["cs.fact.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "reference"

    kind = fields.Selection(
        [
            ("first_reply", "First reply"),
            ("follow_up", "Follow-up of an unpaid order"),
            ("answer", "Answer to a case"),
            ("resolve", "Solution of a case"),
        ],
        string="What",
        required=True,
        default="first_reply",
        tracking=True,
    )
    measure = fields.Float(
        string="Measured",
        required=True,
        digits=(12, DIGITS),
        aggregator="avg",
        tracking=True,
        help="Seconds of a first reply; hours of the others.",
    )
    unit = fields.Char(compute="_compute_unit")
    channel = fields.Char(help="Shop or channel.")
    reference = fields.Char(
        string="Conversation or Order",
        required=True,
        help="What can be looked up again: the customer's name, the order's number.",
    )
    note = fields.Text(string="What Was Found")
    source = fields.Char(
        readonly=True, copy=False, help="What it was read from; empty: a person."
    )
    rule_id = fields.Many2one(
        "cs.conduct.rule",
        string="Article",
        compute="_compute_rule_id",
        help="The article of the agent's policy that this proposes.",
    )
    is_over = fields.Boolean(string="Over the Bound", compute="_compute_rule_id")
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Proposed Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_leader",
    )
    entry_state = fields.Selection(
        related="entry_id.state",
        string="Entry Status",
        groups="cs_management.group_cs_leader",
    )

    _source_uniq = models.UniqueIndex(
        "(source) WHERE source IS NOT NULL",
        "This conversation has been read already.",
    )
    _measure_positive = models.Constraint(
        "CHECK (measure >= 0)", "What was measured cannot be negative."
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_unit(self):
        for check in self:
            check.unit = (
                self.env._("seconds") if check.kind in SECONDS else self.env._("hours")
            )

    @api.depends("employee_id", "date", "kind", "measure")
    def _compute_rule_id(self):
        rules = self._rules()
        for check in self:
            rule = rules.get(check, self.env["cs.conduct.rule"])
            check.rule_id = rule
            check.is_over = bool(rule) and check._passes(rule)

    @api.depends("employee_id", "reference", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for check in self.sudo():
            parts = [
                check.employee_id.display_name,
                check.reference,
                format_date(self.env, check.date),
            ]
            check.display_name = ", ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._propose()
        return checks

    def write(self, vals):
        asked = {"employee_id", "date", "kind", "measure", "reference", "note"}
        if asked.isdisjoint(vals):
            return super().write(vals)
        self.check_access("write")
        self._check_may_edit()
        self._withdraw()
        result = super().write(vals)
        self._propose()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_with_drafts(self):
        self._withdraw()

    @api.readonly
    def action_open_entry(self):
        self.ensure_one()
        return self.entry_id._get_records_action(context={})

    def _why_not_change(self):
        """Nobody notes what was found about themselves (R9.9)."""
        return self._is_own() and self.env._(
            "%(check)s is about yourself: another leader or HR notes it.",
            check=self.display_name,
        )

    def _rules(self):
        """The article that each check is held against: ``{check: rule}``."""
        # sudo: the catalogue of the agent's policy; agents read the outcome only
        policies = (
            self.env["cs.policy"]
            .sudo()
            ._of_agents({(check.employee_id.id, check.date) for check in self})
        )
        found = {}
        for check in self:
            policy = policies[check.employee_id.id, check.date]
            rules = policy.rule_ids.filtered(
                lambda rule, kind=check.kind: rule.active and rule.event == kind
            )
            if rules:
                found[check] = rules[:1].sudo(self.env.su)
        return found

    def _passes(self, rule):
        """Whether what was measured passes the bound of an article: exactly is kept."""
        # sudo: who records a check may be bound to a ladder they cannot list
        bound = rule.sudo().threshold
        return float_compare(self.measure, bound, precision_digits=DIGITS) > 0

    def _source_key(self):
        return f"cs.spot.check,{self.id}"

    def _propose(self):
        """Draft the entries of what passed its bound; leaders confirm or delete them.

        Nothing is proposed twice: an entry that was cancelled stays so.
        """
        rules = self._rules()
        over = self.filtered(
            lambda check: check in rules and check._passes(rules[check])
        )
        # sudo: catalogue and entries of the agents; a leader confirms the drafts
        Entry = self.env["cs.conduct.entry"].sudo()
        known = set(
            Entry.search(
                [("source", "in", [check._source_key() for check in over])]
            ).mapped("source")
        )
        fresh = over.filtered(lambda check: check._source_key() not in known)
        # sudo: an entry takes the check's agent, whom a leader may not read by now
        fresh = fresh.sudo()
        entries = Entry.create([check._entry_values(rules[check]) for check in fresh])
        for check, entry in zip(fresh, entries, strict=True):
            check.write({"entry_id": entry.id})
            for judge in check.department_id._cs_deciders(check.employee_id):
                entry.activity_schedule(
                    "cs_management.cs_activity_entry_proposed",
                    user_id=judge.id,
                    summary=self.env._("Spot check: confirm, or delete"),
                )

    def _entry_values(self, rule):
        issuer = self.env.user
        if self.env.uid == self.env.ref("base.user_root").id:
            deciders = self.department_id._cs_deciders(self.employee_id)
            issuer = deciders[:1] or issuer
        code = "entry.spot_seconds" if self.kind in SECONDS else "entry.spot_hours"
        measure = float_repr(self.measure, DIGITS)
        return {
            "employee_id": self.employee_id.id,
            "date": self.date,
            "rule_id": rule.id,
            "measure": self.measure if rule.trigger == "measured" else 0,
            "trace": trace(step(code, spot=self.kind, measure=measure)),
            "note": "\n".join(filter(None, [self.reference, self.note])),
            "source": self._source_key(),
            "issuer_id": issuer.id,
        }

    def _withdraw(self):
        """Take back the drafts of what is corrected; not what is confirmed."""
        # sudo: drafts that these checks made
        entries = self.sudo().entry_id
        for entry in entries:
            if entry.state == "confirmed" and not entry.is_reversed:
                raise UserError(
                    self.env._(
                        "%(entry)s is confirmed: cancel it first.",
                        entry=entry.display_name,
                    )
                )
        entries.filtered(lambda entry: entry.state == "draft").unlink()
