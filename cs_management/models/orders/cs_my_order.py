from odoo import api, fields, models
from odoo.tools import SQL

from ..commission.cs_period_credit import CREDIT_COLUMNS
from ..cs_period_run import Run


class CsMyOrder(models.Model):
    """The user's own orders of open periods, and what they bring as things stand.

    Agents have no access to sales orders: these rows are what the pipeline would
    credit them with now, nobody else's. The rate is today's, so the commission is
    what the month would pay if it ended today.
    """

    _name = "cs.my.order"
    _description = "My Order"
    _auto = False
    _rec_name = "order_name"
    _order = "date_order desc, id desc"
    _depends = {
        "crm.tag": ["cs_employee_id"],
        "cs.order.decision": ["order_id", "problem"],
        "cs.period": ["company_id", "start_utc", "state", "stop_utc"],
        "sale.order": [
            "amount_untaxed",
            "client_order_ref",
            "company_id",
            "currency_rate",
            "date_order",
            "name",
            "partner_id",
            "state",
            "tag_ids",
            "team_id",
        ],
        "sale.order.line": ["cs_no_commission", "price_subtotal"],
        "account.move": ["move_type", "state"],
        "account.move.line": ["balance", "price_subtotal", "sale_line_ids"],
    }

    order_name = fields.Char(string="Order Number", readonly=True)
    date_order = fields.Datetime(string="Ordered", readonly=True)
    date = fields.Date(readonly=True, help="The day in the company's zone.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    amount_order = fields.Monetary(
        string="Untaxed Amount", readonly=True, help="In the company's currency."
    )
    amount_refund = fields.Monetary(string="Refunded", readonly=True)
    agent_count = fields.Integer(
        string="Shared By", readonly=True, aggregator=None, help="Agents on the order."
    )
    base = fields.Monetary(
        string="Counted for Me", readonly=True, help="Your share, less refunds."
    )
    rate = fields.Float(
        string="Rate (%)", compute="_compute_amount", digits=(12, 4), aggregator=None
    )
    amount = fields.Monetary(
        string="Commission as of Today",
        compute="_compute_amount",
        help="At the rate of the tier reached so far; the month's end decides.",
    )

    @property
    def _table_query(self):
        """Credits of the user's own tags, by the statement that the pipeline uses."""
        # sudo: the user's own employees and what is open are no secret to them
        own = self.env.user.sudo().employee_ids
        own = own.filtered(lambda row: row.company_id in self.env.companies)
        # sudo: which months of theirs are open
        periods = (
            self.env["cs.period"]
            .sudo()
            .search(
                [
                    ("company_id", "in", own.company_id.ids),
                    ("state", "!=", "locked"),
                ]
            )
        )
        parts = [
            self._own_query(company_periods, tuple(own.ids))
            for company_periods in periods.grouped("company_id").values()
        ]
        if not parts:
            parts = [
                SQL(
                    """
                    SELECT 0 AS id, '' AS order_name, NULL::timestamp AS date_order,
                           NULL::date AS date, 0 AS company_id, 0 AS currency_id,
                           0 AS period_id, 0 AS employee_id, 0.0 AS amount_order,
                           0.0 AS amount_refund, 0 AS agent_count, 0.0 AS base
                     WHERE FALSE
                    """
                )
            ]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _own_query(self, periods, own):
        company = periods.company_id
        return SQL(
            """
            SELECT credit.order_id AS id, credit.order_name,
                   credit.order_date AS date_order,
                   (credit.order_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS date,
                   %(company)s AS company_id, %(currency)s AS currency_id,
                   credit.period_id, credit.employee_id, credit.amount_order,
                   credit.amount_refund, credit.agent_count, credit.base
              FROM (%(credits)s) AS credit
            """,
            zone=company.cs_tz or "UTC",
            company=company.id,
            currency=company.currency_id.id,
            credits=self._own_credits(periods, own),
        )

    @api.model
    def _own_credits(self, periods, own):
        """SQL of the credits of some agents, as the pipeline has them.

        :param own: ids of the agents
        """
        only = SQL(
            """
            EXISTS (
                SELECT FROM sale_order_tag_rel AS own_rel
                  JOIN crm_tag AS own_tag ON own_tag.id = own_rel.tag_id
                 WHERE own_rel.order_id = sale.id AND own_tag.cs_employee_id IN %s)
            """,
            own,
        )
        return SQL(
            """
            SELECT credit.*, NULL::integer AS rule_id, NULL::numeric AS measure
              FROM (%s) AS credit (%s)
             WHERE credit.employee_id IN %s
            """,
            periods._credit_query(periods, only),
            CREDIT_COLUMNS,
            own,
        )

    def _compute_amount(self):
        """What each order would bring if its month ended today."""
        brings = {}
        for period, rows in self.grouped("period_id").items():
            # sudo: the period lends its arithmetic, for the user's own orders
            brings |= self._brought(period.sudo(), tuple(rows.employee_id.ids))
        for row in self:
            key = (row.period_id.id, row.id, row.employee_id.id)
            amount, rate = brings.get(key, (0, 0))
            row.amount, row.rate = float(amount), float(rate)

    @api.model
    def _brought(self, period, own):
        """What the orders of agents bring, as the pipeline would pay them now.

        :return: ``{(period_id, order_id, employee_id): (amount, rate in per cent)}``
        """
        run = Run.of(period)
        period._add_agents(run, own)
        credits_ = self._own_credits(period, own)
        if assigned := period._rules_of(run):
            credits_ = period._rule_query(credits_, assigned)
        period._settle_sales(run, period._sold(credits_, assigned))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT order_id, employee_id, SUM(amount),
                       CASE WHEN COUNT(*) = 1 THEN MAX(rate)
                            ELSE COALESCE(ROUND(SUM(amount) * 100
                                                / NULLIF(SUM(base), 0), 4), 0) END
                  FROM (%s) AS credit
                 GROUP BY 1, 2
                """,
                period._settled_credits(run, credits_),
            )
        )
        return {
            (period.id, order_id, employee_id): (amount, rate)
            for order_id, employee_id, amount, rate in rows
        }
