from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...engine import allowances, segments
from ...engine.money import to_decimal
from ..cs_decision_mixin import Step, Words
from ..cs_period_run import Line
from .cs_statement_line import BONUS

TERMS = {"employee_id", "date", "kind", "percent", "amount"}


class CsBonus(models.Model):
    """A bonus of one agent for one month: how much, set by whom, and why.

    Per cent of base pay or an amount, within the range of the agent's level (R5.5);
    that of managers and assistants is at least so much a month, set by the general
    manager (R3.13). Nobody sets their own.
    """

    _name = "cs.bonus"
    _description = "Bonus"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _order = "date desc, id desc"
    _decision_depends = ("employee_id", "date")

    date = fields.Date(string="For the Month Of", tracking=True)
    kind = fields.Selection(
        [("percent", "Per cent of base pay"), ("amount", "Amount")],
        required=True,
        default="percent",
        tracking=True,
    )
    percent = fields.Float(string="Per Cent", digits=(6, 2), tracking=True)
    amount = fields.Monetary(tracking=True)
    reason = fields.Text(required=True, tracking=True, help="The agent reads it.")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    set_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    set_at = fields.Datetime(string="Set On", readonly=True, copy=False)
    cancel_reason = fields.Text(readonly=True, copy=False)
    can_confirm = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _figures = models.Constraint(
        "CHECK (COALESCE(percent, 0) >= 0 AND COALESCE(amount, 0) >= 0)",
        "A bonus cannot be below zero.",
    )

    @api.depends("employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for bonus in self:
            # sudo: a name, also of who is of another company by now
            bonus.display_name = self.env._(
                "Bonus of %(agent)s for %(date)s",
                agent=bonus.sudo().employee_id.display_name or "",
                date=format_date(self.env, bonus.date),
            )

    def write(self, vals):
        terms = TERMS | {"reason"}
        if not self.env.su and not terms.isdisjoint(vals):
            for bonus in self:
                if bonus.state != "draft":
                    raise UserError(
                        self.env._(
                            "%(bonus)s was decided and stays: cancel it, and set "
                            "another one.",
                            bonus=bonus.display_name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for bonus in self:
            if bonus.state != "draft":
                raise UserError(
                    self.env._(
                        "%(bonus)s stays on file: cancel it instead.",
                        bonus=bonus.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Set the bonus; it is paid with the month, or later if that is locked."""
        return self._decide("confirm")

    def action_cancel(self):
        """Take the bonus back, with a reason; what was paid is taken back, too."""
        return self._ask_reason("cancel")

    @api.model
    def _decision_steps(self):
        return {
            "confirm": Step(
                from_states=("draft",),
                to_state="confirmed",
                why_not="_why_not_set",
                signed=("set_by_id", "set_at"),
                prepare="_check_range",
                then=("_post", "_check_reach"),
            ),
            "cancel": Step(
                from_states=("draft", "confirmed"),
                to_state="cancelled",
                why_not="_why_not_set",
                reason="cancel_reason",
                needs_reason=True,
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "cancel": Words(
                title=self.env._("Cancel the Bonus"),
                button=self.env._("Cancel the Bonus"),
                hint=self.env._("Why it is taken back. The agent reads it."),
            )
        }

    def _set_state(self, state, **values):
        """Set the status; open periods pay something else from then on."""
        # sudo: periods wait for their lock, whoever decides
        self.env["cs.period"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("state", "!=", "locked")]
        )._enter()
        return super()._set_state(state, **values)

    @api.model
    def _unguarded_fields(self):
        """A bonus may be cancelled behind a lock: its steps say what may change."""
        return set(self._fields)

    def _why_not_change(self):
        return self._why_concerned()

    def _why_not_set(self):
        """HR sets bonuses, or the general manager where the level says so."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_officer():
            return self.env._("Bonuses are set by HR.")
        by_manager = self._terms().bonus_setter == "manager"
        if by_manager and not self.env.user.has_group("cs_management.group_cs_manager"):
            return self.env._(
                "%(bonus)s is set by the general manager: ask a manager of customer "
                "service.",
                bonus=self.display_name,
            )
        return False

    def _terms(self):
        """The row of the agent's level under the policy of the day; may be empty."""
        self.ensure_one()
        Level = self.env["cs.policy.level"]
        if not (self.employee_id and self.date):
            return Level
        key = self.employee_id.id, self.date
        policy = self.env["cs.policy"]._of_agents({key})[key]
        versions = self.env["hr.version"]._cs_of_employees({self.employee_id.id})
        version = segments.version_on(versions.get(key[0], ()), self.date)
        return policy.level_ids.filtered(
            lambda row: version and row.level_id.id == version.level
        )

    def _check_range(self):
        """The bonus lies in the range of the agent's level (R5.5, R3.13)."""
        terms = self._terms()
        if self.kind == "percent":
            value, unit = self.percent, "%"
            low, high = terms.bonus_min_percent, terms.bonus_max_percent
            allowed = bool(high)
        else:
            value, unit = self.amount, self.currency_id.name
            low, high = terms.bonus_min_amount, terms.bonus_max_amount
            allowed = bool(low or high)
        if not allowed:
            raise ValidationError(
                self.env._(
                    "%(bonus)s: the policy has no such bonus for the agent's level. "
                    "Choose the other kind, or enter a range in the policy.",
                    bonus=self.display_name,
                )
            )
        inside = allowances.within(*map(to_decimal, (value, low, high)))
        if not (value and inside):
            raise ValidationError(
                self.env._(
                    "%(bonus)s: %(value)s %(unit)s is outside of what the policy "
                    "allows at this level, from %(low)s to %(high)s %(unit)s.",
                    bonus=self.display_name,
                    value=f"{value:g}",
                    unit=unit,
                    low=f"{low:g}",
                    high=f"{high:g}" if high else "…",
                )
            )

    def _check_reach(self):
        """A locked month is still compared with what is set today."""
        # sudo: periods are looked at, nothing is told but a name
        origin, period = self.sudo().origin_period_id, self.sudo().period_id
        if origin and origin not in period._compared_periods():
            raise UserError(
                self.env._(
                    "%(bonus)s: %(period)s was locked too long ago to be changed. "
                    "Choose a later date.",
                    bonus=self.display_name,
                    period=origin.name,
                )
            )

    # ------------------------------------------------------------------
    # Pay
    # ------------------------------------------------------------------

    def _line(self, base, rounding):
        """``CS_REWARD`` of the bonus by the base pay of its month."""
        percent = to_decimal(self.percent) if self.kind == "percent" else to_decimal(0)
        own = to_decimal(self.amount) if self.kind == "amount" else to_decimal(0)
        amount, how = allowances.bonus(own, percent, base, rounding)
        return Line(
            "CS_REWARD",
            amount,
            base=own or base,
            rate=percent,
            steps=(how,),
            key=f"{BONUS}:{self.id}",
        )
