from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cs_decision_mixin import Step


class CsAppeal(models.Model):
    """An agent's appeal against an entry, a credit or a workday of his."""

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
    entry_id = fields.Many2one(
        "cs.conduct.entry", index="btree_not_null", ondelete="cascade"
    )
    commission_line_id = fields.Many2one(
        "cs.commission.line",
        string="Credit",
        index="btree_not_null",
        ondelete="cascade",
    )
    workday_id = fields.Many2one(
        "cs.workday", index="btree_not_null", ondelete="restrict"
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

    _one_target = models.Constraint(
        "CHECK (num_nonnulls(entry_id, commission_line_id, workday_id) = 1)",
        "An appeal is against one entry, one credit or one workday.",
    )
    _pending_entry_uniq = models.UniqueIndex(
        "(entry_id) WHERE state = 'pending' AND entry_id IS NOT NULL",
        "An appeal against this entry is waiting for its decision already.",
    )
    _pending_credit_uniq = models.UniqueIndex(
        "(commission_line_id) WHERE state = 'pending' "
        "AND commission_line_id IS NOT NULL",
        "An appeal against this credit is waiting for its decision already.",
    )

    _pending_workday_uniq = models.UniqueIndex(
        "(workday_id) WHERE state = 'pending' AND workday_id IS NOT NULL",
        "An appeal against this workday is waiting for its decision already.",
    )

    @api.depends("entry_id", "commission_line_id", "workday_id")
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

    @api.depends("employee_id")
    def _compute_display_name(self):
        for appeal in self:
            target = appeal.sudo()._target()
            appeal.display_name = self.env._(
                "Appeal: %(target)s", target=target.display_name or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        appeals = super().create(vals_list)
        for appeal in appeals:
            if reason := self._why_not_appeal(appeal._target()):
                raise UserError(reason)
        return appeals

    def write(self, vals):
        if not {"entry_id", "commission_line_id", "workday_id"}.isdisjoint(vals):
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
        """Accept: the entry is cancelled, or reversed where its period is locked; the
        workday is excused."""
        for appeal in self:
            appeal._decide("accept")
            if entry := appeal.entry_id.filtered(
                lambda entry: entry.state == "confirmed" and not entry.is_reversed
            ):
                # sudo: who may decide the appeal may take the entry back
                entry.sudo().action_cancel()
        # sudo: an excused day is classified again, whoever excused it
        workdays = self.sudo().workday_id
        workdays._refresh({(day.employee_id.id, day.date) for day in workdays})
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
    def _kept_fields(self):
        return super()._kept_fields() | {
            "employee_id",
            "department_id",
            "company_id",
            "period_id",
        }

    def _target(self):
        """What the appeal is against."""
        return self.entry_id or self.commission_line_id or self.workday_id

    def _why_not_decide(self):
        """Why the user may not decide this appeal; ``False`` if he may."""
        # sudo: who issued the entry is known to who reads it
        if not self.env.su and self.sudo().entry_id.issuer_id == self.env.user:
            return self.env._(
                "You issued the entry: its appeal is decided by somebody else."
            )
        return self._why_not_judge()

    @api.model
    def _may_appeal(self, target, appeals):
        """Whether to offer an appeal: allowed, and none is waiting already."""
        is_waiting = "pending" in appeals.mapped("state")
        return not (is_waiting or self._why_not_appeal(target))

    @api.model
    def _why_not_appeal(self, target):
        """Why the user may not appeal against a fact; ``False`` if he may."""
        target = target.sudo()
        if not self.env.su and target.employee_id.user_id != self.env.user:
            return self.env._("Appeals are made by the agent concerned.")
        if target._name == "cs.conduct.entry" and (
            target.state != "confirmed" or target.is_reversed
        ):
            return self.env._("Only a confirmed entry can be appealed.")
        return False
