from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from ...engine.trace import step
from ..cs_background_mixin import ACTIVE
from ..told import ToldChar, told

OFFICER = "cs_management.group_cs_officer"
# Months that a new what-if begins with.
MONTHS = 3


class Tried(NamedTuple):
    """Columns of a policy that is tried: what it pays, beside what is paid now."""

    amount: str
    difference: str
    trace: str
    winners: str
    losers: str


# The policy, and the one that it is compared with.
TRIED = (
    Tried("amount_then", "difference", "trace", "winners", "losers"),
    Tried(
        "amount_second",
        "difference_second",
        "trace_second",
        "winners_second",
        "losers_second",
    ),
)
# What rows have, and their totals.
AMOUNTS = (
    "amount_paid",
    "amount_now",
    *(name for tried in TRIED for name in (tried.amount, tried.difference)),
)


class CsWhatif(models.Model):
    """What a policy would have paid over months, open or locked, beside what they pay.

    Its maker's, and the managers' of the company. Running it is in
    ``cs_whatif_run.py``; rows are by agent, and below them by month and code.
    """

    _name = "cs.whatif"
    _description = "What-if"
    _inherit = ["cs.background.mixin", "cs.guard.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # In the reader's language, unless somebody gives it another one.
    name = ToldChar(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        string="Made By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    policy_id = fields.Many2one(
        "cs.policy",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="As if it held in all these months, whatever its own date.",
    )
    ladder_id = fields.Many2one(related="policy_id.ladder_id")
    second_policy_id = fields.Many2one(
        "cs.policy",
        string="Compared With",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Another draft for the same ladder, beside the first.",
    )
    period_from_id = fields.Many2one(
        "cs.period",
        string="From",
        required=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self._recent_periods()[-1:],
    )
    period_to_id = fields.Many2one(
        "cs.period",
        string="To",
        required=True,
        ondelete="cascade",
        check_company=True,
        default=lambda self: self._recent_periods()[:1],
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    computed_at = fields.Datetime(string="Computed", readonly=True, copy=False)
    note = fields.Text(string="To Check", readonly=True, copy=False)
    figures = fields.Char(
        readonly=True, copy=False, help="Tells whether the policies changed since."
    )
    reached_on = fields.Date(
        readonly=True, copy=False, help="The last day of the month that was done last."
    )
    job_state = fields.Selection(related="state", string="Background Status")
    job_text = fields.Char(compute="_compute_job", string="In the Background")
    job_done = fields.Integer(string="Months Done", readonly=True, copy=False)
    job_total = fields.Integer(string="Months", readonly=True, copy=False)
    job_is_lost = fields.Boolean(
        compute="_compute_job", help="Nothing has been heard of it for minutes."
    )
    agent_ids = fields.One2many("cs.whatif.agent", "whatif_id", string="By Agent")
    line_ids = fields.One2many("cs.whatif.line", "whatif_id", string="Amounts")
    amount_paid = fields.Monetary(
        string="Statements",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What the statements of these months say.",
    )
    amount_now = fields.Monetary(
        string="Now",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The same months by the approved policies and the facts of today.",
    )
    amount_then = fields.Monetary(
        string="Then",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The same months as if the policy held.",
    )
    difference = fields.Monetary(readonly=True, copy=False, aggregator=None)
    winners = fields.Integer(string="Get More", readonly=True, copy=False)
    losers = fields.Integer(string="Get Less", readonly=True, copy=False)
    amount_second = fields.Monetary(
        string="Then, Compared With", readonly=True, copy=False, aggregator=None
    )
    difference_second = fields.Monetary(
        string="Difference, Compared With",
        readonly=True,
        copy=False,
        aggregator=None,
    )
    winners_second = fields.Integer(
        string="Get More, Compared With", readonly=True, copy=False
    )
    losers_second = fields.Integer(
        string="Get Less, Compared With", readonly=True, copy=False
    )
    is_outdated = fields.Boolean(
        compute="_compute_is_outdated",
        help="The policy has other figures by now: run it again.",
    )
    is_moved = fields.Boolean(
        compute="_compute_is_moved",
        help="Facts have changed since the statements were made.",
    )

    @api.model
    def _recent_periods(self):
        """The last months that have begun, the newest first."""
        return self.env["cs.period"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("date_from", "<=", fields.Date.context_today(self)),
            ],
            order="date_from desc",
            limit=MONTHS,
        )

    @api.depends("policy_id", "period_from_id", "period_to_id")
    def _compute_name(self):
        for whatif in self:
            policy, span = whatif.policy_id.id, whatif._span()
            # Of a form that is just opened nothing can be said yet.
            whatif.name = bool(policy and span) and told(
                step("whatif.name", policy=policy, span=span)
            )

    def _span(self):
        """Its months in words; nothing while they are not chosen."""
        first, last = self.period_from_id.name, self.period_to_id.name
        return first if first == last else f"{first} - {last}"

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.depends("state", "job_done", "job_total", "write_date")
    @api.depends_context("lang")
    def _compute_job(self):
        for whatif in self:
            whatif.job_is_lost = whatif._is_lost()
            whatif.job_text = whatif.state in ACTIVE and self.env._(
                "%(done)s of %(total)s months",
                done=whatif.job_done,
                total=whatif.job_total,
            )

    def _compute_is_outdated(self):
        for whatif in self:
            is_done = whatif.state == "done"
            whatif.is_outdated = is_done and whatif.figures != whatif._figures_now()

    @api.depends("amount_paid", "amount_now")
    def _compute_is_moved(self):
        for whatif in self:
            gap = whatif.amount_paid - whatif.amount_now
            whatif.is_moved = bool(whatif.amount_paid) and not (
                whatif.currency_id.is_zero(gap)
            )

    @api.constrains("policy_id", "second_policy_id")
    def _check_policies(self):
        for whatif in self:
            second = whatif.second_policy_id
            if second and (
                second == whatif.policy_id
                or second.ladder_id != whatif.policy_id.ladder_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(whatif)s: compare two different policies of one ladder.",
                        whatif=whatif.name,
                    )
                )

    @api.constrains("period_from_id", "period_to_id")
    def _check_periods(self):
        for whatif in self:
            if whatif.period_from_id.date_from > whatif.period_to_id.date_from:
                raise ValidationError(
                    self.env._(
                        "%(whatif)s: the first month comes before the last one.",
                        whatif=whatif.name,
                    )
                )

    def write(self, vals):
        """What it was run with stays; other months or policies ask for another run."""
        asked = {"policy_id", "second_policy_id", "period_from_id", "period_to_id"}
        changed = not asked.isdisjoint(vals)
        if changed and any(whatif.state in ACTIVE for whatif in self):
            raise UserError(
                self.env._("It waits or runs in the background: cancel it first.")
            )
        result = super().write(vals)
        if changed:
            # sudo: its own rows, which nobody else writes
            self.sudo()._clear()
        return result

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _open_rows(self, name, *domain, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"cs_management.{name}")
        action["domain"] = [("whatif_id", "=", self.id), *domain]
        shown = ["amount_now", "amount_then", "difference"]
        if self.second_policy_id:
            shown += ["amount_second", "difference_second"]
        action["context"] = {
            "has_second": bool(self.second_policy_id),
            "pivot_measures": shown,
            **context,
        }
        return action

    @api.readonly
    def action_open_agents(self):
        return self._open_rows("cs_whatif_agent_action")

    @api.readonly
    def action_open_winners(self):
        return self._open_rows("cs_whatif_agent_action", ("difference", ">", 0))

    @api.readonly
    def action_open_losers(self):
        return self._open_rows("cs_whatif_agent_action", ("difference", "<", 0))

    @api.readonly
    def action_open_amounts(self):
        return self._open_rows("cs_whatif_line_action")

    # ------------------------------------------------------------------
    # What is said of it
    # ------------------------------------------------------------------

    def _told(self):
        """What the policy would cost, and what the one it is compared with would."""
        self.ensure_one()
        money = self.currency_id

        def write(amount):
            return formatLang(self.env, amount, currency_obj=money)

        text = self.env._(
            "%(months)s: %(then)s instead of %(now)s, a difference of "
            "%(difference)s; %(more)s get more, %(less)s get less.",
            months=self._span(),
            then=write(self.amount_then),
            now=write(self.amount_now),
            difference=write(self.difference),
            more=self.winners,
            less=self.losers,
        )
        if not self.second_policy_id:
            return text
        second = self.env._(
            "%(policy)s: %(then)s, a difference of %(difference)s; %(more)s get more, "
            "%(less)s get less.",
            policy=self.second_policy_id.display_name,
            then=write(self.amount_second),
            difference=write(self.difference_second),
            more=self.winners_second,
            less=self.losers_second,
        )
        return f"{text} {second}"
