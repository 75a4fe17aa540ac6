from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import ZERO, round_money, to_decimal, total_of


class SaleOrder(models.Model):
    """Discounts of agents' orders: own decision with a note, or approval (R6.7).

    Orders without an agent's tag, or whose policy sets no limit, are left alone.
    """

    _inherit = "sale.order"

    cs_discount_note = fields.Text(
        string="Reason of the Discount",
        copy=False,
        help="Why the customer gets it; the leader reads it when they approve.",
    )
    cs_discount_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    cs_discount_amount = fields.Monetary(
        string="Discount",
        compute="_compute_cs_discount",
        compute_sudo=True,
        currency_field="cs_discount_currency_id",
        help="What the agent took off: lowered prices, discounts and lines below zero, "
        "in the company's currency at the order's rate. What pricelists, promotions "
        "and the shop's platform take off is not theirs.",
    )
    cs_discount_limit = fields.Monetary(
        string="Own Decision up to",
        compute="_compute_cs_discount",
        compute_sudo=True,
        currency_field="cs_discount_currency_id",
    )
    cs_discount_state = fields.Selection(
        [
            ("note", "Note needed"),
            ("free", "Own decision"),
            ("approval", "Approval needed"),
            ("pending", "Waiting for approval"),
            ("rejected", "Rejected"),
            ("approved", "Approved"),
        ],
        string="Discount Status",
        compute="_compute_cs_discount",
        compute_sudo=True,
    )
    cs_discount_approval_ids = fields.One2many(
        "cs.discount.approval",
        "order_id",
        string="Discount Approvals",
        groups="cs_management.group_cs_officer",
    )

    @api.depends(
        "cs_discount_approval_ids.discount",
        "cs_discount_approval_ids.state",
        "cs_discount_note",
        "currency_rate",
        "order_line.discount",
        "order_line.is_downpayment",
        "order_line.price_unit",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
        "order_line.technical_price_unit",
        "pricelist_id",
        "team_id.cs_shop_prices",
        "client_order_ref",
        "tag_ids.cs_employee_id",
    )
    def _compute_cs_discount(self):
        policies = self._cs_discount_policies()
        for order in self:
            policy = policies.get(order, self.env["cs.policy"])
            discount = order._cs_discount_total() if policy else ZERO
            order.cs_discount_amount = float(discount)
            order.cs_discount_limit = policy.discount_limit
            order.cs_discount_state = order._cs_discount_state_for(policy, discount)

    def action_request_cs_discount(self):
        """Ask the leaders of the tagged agents to approve the discount."""
        self.ensure_one()
        self.check_access("write")
        if self.cs_discount_state not in ("approval", "rejected"):
            raise UserError(
                self.env._(
                    "%(order)s: there is no discount that waits for a request.",
                    order=self.name,
                )
            )
        if not (self.cs_discount_note or "").strip():
            raise UserError(
                self.env._(
                    "Say in Reason of the Discount why %(order)s needs it: whoever "
                    "approves reads it.",
                    order=self.name,
                )
            )
        # sudo: salesmen need no access to approvals; the leaders decide on them
        approval = self.env["cs.discount.approval"].sudo()._request(self.sudo())
        self.message_post(
            body=self.env._(
                "Approval of a discount of %(discount)s requested from %(approvers)s.",
                discount=approval._money(approval.discount),
                approvers=approval._approver_names(),
            ),
            subtype_xmlid="mail.mt_note",
        )
        return True

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._cs_discount_error()

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._cs_discount_error()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._cs_discount_error()

    def _cs_discount_error(self):
        """Why the discount keeps the order from being confirmed; else ``False``."""
        self.ensure_one()
        # sudo: only the limit and who approves is told
        order = self.sudo()
        state = order.cs_discount_state
        if not state or state in ("free", "approved"):
            return False
        money = order.company_id.currency_id.format
        values = {
            "order": order.name,
            "discount": money(order.cs_discount_amount),
            "limit": money(order.cs_discount_limit),
        }
        if state == "note":
            return self.env._(
                "%(order)s gives a discount of %(discount)s, up to %(limit)s is the "
                "agent's own decision: note its reason in Reason of the Discount.",
                **values,
            )
        values["approvers"] = order.env["cs.discount.approval"]._names_of(
            *order._cs_discount_approver()
        )
        if state == "pending":
            return self.env._(
                "%(order)s gives a discount of %(discount)s, above the limit of "
                "%(limit)s: it waits for the approval of %(approvers)s.",
                **values,
            )
        return self.env._(
            "%(order)s gives a discount of %(discount)s, above the limit of "
            "%(limit)s: note its reason and press Request Discount Approval. It is "
            "approved by %(approvers)s.",
            **values,
        )

    def _cs_discount_policies(self):
        """The strictest policy of the tagged agents: ``{order: policy}``."""
        # sudo: the limit is no secret
        agents = {order: order._cs_agents() for order in self}
        today = {
            order: order.company_id._cs_today()
            for order, tagged in agents.items()
            if tagged
        }
        pairs = {
            (agent.id, day) for order, day in today.items() for agent in agents[order]
        }
        if not pairs:
            return {}
        # sudo: salesmen read no policies; only the limit and who approves comes out
        Policy = self.env["cs.policy"].sudo()
        found = Policy._of_agents(pairs)
        return {
            order: Policy.union(
                *(found[agent.id, day] for agent in agents[order])
            )._strictest_discount()
            for order, day in today.items()
        }

    def _cs_discount_total(self):
        """What the agent took off all lines, in the company's currency (R6.7).

        Lowered prices, discounts in per cent, and lines below zero as the discount
        wizard makes them, at the order's rate; not what pricelists take off. Down
        payments are none, nor are lines without commission (postage, promotions, gift
        cards: R6.8), nor an order that is a return.
        """
        self.ensure_one()
        if self.amount_untaxed < 0:
            return ZERO
        rate = to_decimal(self.currency_rate) or Decimal(1)
        rounding = to_decimal(self.company_id.currency_id.rounding)
        lines = self.order_line.filtered(
            lambda line: not line.display_type
            and not line.is_downpayment
            and not line.cs_no_commission
        )
        lines._cs_find_price_rules()
        return round_money(
            total_of(line._cs_given_discount() for line in lines) / rate, rounding
        )

    def _cs_is_priced_by_shop(self):
        """Whether a platform made the prices: an order of the shop, by its number."""
        return bool(self.client_order_ref and self.team_id.cs_shop_prices)

    def _cs_discount_state_for(self, policy, discount):
        """How the discount stands; ``False`` where nothing is watched (R6.7)."""
        if not policy or not discount:
            return False
        if discount <= to_decimal(policy.discount_limit):
            return "free" if (self.cs_discount_note or "").strip() else "note"
        covering = self._cs_approvals().filtered(
            lambda approval: discount <= to_decimal(approval.discount)
        )
        if "approved" in covering.mapped("state"):
            return "approved"
        return covering[-1:].state or "approval"

    def _cs_approvals(self):
        # sudo: only how they stand is told
        return self.sudo().cs_discount_approval_ids.sorted("id")

    def _cs_discount_approver(self):
        """Role that approves this order's discount, and the departments led."""
        policy = self._cs_discount_policies()[self]
        return policy.discount_approver, self._cs_departments(self._cs_agents())
