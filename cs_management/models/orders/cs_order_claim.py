from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import escape_psql

from ...engine import segments
from ...engine.trace import step
from ..cs_decision_mixin import Step
from ..told import ToldText, told


class CsOrderClaim(models.Model):
    """An agent claims an untagged order by its number; their leader decides (R2.9).

    Agents have no access to sales orders: they type the number, and are told no more
    than whether there is such an untagged order of theirs to claim.
    """

    _name = "cs.order.claim"
    _description = "Claim of an Order"
    _inherit = ["cs.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_name = "order_number"
    _order = "id desc"
    _check_company_auto = True
    _decision_note = "decision_note"
    _decision_depends = (
        "employee_id",
        "department_id",
    )
    _decision_activities = ("mail.mail_activity_data_todo",)

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
    decision_note = ToldText(string="Decision", copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can")
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
        if "reason" in vals:
            for claim in self:
                claim._check_own_and_pending()
        return super().write(vals)

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"employee_id", "order_number"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(claim.state != "pending" for claim in self):
            raise UserError(self.env._("A decided claim stays on file."))

    def action_accept(self):
        """Set the agent's tag; other claims of the order are rejected."""
        return self._notification([claim._accept() for claim in self])

    def action_split(self):
        """Split the order equally among all who claim it (R6.4)."""
        self.ensure_one()
        return self._notification([(self | self._rivals())._accept()])

    def action_reject(self):
        return self._decide("reject")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("pending",),
            "why_not": "_why_not_judge",
            "reason": "decision_note",
            "signed": ("decided_by_id", "decided_on"),
        }
        return {
            "accept": Step(to_state="accepted", can="can_decide", **decided),
            "reject": Step(to_state="rejected", needs_reason=True, **decided),
        }

    def _accept(self):
        """Give an order to the agents who claim it; whoever else claims it does not.

        :return: where it counts if the period is locked, else ``False``
        """
        self._begin_step("accept")
        agents = self.employee_id
        rivals = self[:1]._rivals() - self
        hint = self._give_order(agents)
        for claim in self:
            claim._take_step("accept")
            if hint:
                claim.message_post(body=hint, subtype_xmlid="mail.mt_note")
        # sudo: rivals may be of other teams; only the name of who got it is told
        for rival in rivals.sudo():
            names = ", ".join(agents.sudo().mapped("name"))
            rival._take_step("reject", told(step("order.given", agents=names)))
        return hint

    def _give_order(self, agents):
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
        reason = "; ".join(filter(None, self.mapped("reason")))
        return order._cs_set_agents(agents, told(step("order.claimed", reason=reason)))

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
        """A to-do for who decides: the agent's next leaders, else HR."""
        # sudo: agents cannot plan activities for others
        for claim in self.sudo():
            deciders = claim.department_id._cs_deciders(claim.employee_id)
            for leader in deciders - self.env.user:
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
        # sudo: of the agent only user and company are taken; see _claimable for orders
        agent = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        agent = agent or self.env.user.employee_id
        if not (self._is_officer() or agent.user_id == self.env.user):
            raise UserError(self.env._("Agents claim their own orders only."))
        number = str(vals.get("order_number") or "").strip()
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
        # sudo: agents see no orders, and are told nothing of those not claimable
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
        order = orders.filtered(
            lambda order: not order._cs_agents() and order._cs_in_channel()
        )
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
        # sudo: whose it is, also of who is of another company by now
        if not self.env.su and self.sudo().employee_id.user_id != self.env.user:
            raise UserError(self.env._("The reason of a claim is its agent's."))
