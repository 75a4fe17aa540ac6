from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.sql import escape_psql

from ...engine import segments


class CsOrderClaim(models.Model):
    """An agent claims an untagged order by its number; his leader decides (R2.9).

    Agents have no access to sales orders: they type the number, and are told no more
    than whether there is such an untagged order of theirs to claim.
    """

    _name = "cs.order.claim"
    _description = "Claim of an Order"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_name = "order_number"
    _order = "id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
        domain="[('cs_level_id', '!=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The agent's department on the day of the order.",
    )
    order_number = fields.Char(required=True)
    order_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="sales_team.group_sale_salesman",
    )
    order_date = fields.Datetime(
        string="Ordered", readonly=True, groups="cs_management.group_cs_leader"
    )
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount",
        readonly=True,
        groups="cs_management.group_cs_leader",
        help="In the company's currency.",
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("pending", "Pending"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="pending",
        copy=False,
        index=True,
        tracking=True,
    )
    decision_note = fields.Text(string="Decision", copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")
    rival_count = fields.Integer(
        compute="_compute_rival_count",
        string="Other Claims",
        groups="cs_management.group_cs_leader",
        help="Other pending claims of this order.",
    )

    _pending_uniq = models.UniqueIndex(
        "(order_id, employee_id) WHERE state = 'pending'",
        "You have claimed this order already: its decision is pending.",
    )

    @api.depends("state", "employee_id", "department_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for claim in self:
            claim.can_decide = not claim._why_not_decide()

    def _compute_rival_count(self):
        for claim in self:
            claim.rival_count = len(claim._rivals())

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        # sudo: agents may not set what they may not read of the order; the values are
        # the claim's own, and the record rules are checked after
        claims = super(CsOrderClaim, self.sudo()).create(
            [self._claim_values(vals) for vals in vals_list]
        )
        claims = claims.sudo(self.env.su)
        claims.check_access("create")
        claims._notify_leaders()
        return claims

    def write(self, vals):
        if not {
            "state",
            "employee_id",
            "order_id",
            "order_number",
            "company_id",
            "department_id",
            "decided_by_id",
            "decided_on",
        }.isdisjoint(vals):
            raise UserError(self.env._("Use the buttons to accept or reject a claim."))
        for claim in self:
            if "reason" in vals:
                claim._check_own_and_pending()
            if "decision_note" in vals and (why := claim._why_not_decide()):
                raise UserError(why)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(claim.state != "pending" for claim in self):
            raise UserError(self.env._("A decided claim stays on file."))

    def action_accept(self):
        """Set the agent's tag; other claims of the order are rejected."""
        hints = []
        for claim in self:
            claim._check_can_decide()
            rivals = claim._rivals()
            hints.append(claim._accept(claim.employee_id))
            rivals._decide(
                "rejected",
                self.env._(
                    "The order was given to %(agent)s.",
                    agent=claim.sudo().employee_id.name,
                ),
            )
        return self._notification(hints)

    def action_split(self):
        """Split the order equally among all who claim it (R6.4)."""
        self.ensure_one()
        claims = self | self._rivals()
        for claim in claims:
            claim._check_can_decide()
        return self._notification([claims._accept(claims.employee_id)])

    def action_reject(self):
        for claim in self:
            claim._check_can_decide()
            if not (claim.decision_note or "").strip():
                raise ValidationError(
                    self.env._("Say in Decision why the claim is rejected.")
                )
            claim._decide("rejected")
        return True

    def _accept(self, agents):
        """Give the order to agents and accept their claims in ``self``."""
        # sudo: leaders have no access to orders; the claim says who decides
        order = self.sudo().order_id
        if order.state != "sale" or order._cs_agents():
            raise UserError(
                self.env._(
                    "%(order)s carries an agent's tag by now, or was cancelled: reject "
                    "the claim, or use the order check.",
                    order=self[0].order_number,
                )
            )
        reason = self.env._(
            "Claim accepted: %(reason)s",
            reason="; ".join(filter(None, self.mapped("reason"))),
        )
        hint = order._cs_set_agents(agents, reason)
        self._decide("accepted")
        if hint:
            for claim in self:
                claim.message_post(body=hint, subtype_xmlid="mail.mt_note")
        return hint

    def _decide(self, state, note=None):
        values = {
            "state": state,
            "decided_by_id": self.env.uid,
            "decided_on": fields.Datetime.now(),
        }
        if note:
            values["decision_note"] = note
        # sudo: the callers have checked who decides; rivals may be of other teams
        claims = self.sudo()
        claims.activity_unlink(["mail.mail_activity_data_todo"])
        return super(CsOrderClaim, claims).write(values)

    def _rivals(self):
        """Other pending claims of the same order."""
        self.ensure_one()
        # sudo: claims of agents of other teams count too
        claim = self.sudo()
        return claim.search(
            [
                ("order_id", "=", claim.order_id.id),
                ("state", "=", "pending"),
                ("id", "!=", claim.id),
            ]
        ).sudo(self.env.su)

    def _notification(self, hints):
        hints = [hint for hint in hints if hint]
        if not hints:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(hints),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _notify_leaders(self):
        """A to-do for the leaders of the agent's department."""
        # sudo: agents cannot plan activities for others
        for claim in self.sudo():
            for leader in claim.department_id.cs_leader_ids - self.env.user:
                claim.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=leader.id,
                    summary=self.env._(
                        "%(agent)s claims order %(order)s",
                        agent=claim.employee_id.name,
                        order=claim.order_number,
                    ),
                )

    def _claim_values(self, vals):
        """Values of a new claim, with what the number stands for."""
        # sudo: agents cannot read employees or orders; see _claimable
        agent = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        agent = agent or self.env.user.sudo().employee_id
        is_officer = self.env.user.has_group("cs_management.group_cs_officer")
        if not (self.env.su or is_officer or agent.user_id == self.env.user):
            raise UserError(self.env._("Everybody claims his own orders."))
        number = (vals.get("order_number") or "").strip()
        order, version = self._claimable(agent, number)
        rate = order.currency_rate or 1
        return {
            "reason": vals.get("reason"),
            "employee_id": agent.id,
            "company_id": agent.company_id.id,
            "department_id": version.department,
            "order_number": order.name,
            "order_id": order.id,
            "order_date": order.date_order,
            "amount_untaxed": agent.company_id.currency_id.round(
                order.amount_untaxed / rate
            ),
        }

    @api.model
    def _claimable(self, agent, number):
        """The untagged order of that number, and the agent's version on its day.

        :raises UserError: one and the same, whatever the reason: nothing is told
            about orders that cannot be claimed
        """
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("name", "=ilike", escape_psql(number)),
                    ("company_id", "=", agent.company_id.id),
                    ("state", "=", "sale"),
                ],
                limit=2,
            )
        )
        order = orders.filtered(lambda order: not order._cs_agents())
        if number and len(order) == 1:
            day = order._cs_local_day()
            versions = self.env["hr.version"]._cs_of_employees(agent.ids)
            parts = segments.segments(versions.get(agent.id, ()), day, day)
            if parts:
                return order, parts[0].version
        raise UserError(
            self.env._(
                "There is no such untagged order: %(number)s. Check the number.",
                number=number or self.env._("none given"),
            )
        )

    def _check_own_and_pending(self):
        if self.state != "pending":
            raise UserError(self.env._("A decided claim keeps its reason."))
        # sudo: agents cannot read employees
        if not self.env.su and self.sudo().employee_id.user_id != self.env.user:
            raise UserError(self.env._("The reason of a claim is its agent's."))

    def _check_can_decide(self):
        self.check_access("write")
        if why := self._why_not_decide():
            raise UserError(why)

    def _why_not_decide(self):
        """Why the user may not decide this claim; ``False`` if he may."""
        self.ensure_one()
        if self.state != "pending":
            return self.env._("The claim is decided already.")
        if self.env.su:
            return False
        # sudo: leaders cannot read employees
        user, claim = self.env.user, self.sudo()
        if claim.employee_id.user_id == user:
            return self.env._("Nobody decides a claim of his own.")
        leads = user in claim.department_id.cs_all_leader_ids
        if not (leads or user.has_group("cs_management.group_cs_officer")):
            return self.env._("Claims are decided by the team's leaders and HR.")
        return False
