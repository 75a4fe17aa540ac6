from odoo import api, fields, models
from odoo.exceptions import UserError


class CsOrderAssign(models.TransientModel):
    """Give orders to one agent or several, or leave them to the pool (R6.1, R6.4)."""

    _name = "cs.order.assign"
    _description = "Assign Orders"
    _inherit = ["hr.mixin"]

    check_ids = fields.Many2many(
        "cs.order.check",
        "cs_order_assign_check_rel",
        "assign_id",
        "check_id",
        string="Orders",
        required=True,
    )
    order_count = fields.Integer(compute="_compute_order_count", string="Orders Chosen")
    mode = fields.Selection(
        [
            ("one", "Give to one agent"),
            ("split", "Split among several agents"),
            ("pool", "Leave to the pool"),
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
    reason = fields.Text(required=True)

    @api.depends("check_ids")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard.check_ids)

    def action_assign(self):
        """Replace the agents' tags of all chosen orders, or of none."""
        self.ensure_one()
        agents = self._agents()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the orders are given so."))
        # Record rules decide which orders the user leads; others are not read here.
        checks = self.check_ids.exists()
        checks.check_access("read")
        if not checks:
            raise UserError(
                self.env._("These orders are in order by now: reload the list.")
            )
        # sudo: leaders have no access to orders; the rows above say which they lead
        orders = self.env["sale.order"].sudo().browse(checks.ids).sudo(self.env.su)
        hints = []
        for order in orders:
            order._cs_check_may_give(agents)
            hints.append(order._cs_set_agents(agents, self.reason))
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
