from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


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
    """An agent's appeal against a fact of his; see ``cs.appealable.mixin``."""

    _name = "cs.appeal"
    _description = "Appeal"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

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
    can_decide = fields.Boolean(compute="_compute_can_decide")

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
            target = appeal.sudo()._target()
            appeal.display_name = self.env._(
                "Appeal: %(target)s", target=target.display_name or ""
            )

    @api.depends(lambda self: ("state", "employee_id", *self._target_fields()))
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for appeal in self:
            appeal.can_decide = not appeal._why_not_decide()

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
        if "decision_note" in vals:
            for appeal in self:
                if reason := appeal._why_not_decide():
                    raise UserError(reason)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(appeal.state != "pending" for appeal in self):
            raise UserError(self.env._("A decided appeal stays on file."))

    def action_accept(self):
        """Accept: what follows for the facts, they say themselves."""
        for appeal in self:
            appeal._decide("accepted")
        for name in self._target_fields():
            # sudo: who may decide the appeal may have the facts follow
            if facts := self.sudo()[name]:
                facts._accept_appeal()
        return True

    def action_reject(self):
        for appeal in self:
            if not (appeal.decision_note or "").strip():
                raise ValidationError(
                    self.env._("Say in Decision why the appeal is rejected.")
                )
            appeal._decide("rejected")
        return True

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {
            "state",
            "employee_id",
            "department_id",
            "company_id",
            "period_id",
            "decided_by_id",
            "decided_on",
        }

    @api.model
    def _target_fields(self):
        """Names of the fields that lead to what an appeal may be against."""
        return target_fields(self.env.registry)

    def _target(self):
        """What the appeal is against."""
        targets = [self[name] for name in self._target_fields()]
        return next(filter(None, targets), targets[-1])

    def _decide(self, state):
        if reason := self._why_not_decide():
            raise UserError(reason)
        self._store(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        self.message_post(
            body=self.env._("Decided: %(state)s", state=self._state_label()),
            subtype_xmlid="mail.mt_note",
        )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _why_not_decide(self):
        """Why the user may not decide this appeal; ``False`` if he may."""
        self.ensure_one()
        if self.state != "pending":
            return self.env._("The appeal is decided already.")
        if self.env.su:
            return False
        user, appeal = self.env.user, self.sudo()
        if appeal.employee_id.user_id == user:
            return self.env._("Nobody decides an appeal about himself.")
        if reason := self._target()._why_not_decide_appeal():
            return reason
        leads = user in appeal.department_id.cs_all_leader_ids
        if not (leads or user.has_group("cs_management.group_cs_officer")):
            return self.env._("Appeals are decided by the team's leaders and HR.")
        return False
