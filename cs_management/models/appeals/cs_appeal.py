from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cs_decision_mixin import Step


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
    """An agent's appeal against a fact of theirs; see ``cs.appealable.mixin``."""

    _name = "cs.appeal"
    _description = "Appeal"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _decision_note = "decision_note"
    _decision_depends = ("entry_id", "employee_id")

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
    target_model = fields.Char(
        compute="_compute_target_model", help="The model of what it is against."
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("pending", "Pending"), ("accepted", "Accepted"), ("rejected", "Rejected")],
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
    can_decide = fields.Boolean(compute="_compute_can")

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

    @api.depends(lambda self: self._target_fields())
    def _compute_target_model(self):
        for appeal in self:
            target = appeal._target()
            appeal.target_model = target and target._name

    @api.depends("employee_id")
    def _compute_display_name(self):
        for appeal in self:
            # sudo: its name, where the target is out of the reader's sight
            target = appeal.sudo()._target()
            appeal.display_name = self.env._(
                "Appeal: %(target)s", target=target.display_name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        appeals = super().create(vals_list)
        for appeal in appeals:
            if reason := appeal._target()._why_not_appeal():
                raise UserError(reason)
        return appeals

    def write(self, vals):
        if not set(self._target_fields()).isdisjoint(vals):
            raise UserError(
                self.env._("An appeal keeps what it is against: make another one.")
            )
        if "reason" in vals and any(appeal.state != "pending" for appeal in self):
            raise UserError(self.env._("A decided appeal keeps its reason."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(appeal.state != "pending" for appeal in self):
            raise UserError(self.env._("A decided appeal stays on file."))

    def action_accept(self):
        """Accept: what follows for the facts, they say themselves."""
        for appeal in self:
            appeal._decide("accept")
        for name in self._target_fields():
            # sudo: who may decide the appeal may have the facts follow
            if facts := self.sudo()[name]:
                facts._accept_appeal()
        return True

    def action_reject(self):
        return self._decide("reject")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("pending",),
            "why_not": "_why_not_decide",
            "reason": "decision_note",
            "signed": ("decided_by_id", "decided_on"),
        }
        return {
            "accept": Step(to_state="accepted", can="can_decide", **decided),
            "reject": Step(to_state="rejected", needs_reason=True, **decided),
        }

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
        if not self.env.su and (reason := self._target()._why_not_decide_appeal()):
            return reason
        return self._why_not_judge()
