from odoo import api, fields, models
from odoo.exceptions import UserError


class CsOrderAssign(models.TransientModel):
    """Give orders to one agent or several, or leave them to the pool (R6.1, R6.4)."""

    _name = "cs.order.assign"
    _description = "Assign Orders"
    _inherit = ["hr.mixin", "cs.value.mixin"]

    check_ids = fields.Many2many(
        "cs.order.check",
        "cs_order_assign_check_rel",
        "assign_id",
        "check_id",
        string="Orders",
    )
    decision_ids = fields.Many2many(
        "cs.order.decision",
        "cs_order_assign_decision_rel",
        "assign_id",
        "decision_id",
        string="Decisions to Correct",
    )
    credit_ids = fields.Many2many(
        "cs.commission.line",
        "cs_order_assign_credit_rel",
        "assign_id",
        "credit_id",
        string="Credits to Correct",
    )
    order_count = fields.Integer(compute="_compute_order_count", string="Orders Chosen")
    mode = fields.Selection(
        [
            ("one", "Give to one agent"),
            ("number", "Give to whose number it is"),
            ("split", "Split among several agents"),
            ("pool", "Leave to the pool"),
            ("refund", "Reduce an order"),
        ],
        required=True,
        default="one",
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Agent", domain="[('cs_level_id', '!=', False)]"
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_order_assign_employee_rel",
        "assign_id",
        "employee_id",
        string="Agents",
        domain="[('cs_level_id', '!=', False)]",
    )
    order_number = fields.Char(help="The order that the credit note reduces.")
    reason = fields.Text(required=True)

    @api.depends("check_ids", "credit_ids", "decision_ids")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(
                wizard.check_ids or wizard.decision_ids or wizard.credit_ids
            )

    @api.model
    def _correct(self, **facts):
        """Ask for the right agents of what was decided or credited.

        A locked month stays as it is: the difference is settled in the next open one.
        """
        self._check_may_correct()
        return self._get_records_action(
            name=self.env._("Correct Agents"),
            target="new",
            context={f"default_{name}": rows.ids for name, rows in facts.items()},
        )

    @api.model
    def _check_may_correct(self):
        if not (self.env.su or self.env.user._cs_is_officer()):
            raise UserError(
                self.env._(
                    "What was decided or credited is corrected by HR: ask them, with "
                    "the reason."
                )
            )

    def action_assign(self):
        """Replace the agents' tags of all chosen orders, or of none."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the orders are given so."))
        if self.mode == "refund":
            orders, hints = self._name_refunds()
        else:
            orders, hints = self._give_orders()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": "\n".join(
                    [
                        self.env._("Orders changed: %(count)s", count=len(orders)),
                        *filter(None, hints),
                    ]
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _give_orders(self):
        """Give the chosen orders to the chosen agents.

        :return: the orders, and where they count that are of locked periods
        """
        orders, problems = self._orders()
        if self.mode == "number":
            agents_of = self._agents_by_number(orders)
        else:
            agents_of = dict.fromkeys(orders, self._agents())
        hints = []
        for order, agents in agents_of.items():
            order._cs_check_may_give(agents)
            hints.append(
                order._cs_set_agents(agents, self.reason, problems.get(order.id))
            )
        return orders, hints

    def _agents_by_number(self, orders):
        """``{order: whose work number stands in it}``; each must name one agent."""
        # sudo: the rows of the order check show whose number it is
        numbers = (
            self.env["cs.order.number"].sudo().search([("order_id", "in", orders.ids)])
        )
        named = {row.order_id.id: row.employee_id for row in numbers}
        nobody = orders.filtered(lambda order: not named.get(order.id))
        if nobody:
            # sudo: names of orders that the rows show to them
            raise UserError(
                self.env._(
                    "No single agent's number stands in %(orders)s: choose the agent.",
                    orders=", ".join(nobody.sudo().mapped("name")),
                )
            )
        return {order: named[order.id].sudo(self.env.su) for order in orders}

    def _orders(self):
        """The orders chosen, and ``{order id: problem}`` of those to be checked."""
        if corrected := self.decision_ids or self.credit_ids:
            self._check_may_correct()
            corrected.check_access("read")
            # sudo: officers need no access to orders; they see the rows above
            return corrected.sudo().order_id.sudo(self.env.su), {}
        # Record rules decide which orders the user leads; others are not read here.
        checks = self.check_ids.exists()
        checks.check_access("read")
        if not checks:
            raise UserError(
                self.env._("These orders are in order by now: reload the list.")
            )
        if "credit_note" in checks.mapped("problem"):
            raise UserError(
                self.env._(
                    "A credit note is given to no agent: choose Reduce an order, and "
                    "enter its number."
                )
            )
        # sudo: leaders have no access to orders; the rows above say which they lead
        orders = self.env["sale.order"].sudo().browse(checks.ids).sudo(self.env.su)
        return orders, {row.id: row.problem for row in checks}

    def _name_refunds(self):
        """Say of which order the chosen credit notes are (R6.4).

        :return: the notes, and where they count if the order's period is locked
        """
        self._check_may_correct()
        checks = self.check_ids.exists().filtered(
            lambda row: row.problem == "credit_note"
        )
        checks.check_access("read")
        if not checks:
            raise UserError(self.env._("These credit notes have their order by now."))
        # sudo: officers have no access to invoices and orders; the rows say which
        notes = self.env["account.move"].sudo().browse([-row.id for row in checks])
        number = (self.order_number or "").strip()
        hints = []
        for note in notes:
            order = self._refunded_order(note, number)
            note.cs_order_id = order
            note.message_post(
                body=self.env._(
                    "Reduces the commission on %(order)s: %(reason)s",
                    order=order.name,
                    reason=self.reason,
                ),
                subtype_xmlid="mail.mt_note",
            )
            hints.append(self._refund_hint(order))
        return notes, hints

    def _refunded_order(self, note, number):
        orders = note.env["sale.order"].search(
            [
                ("name", "=", number),
                ("company_id", "=", note.company_id.id),
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    note.commercial_partner_id.id,
                ),
                ("state", "=", "sale"),
            ],
            limit=2,
        )
        if len(orders) != 1:
            raise UserError(
                self.env._(
                    "%(customer)s, whose credit note %(note)s is, has no confirmed "
                    "order %(number)s: enter the number of one of theirs.",
                    customer=note.commercial_partner_id.name,
                    note=note.name,
                    number=number or self.env._("(none given)"),
                )
            )
        return orders

    def _refund_hint(self, order):
        period = order._cs_counting_period()
        if period.state != "locked":
            return False
        return self.env._(
            "%(order)s counts in %(locked)s, which is locked: the difference is "
            "settled in %(period)s.",
            order=order.name,
            locked=period.name,
            period=period._cs_next_open_name()[0],
        )

    def _agents(self):
        """The agents chosen, by the mode; none for the pool."""
        if self.mode == "pool":
            return self.env["hr.employee"]
        agents = self.employee_id if self.mode == "one" else self.employee_ids
        if len(agents) < (1 if self.mode == "one" else 2):
            raise UserError(
                self.env._("Choose an agent.")
                if self.mode == "one"
                else self.env._("Choose the agents, two at least.")
            )
        return agents
