from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..cs_decision_mixin import Step

PENDING = "pending"
# Won, as a whole or in part.
WON = ("accepted", "partly")


def target_fields(registry):
    """Names of the fields of appeals that lead to an appealable fact."""
    fact = registry["cs.appealable.mixin"]
    return sorted(
        name
        for name, field in registry["cs.appeal"]._fields.items()
        if field.type == "many2one" and issubclass(registry[field.comodel_name], fact)
    )


class OneTarget(models.Constraint):
    """Just one of the target fields is set, whatever fields the chapters have added."""

    def get_definition(self, registry):
        return f"CHECK (num_nonnulls({', '.join(target_fields(registry))}) = 1)"


class CsAppeal(models.Model):
    """An agent's appeal against a fact of theirs; see ``cs.appealable.mixin``.

    Who is asked, until when, and who is next is in ``cs_appeal_turn.py``.
    """

    _name = "cs.appeal"
    _description = "Appeal"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _decision_note = "decision_note"
    _decision_depends = ("employee_id", "decider_ids")
    _decision_activities = (
        "cs_management.cs_activity_appeal",
        "cs_management.cs_activity_appeal_nobody",
    )

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        compute="_compute_target",
        store=True,
        precompute=True,
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_target", store=True, precompute=True
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_target",
        store=True,
        index=True,
        precompute=True,
    )
    period_id = fields.Many2one(
        "cs.period", compute="_compute_target", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    target_model = fields.Char(
        compute="_compute_target_model", help="The model of what it is against."
    )
    target = fields.Selection(
        "_selection_target",
        string="Appeal Against",
        compute="_compute_target",
        store=True,
        index=True,
        precompute=True,
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("accepted", "Accepted"),
            ("partly", "Partly Accepted"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        group_expand=True,
        readonly=True,
        default="pending",
        copy=False,
        index=True,
        tracking=True,
    )
    decision_note = fields.Text(string="Decision", copy=False, tracking=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    duration = fields.Float(
        string="Days until Decided",
        compute="_compute_duration",
        store=True,
        digits=(8, 2),
        aggregator="avg",
    )
    can_decide = fields.Boolean(compute="_compute_can")
    can_decide_partly = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    _one_target = OneTarget("", "An appeal is against exactly one fact.")

    @api.depends(lambda self: self._target_fields())
    def _compute_target(self):
        # sudo: the target's agent, team and period say who may see the appeal
        for appeal in self.sudo():
            target = appeal._target()
            appeal.employee_id = target.employee_id
            appeal.department_id = target.department_id or (
                target.employee_id.department_id
            )
            appeal.company_id = target.company_id
            appeal.period_id = target.period_id
            appeal.target = target and target._appeal_target()

    def _read_group_select(self, aggregate_spec, query):
        """What still waits has no duration yet: it is in no mean."""
        found = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "duration:avg":
            return found
        decided = self._field_to_sql(self._table, "decided_on", query)
        return SQL("%s FILTER (WHERE %s IS NOT NULL)", found, decided)

    @api.depends("decided_on")
    def _compute_duration(self):
        for appeal in self:
            taken = appeal.decided_on and appeal.decided_on - (
                appeal.create_date or appeal.decided_on
            )
            appeal.duration = max(taken.total_seconds() / 86400, 0) if taken else 0

    @api.depends(lambda self: self._target_fields())
    def _compute_target_model(self):
        for appeal in self:
            target = appeal._target()
            appeal.target_model = target and target._name

    @api.depends("employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for appeal in self:
            # sudo: its name, where the target is out of the reader's sight
            target = appeal.sudo()._target()
            appeal.display_name = self.env._(
                "Appeal: %(target)s", target=target.display_name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Who appeals decides nothing: what only deciders set begins empty.
            granted = dict.fromkeys(self._granted_fields(), False)
            vals_list = [{**vals, **granted} for vals in vals_list]
        appeals = super().create(vals_list)
        for appeal in appeals:
            if reason := appeal._target()._why_not_appeal():
                raise UserError(reason)
        # sudo: who is asked follows from the fact, the agent has no say in it
        appeals.sudo()._ask()
        return appeals

    def write(self, vals):
        if not set(self._target_fields()).isdisjoint(vals):
            raise UserError(
                self.env._("An appeal keeps what it is against: make another one.")
            )
        if "reason" in vals:
            self._check_may_reason()
        if not (self.env.su or self._granted_fields().isdisjoint(vals)):
            self._check_may_note()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(appeal.state != PENDING for appeal in self):
            raise UserError(self.env._("A decided appeal stays on file."))
        if not self.env.su:
            raise UserError(
                self.env._(
                    "An appeal stays on file: it is decided, or its agent withdraws it."
                )
            )

    @api.model
    def _granted_fields(self):
        """Hook: names of the fields in which deciders say what is granted."""
        return {"decision_note"}

    def _check_may_reason(self):
        """The reason is the agent's own, as long as it is not decided."""
        if any(appeal.state != PENDING for appeal in self):
            raise UserError(self.env._("A decided appeal keeps its reason."))
        for appeal in self:
            if not self.env.su and self.env.user not in appeal._concerned():
                raise AccessError(
                    self.env._("The reason of an appeal is written by its agent.")
                )

    def _why_not_history(self):
        return self.state != PENDING and self.env._(
            "%(appeal)s is decided: its history stays.", appeal=self.display_name
        )

    def action_accept(self):
        """Accept: what follows for the facts, they say themselves."""
        for appeal in self:
            appeal._decide("accept")
        for name in self._target_fields():
            # sudo: who may decide the appeal may have the facts follow
            if facts := self.sudo()[name]:
                facts._accept_appeal()
        return True

    def action_partly(self):
        """Accept in part: as much as the decider has granted."""
        for appeal in self:
            appeal._decide("partly")
            # sudo: who may decide the appeal may have the fact follow
            row = appeal.sudo()
            row._target()._accept_part(row)
        return True

    def action_reject(self):
        return self._decide("reject")

    def action_withdraw(self):
        """The agent gives it up; nothing changes."""
        return self._decide("withdraw")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": (PENDING,),
            "why_not": "_why_not_decide",
            "reason": "decision_note",
            "signed": ("decided_by_id", "decided_on"),
            "then": ("_tell_decided",),
        }
        return {
            "accept": Step(
                to_state="accepted",
                can="can_decide",
                prepare="_prepare_accept",
                **decided,
            ),
            "partly": Step(
                to_state="partly",
                can="can_decide_partly",
                prepare="_prepare_partly",
                needs_reason=True,
                **{**decided, "why_not": "_why_not_partly"},
            ),
            "reject": Step(to_state="rejected", needs_reason=True, **decided),
            "withdraw": Step(
                from_states=(PENDING,),
                to_state="withdrawn",
                why_not="_why_not_withdraw",
                signed=("decided_on",),
                then=("_end_turn",),
            ),
        }

    def _prepare_accept(self):
        """Hook: the last checks before it is accepted; values to set."""

    def _prepare_partly(self):
        """Hook: the last checks before it is accepted in part; values to set."""

    @api.model
    def _selection_target(self):
        """The kinds of facts that can be appealed, by their fields."""
        return [
            (name, self._fields[name]._description_string(self.env))
            for name in self._target_fields()
        ]

    @api.model
    def _target_fields(self):
        """Names of the fields that lead to what an appeal may be against."""
        return target_fields(self.env.registry)

    def _target(self):
        """What the appeal is against."""
        targets = [self[name] for name in self._target_fields()]
        return next(filter(None, targets), targets[-1])

    def _why_not_decide(self):
        """Why the user may not decide this appeal; ``False`` if they may."""
        if self.env.su:
            return False
        if reason := self._target()._why_not_decide_appeal():
            return reason
        return self._why_not_judge() or self._why_not_turn()

    def _why_not_partly(self):
        """The same, and whether the fact can be accepted in part at all."""
        if not self._target()._appeal_in_part:
            return self.env._(
                "%(appeal)s is accepted as a whole or rejected.",
                appeal=self.display_name,
            )
        return self._why_not_decide()

    def _why_not_withdraw(self):
        if self.env.su or self.env.user in self._concerned():
            return False
        return self.env._("An appeal is withdrawn by its agent.")
