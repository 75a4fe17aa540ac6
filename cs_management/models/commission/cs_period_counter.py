from odoo import api, fields, models
from odoo.tools import SQL

ORDER = "pos.order"
LINE = "pos.order.line"
PAID = ("paid", "done", "invoiced")


class CsPeriod(models.Model):
    """Sales at the counter, where ``point_of_sale`` is installed (R6.1, R6.4).

    Nothing here depends on it. By choice of the company the cashier is the agent of
    their sales, credited like orders. What a customer brings back reduces the sale that
    it came from, also behind a locked month, whoever took it back. In ``cs_credit``
    such a sale has the number of its order below zero, so that it meets no order's.

    A sale of somebody who is no agent is in the pool only if it belongs to a sales team
    that is a channel (``pos_sale``). A locked period keeps the choice that it was
    settled by.
    """

    _inherit = "cs.period"

    counts_counter = fields.Boolean(
        string="Sales at the Counter",
        compute="_compute_counts_counter",
        store=True,
        help="Whether cashiers are the agents of what they sold.",
    )

    @api.depends("company_id.cs_counter_sales", "state")
    def _compute_counts_counter(self):
        for period in self:
            if period.state == "locked":
                period.counts_counter = period.counts_counter
            else:
                period.counts_counter = period.company_id.cs_counter_sales

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"counts_counter"}

    @api.model
    def _has_counter(self):
        """Whether there is a point of sale in this database."""
        return ORDER in self.env

    def _fill_credits(self, periods):
        result = super()._fill_credits(periods)
        periods = periods.filtered("counts_counter")
        if periods and self._has_counter():
            self.env.cr.execute(
                SQL("INSERT INTO cs_credit %s", self._counter_query(periods))
            )
            self.env.cr.execute(SQL("ANALYZE cs_credit"))
        return result

    def _counter_query(self, periods):
        """Rows of ``cs_credit`` for sales at the counter, one a sale."""
        unit = self.currency_id.rounding
        return SQL(
            """
            SELECT sale.period_id, -sale.id, sale.name, sale.date_order,
                   %(amount)s, %(refund)s,
                   CASE WHEN sale.employee_id IS NULL THEN 0 ELSE 1 END,
                   sale.employee_id,
                   CASE WHEN sale.employee_id IS NULL
                        THEN team.cs_department_id END,
                   GREATEST(%(net)s, LEAST(%(amount)s, 0)), NULL::date
              FROM (%(sales)s) AS sale
              LEFT JOIN cs_period_channel_rel AS channel
                ON channel.period_id = sale.period_id
               AND channel.team_id = sale.team_id
              LEFT JOIN crm_team AS team ON team.id = channel.team_id
             WHERE sale.employee_id IS NOT NULL OR channel.team_id IS NOT NULL
            """,
            sales=self._counter_sales(periods),
            amount=self._rounded(SQL("sale.amount / sale.rate"), unit),
            refund=self._rounded(SQL("sale.refund / sale.rate"), unit),
            net=self._rounded(SQL("(sale.amount - sale.refund) / sale.rate"), unit),
        )

    def _counter_sales(self, periods):
        """What was sold and brought back, in the order's currency, and by whom.

        :return: SQL of ``period_id``, ``id``, ``name``, ``date_order``, ``rate``,
            ``amount``, ``refund``, ``employee_id`` (none: no agent), ``team_id``
        """
        for model in (ORDER, LINE, "pos.config"):
            self.env[model].flush_model()
        own = self._counter_line(SQL("line"))
        return SQL(
            """
            SELECT period.id AS period_id, pos.id,
                   COALESCE(pos.pos_reference, pos.name) AS name, pos.date_order,
                   COALESCE(NULLIF(pos.currency_rate, 0), 1)::numeric AS rate,
                   sold.amount, back.amount AS refund, agent.employee_id,
                   %(team)s AS team_id
              FROM cs_period AS period
              JOIN pos_order AS pos
                ON pos.company_id = period.company_id
               AND pos.date_order >= period.start_utc
               AND pos.date_order < period.stop_utc
               AND pos.state IN %(paid)s
              LEFT JOIN pos_config AS config ON config.id = pos.config_id
              CROSS JOIN LATERAL (
                  SELECT SUM(line.price_subtotal) AS amount
                    FROM pos_order_line AS line
                   WHERE line.order_id = pos.id
                     AND line.refunded_orderline_id IS NULL
                     AND %(own)s
              ) AS sold
              CROSS JOIN LATERAL (
                  SELECT COALESCE(-SUM(brought.price_subtotal), 0) AS amount
                    FROM pos_order_line AS line
                    JOIN pos_order_line AS brought
                      ON brought.refunded_orderline_id = line.id
                    JOIN pos_order AS other
                      ON other.id = brought.order_id AND other.state IN %(paid)s
                   WHERE line.order_id = pos.id AND %(own)s
              ) AS back
              LEFT JOIN LATERAL (%(cashier)s) AS agent ON TRUE
             WHERE period.id IN %(periods)s
               AND sold.amount IS NOT NULL
            """,
            periods=tuple(periods.ids),
            paid=PAID,
            own=own,
            team=self._counter_field(ORDER, "crm_team_id", SQL("pos.crm_team_id")),
            cashier=self._counter_cashier(),
        )

    @api.model
    def _rule_items(self, rules):
        """With the lines of sales at the counter: as orders below zero."""
        items = super()._rule_items(rules)
        if not self._has_counter():
            return items
        return SQL(
            """
            %(items)s
             UNION ALL
            SELECT -pos.id, %(team)s, NULL::boolean, category.parent_path,
                   line.price_subtotal / own.rate,
                   (line.price_subtotal + back.amount) / own.rate,
                   line.qty * kept.part, %(margin)s * kept.part / own.rate
              FROM (SELECT DISTINCT order_id FROM source) AS wanted
              JOIN pos_order AS pos ON pos.id = -wanted.order_id
              LEFT JOIN pos_config AS config ON config.id = pos.config_id
              CROSS JOIN LATERAL (
                  SELECT COALESCE(NULLIF(pos.currency_rate, 0), 1)::numeric AS rate
              ) AS own
              JOIN pos_order_line AS line
                ON line.order_id = pos.id
               AND line.refunded_orderline_id IS NULL
               AND %(own)s
              CROSS JOIN LATERAL (
                  SELECT COALESCE(SUM(brought.price_subtotal), 0) AS amount
                    FROM pos_order_line AS brought
                    JOIN pos_order AS other
                      ON other.id = brought.order_id AND other.state IN %(paid)s
                   WHERE brought.refunded_orderline_id = line.id
              ) AS back
              CROSS JOIN LATERAL (
                  SELECT CASE WHEN line.price_subtotal = 0 THEN 1
                              ELSE (line.price_subtotal + back.amount)
                                   / line.price_subtotal END AS part
              ) AS kept
              JOIN product_product AS variant ON variant.id = line.product_id
              JOIN product_template AS product
                ON product.id = variant.product_tmpl_id
              LEFT JOIN product_category AS category ON category.id = product.categ_id
            """,
            items=items,
            team=self._counter_field(ORDER, "crm_team_id", SQL("pos.crm_team_id")),
            margin=SQL("(line.price_subtotal - COALESCE(line.total_cost, 0))"),
            own=self._counter_line(SQL("line")),
            paid=PAID,
        )

    @api.model
    def _counter_line(self, line):
        """Condition that a line is a sale of its cashier (R6.8).

        Not tips, articles without commission, rewards, or what settles an order of
        Sales, which is credited by itself.
        """
        origin = SQL("%s.sale_order_origin_id", line)
        reward = SQL("%s.reward_id", line)
        return SQL(
            """
            (%(line)s.product_id IS DISTINCT FROM config.tip_product_id
             AND NOT %(line)s.product_id = ANY(%(free)s)
             AND %(origin)s IS NULL
             AND %(reward)s IS NULL)
            """,
            line=line,
            free=self.env["product.product"]._cs_no_commission_ids(),
            origin=self._counter_field(LINE, "sale_order_origin_id", origin),
            reward=self._counter_field(LINE, "reward_id", reward),
        )

    @api.model
    def _counter_cashier(self):
        """The agent who made ``pos``: by their badge (``pos_hr``), else by their user.

        Whoever never had a level is no agent.
        """
        return SQL(
            """
            SELECT employee.id AS employee_id
              FROM hr_employee AS employee
             WHERE employee.company_id = pos.company_id
               AND CASE WHEN %(badge)s IS NULL
                        THEN employee.user_id = pos.user_id
                        ELSE employee.id = %(badge)s END
               AND EXISTS (SELECT FROM hr_version AS version
                            WHERE version.employee_id = employee.id
                              AND version.cs_level_id IS NOT NULL)
             ORDER BY employee.id
             LIMIT 1
            """,
            badge=self._counter_field(ORDER, "employee_id", SQL("pos.employee_id")),
        )

    @api.model
    def _counter_field(self, model, name, column):
        """A column of another addon, or NULL where that is not installed."""
        return column if name in self.env[model]._fields else SQL("NULL::integer")
