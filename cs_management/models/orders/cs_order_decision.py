from odoo import api, fields, models

from ..told import ToldChar, ToldText
from .cs_order_check import PROBLEMS


class CsOrderDecision(models.Model):
    """Who gave an order to which agents, and why; the log of the order check."""

    _name = "cs.order.decision"
    _description = "Decision on an Order"
    _inherit = "cs.value.mixin"
    _order = "id desc"
    _rec_name = "order_name"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="sales_team.group_sale_salesman",
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    department_ids = fields.Many2many(
        "hr.department",
        "cs_order_decision_department_rel",
        "decision_id",
        "department_id",
        string="Departments",
        readonly=True,
    )
    agents_key = fields.Char(
        readonly=True, help="Ids of the agents, in order: the tags that were decided."
    )
    number_key = fields.Char(
        readonly=True, help="The version of the work number that was decided about."
    )
    problem = fields.Selection(
        PROBLEMS,
        readonly=True,
        help="What the order check said of the order when it was decided.",
    )
    agents_before = ToldChar(string="Before", readonly=True)
    agents_after = ToldChar(string="After", readonly=True)
    reason = ToldText(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Decided By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    def action_correct(self):
        """HR decides anew, also about orders of locked months (R6.1)."""
        return self.env["cs.order.assign"]._correct(decision_ids=self)

    @api.model
    def _key_of(self, agents):
        """What SQL finds as the agents of an order: ids in order, with commas."""
        return ",".join(str(agent_id) for agent_id in sorted(agents.ids))
