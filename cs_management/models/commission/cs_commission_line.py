from odoo import api, fields, models
from odoo.exceptions import UserError


class KeylessMany2one(fields.Many2one):
    """A many2one whose column has no foreign key: the models guard it instead."""

    def update_db_foreign_key(self, model, _column):
        """Drop the key that an earlier version made, with what Odoo noted of it."""
        names = [f"{model._table}_{self.name}_fkey"]
        # sudo: the schema is nobody's to change; this is called by updates only
        keys = model.env["ir.model.constraint"].sudo()
        keys.search([("name", "in", names), ("type", "=", "f")]).unlink()


class CsCommissionLine(models.Model):
    """An order credited to an agent in a period; without agent, to the pool (R6).

    Order number, date and sums are copied: who may not see the order can still
    check the credit. The pipeline writes these rows in SQL.

    Four of its seven foreign keys are not in the database. Each is a look-up for every
    row, and they took 3 of the 4.5 seconds in which 220,000 credits are inserted. The
    pipeline writes only what it has just read under the turn of the period, and what a
    credit points at says no where somebody deletes it: the period, the statement and
    the employee in ``_unlink_except_credited`` of theirs; a company cannot go before
    its periods and orders. The key of the order stays: orders are deleted in daily
    work, also while a period is computed. Those of department and earlier period cost
    nothing where they are empty, which is nearly everywhere.
    """

    _name = "cs.commission.line"
    _description = "Commission Credit"
    _inherit = "cs.appealable.mixin"
    _order = "order_date desc, id desc"
    _rec_name = "order_name"
    _appeal_in_part = True
    _check_company_auto = True
    # Two foreign keys less to check on every row; the period says who computed when.
    _log_access = False

    # Found by the unique index, which begins with it.
    period_id = KeylessMany2one(
        "cs.period",
        required=True,
        readonly=True,
        ondelete="restrict",
        # As of facts (``cs.fact.mixin``).
        bypass_search_access=True,
    )
    origin_period_id = fields.Many2one(
        "cs.period",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        string="Adjusts Period",
        help="The locked period in which the order was credited first.",
    )
    state = fields.Selection(related="period_id.state")
    company_id = KeylessMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    statement_id = KeylessMany2one(
        "cs.statement", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    employee_id = KeylessMany2one(
        "hr.employee",
        string="Agent",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: carried by nobody, shared as the pool.",
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    order_id = fields.Many2one(
        "sale.order", readonly=True, index=True, ondelete="restrict"
    )
    # The point of sale may not be installed: no many2one can point there.
    pos_order_id = fields.Integer(
        string="Sale at the Counter",
        readonly=True,
        aggregator=None,
        help="The id of the order of the Point of Sale, instead of one of Sales.",
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    order_date = fields.Datetime(readonly=True)
    paid_on = fields.Date(
        string="Fully Paid",
        readonly=True,
        help="Where fully paid orders count: the day that decides the month.",
    )
    amount_order = fields.Monetary(
        string="Untaxed Amount",
        readonly=True,
        # Of the whole order: summed, a shared one would count twice.
        aggregator=None,
        help="In the company's currency.",
    )
    amount_refund = fields.Monetary(string="Refunded", readonly=True, aggregator=None)
    agent_count = fields.Integer(
        string="Shared By", readonly=True, aggregator=None, help="Agents on the order."
    )
    base = fields.Monetary(string="Credited Base", readonly=True)
    rule_id = KeylessMany2one(
        "cs.commission.rule",
        string="Plan Line",
        readonly=True,
        # The plan line itself sees to its credits when it goes.
        ondelete="cascade",
        help="Empty: paid by the tiers.",
    )
    measure = fields.Float(
        string="Paid On",
        readonly=True,
        digits=(16, 6),
        aggregator=None,
        help="Sales, margin, orders or pieces, as the plan line pays.",
    )
    unit_amount = fields.Monetary(string="Amount Each", readonly=True, aggregator=None)
    rate = fields.Float(
        string="Rate (%)", readonly=True, digits=(12, 4), aggregator=None
    )
    amount = fields.Monetary(string="Commission", readonly=True)
    can_open_order = fields.Boolean(compute="_compute_can_open_order")
    appeal_ids = fields.One2many("cs.appeal", "commission_line_id", string="Appeals")

    _order_idx = models.Index("(order_date DESC, id DESC)")
    # A month's are counted without reading them.
    _period_idx = models.Index("(period_id, company_id)")
    _credit_uniq = models.UniqueIndex(
        "(period_id, COALESCE(order_id, -pos_order_id), COALESCE(employee_id, 0), "
        "COALESCE(origin_period_id, 0), COALESCE(rule_id, 0))",
        "An order is credited once to an agent in a period, by tiers and plan line.",
    )

    _one_order = models.Constraint(
        "CHECK ((order_id IS NULL) <> (pos_order_id IS NULL))",
        "A credit is of one order, or of one sale at the counter.",
    )

    @api.depends_context("uid")
    def _compute_can_open_order(self):
        readable = self.env["sale.order"].has_access("read")
        for line in self:
            order = line._credited()
            line.can_open_order = bool(order) and (
                (readable or line.pos_order_id) and order.has_access("read")
            )

    def _credited(self):
        """What is credited: an order, or a sale at the counter as far as known."""
        if not self.pos_order_id:
            return self.order_id
        if "pos.order" not in self.env:
            return None
        return self.env["pos.order"].browse(self.pos_order_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_open()

    def _check_open(self):
        for line in self:
            if line.period_id.state == "locked":
                raise UserError(
                    self.env._(
                        "The credit of %(order)s in %(period)s is locked: a change "
                        "counts in the next open period.",
                        order=line.order_name,
                        period=line.period_id.name,
                    )
                )

    @api.readonly
    def action_open_order(self):
        self.ensure_one()
        if not self.can_open_order:
            raise UserError(
                self.env._(
                    "You have no access to %(order)s itself. What counts for the "
                    "commission is shown here.",
                    order=self.order_name,
                )
            )
        return self._credited()._get_records_action(context={})
