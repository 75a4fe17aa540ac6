from odoo import models
from odoo.tools import SQL

from ..engine.money import to_decimal


class CsPeriod(models.Model):
    """Orders -> credits, in SQL: selected, converted, split, settled (R6.1, R6.4).

    Orders are never browsed one by one. Rates and totals come from the engine; the
    splitting here is the engine's cumulative rounding, and a test holds the two
    together.
    """

    _inherit = "cs.period"

    def _step_collect_credits(self, run):
        """The credits of the period's orders as they stand now, in ``cs_credit``."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE IF NOT EXISTS cs_credit (
                    period_id integer, order_id integer, order_name varchar,
                    order_date timestamp, amount_order numeric, amount_refund numeric,
                    agent_count integer, employee_id integer, department_id integer,
                    base numeric
                ) ON COMMIT DROP
                """
            )
        )
        self.env.cr.execute(SQL("TRUNCATE cs_credit"))
        self._fill_credits(self)

    def _fill_credits(self, periods):
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_credit %s",
                self._credit_query(periods),
            )
        )
        self.env.cr.execute(SQL("ANALYZE cs_credit"))

    def _credit_sums(self, key, condition):
        """Credited bases of the period by ``key``: ``{key: Decimal}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, SUM(base) FROM cs_credit "
                "WHERE period_id = %s AND %s GROUP BY 1",
                key,
                self.id,
                condition,
            )
        )
        return {value: to_decimal(base) for value, base in rows}

    def _credit_query(self, periods):
        """One row per order and agent; per untagged order one without agent.

        Sums are in the company's currency at the order's own rate, refunds included;
        shares add up to the order to the cent, whatever the number of agents.
        """
        unit = self.currency_id.rounding
        return SQL(
            """
            WITH orders AS (
                SELECT sale.id, sale.name, sale.date_order, sale.team_id,
                       sale.currency_id, period.id AS period_id,
                       COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric AS rate,
                       sale.amount_untaxed
                  FROM cs_period AS period
                  JOIN sale_order AS sale
                    ON sale.company_id = period.company_id
                   AND sale.date_order >= period.start_utc
                   AND sale.date_order < period.stop_utc
                 WHERE period.id IN %(periods)s
                   AND sale.state = 'sale'
                   AND (period.credit_basis = 'confirmed' OR %(paid)s)
            ), refunds AS (
                SELECT sol.order_id,
                       SUM(CASE WHEN move.currency_id = orders.currency_id
                                THEN line.price_subtotal / orders.rate
                                ELSE ABS(line.balance) END) AS amount
                  FROM orders
                  JOIN sale_order_line AS sol ON sol.order_id = orders.id
                  JOIN sale_order_line_invoice_rel AS rel
                    ON rel.order_line_id = sol.id
                  JOIN account_move_line AS line ON line.id = rel.invoice_line_id
                  JOIN account_move AS move
                    ON move.id = line.move_id
                   AND move.move_type = 'out_refund'
                   AND move.state = 'posted'
                 GROUP BY sol.order_id
            ), sums AS (
                SELECT orders.*,
                       %(order_amount)s AS amount_order,
                       %(refund_amount)s AS amount_refund
                  FROM orders
                  LEFT JOIN refunds ON refunds.order_id = orders.id
            ), carried AS (
                SELECT sums.id, tag.cs_employee_id AS employee_id,
                       ROW_NUMBER() OVER (
                           PARTITION BY sums.id ORDER BY tag.cs_employee_id
                       ) AS position,
                       COUNT(*) OVER (PARTITION BY sums.id) AS agent_count
                  FROM sums
                  JOIN sale_order_tag_rel AS rel ON rel.order_id = sums.id
                  JOIN crm_tag AS tag
                    ON tag.id = rel.tag_id AND tag.cs_employee_id IS NOT NULL
            ), credits AS (
                SELECT sums.*, carried.employee_id,
                       COALESCE(carried.position, 1) AS position,
                       COALESCE(carried.agent_count, 1) AS shares,
                       COALESCE(carried.agent_count, 0) AS agent_count,
                       GREATEST(sums.amount_order - sums.amount_refund, 0) AS whole
                  FROM sums
                  LEFT JOIN carried ON carried.id = sums.id
            )
            SELECT credits.period_id, credits.id, credits.name, credits.date_order,
                   credits.amount_order, credits.amount_refund, credits.agent_count,
                   credits.employee_id,
                   CASE WHEN credits.employee_id IS NULL
                        THEN team.cs_department_id END,
                   %(upto)s - %(before)s
              FROM credits
              LEFT JOIN crm_team AS team ON team.id = credits.team_id
            """,
            periods=tuple(periods.ids),
            paid=self._fully_paid(),
            order_amount=self._rounded(
                SQL("orders.amount_untaxed / orders.rate"), unit
            ),
            refund_amount=self._rounded(SQL("COALESCE(refunds.amount, 0)"), unit),
            upto=self._rounded(
                SQL("credits.whole * credits.position / credits.shares"), unit
            ),
            before=self._rounded(
                SQL("credits.whole * (credits.position - 1) / credits.shares"), unit
            ),
        )

    def _rounded(self, amount, unit):
        """Half away from zero to the currency's unit, as ``engine.round_money``."""
        return SQL(
            "ROUND((%s) / %s::numeric) * %s::numeric", amount, str(unit), str(unit)
        )

    def _fully_paid(self):
        """Whether an order is invoiced in full and every invoice is paid."""
        return SQL(
            """
            sale.invoice_status = 'invoiced'
            AND NOT EXISTS (
                SELECT FROM sale_order_line AS sol
                  JOIN sale_order_line_invoice_rel AS rel
                    ON rel.order_line_id = sol.id
                  JOIN account_move_line AS line ON line.id = rel.invoice_line_id
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE sol.order_id = sale.id
                   AND move.move_type = 'out_invoice'
                   AND move.state <> 'cancel'
                   AND (move.state = 'draft' OR move.payment_state
                        NOT IN ('paid', 'in_payment', 'reversed'))
            )
            """
        )

    def _store_credits(self, run, statements):
        """Settle the credits: each order its part of the agent's commission.

        One upsert and one delete; the parts add up to the commission by cumulative
        rounding in the order of the orders' ids.
        """
        agents = list(run.agents.values())
        self.env.cr.execute(
            SQL(
                """
                WITH settled AS (
                    SELECT * FROM UNNEST(
                        %(employees)s::integer[], %(statements)s::integer[],
                        %(totals)s::numeric[], %(rates)s::numeric[]
                    ) AS row (employee_id, statement_id, total, rate)
                ), running AS (
                    SELECT credit.*,
                           settled.statement_id,
                           COALESCE(settled.total, 0) AS total,
                           COALESCE(settled.rate, 0) AS rate,
                           SUM(credit.base) OVER (
                               PARTITION BY credit.employee_id ORDER BY credit.order_id
                           ) AS reached,
                           SUM(credit.base) OVER (
                               PARTITION BY credit.employee_id
                           ) AS sales
                      FROM cs_credit AS credit
                      LEFT JOIN settled USING (employee_id)
                     WHERE credit.period_id = %(period)s
                )
                INSERT INTO cs_commission_line (
                    create_uid, create_date, write_uid, write_date,
                    period_id, company_id, statement_id, employee_id, department_id,
                    order_id, order_name, order_date, amount_order, amount_refund,
                    agent_count, base, rate, amount
                )
                SELECT %(uid)s, %(now)s, %(uid)s, %(now)s,
                       period_id, %(company)s, statement_id, employee_id, department_id,
                       order_id, order_name, order_date, amount_order, amount_refund,
                       agent_count, base, ROUND(rate * 100, 4),
                       CASE WHEN sales = 0 THEN 0 ELSE %(upto)s - %(before)s END
                  FROM running
                ON CONFLICT (period_id, order_id, COALESCE(employee_id, 0),
                             COALESCE(origin_period_id, 0))
                DO UPDATE SET
                    statement_id = EXCLUDED.statement_id,
                    department_id = EXCLUDED.department_id,
                    order_name = EXCLUDED.order_name,
                    order_date = EXCLUDED.order_date,
                    amount_order = EXCLUDED.amount_order,
                    amount_refund = EXCLUDED.amount_refund,
                    agent_count = EXCLUDED.agent_count,
                    base = EXCLUDED.base,
                    rate = EXCLUDED.rate,
                    amount = EXCLUDED.amount,
                    write_uid = EXCLUDED.write_uid,
                    write_date = EXCLUDED.write_date
                WHERE (cs_commission_line.statement_id,
                       cs_commission_line.department_id,
                       cs_commission_line.order_name, cs_commission_line.order_date,
                       cs_commission_line.amount_order,
                       cs_commission_line.amount_refund,
                       cs_commission_line.agent_count, cs_commission_line.base,
                       cs_commission_line.rate, cs_commission_line.amount)
                      IS DISTINCT FROM
                      (EXCLUDED.statement_id, EXCLUDED.department_id,
                       EXCLUDED.order_name, EXCLUDED.order_date,
                       EXCLUDED.amount_order, EXCLUDED.amount_refund,
                       EXCLUDED.agent_count, EXCLUDED.base,
                       EXCLUDED.rate, EXCLUDED.amount)
                """,
                employees=[agent.employee_id for agent in agents],
                statements=[statements[agent.employee_id].id for agent in agents],
                totals=[agent.commission for agent in agents],
                rates=[agent.commission_rate for agent in agents],
                period=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                upto=self._rounded(SQL("total * reached / sales"), run.rounding),
                before=self._rounded(
                    SQL("total * (reached - base) / sales"), run.rounding
                ),
            )
        )
        self._drop_stale_credits()
        self.env["cs.commission.line"].invalidate_model()
        self._store_late_credits(run, statements)

    def _drop_stale_credits(self):
        """Credits of orders that left the period, lost their tag or were cancelled."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM cs_commission_line AS line
                 WHERE line.period_id = %(period)s
                   AND line.origin_period_id IS NULL
                   AND NOT EXISTS (
                       SELECT FROM cs_credit AS credit
                        WHERE credit.period_id = line.period_id
                          AND credit.order_id = line.order_id
                          AND COALESCE(credit.employee_id, 0)
                              = COALESCE(line.employee_id, 0)
                   )
                """,
                period=self.id,
            )
        )

    def _store_late_credits(self, run, statements):
        """Upsert the credits that adjust locked periods; there are few of them."""
        Line = self.env["cs.commission.line"]
        existing = Line.search(
            [("period_id", "=", self.id), ("origin_period_id", "!=", False)]
        )
        by_key = {
            (line.origin_period_id.id, line.order_id.id, line.employee_id.id): line
            for line in existing
        }
        missing = []
        for row in run.late_credits:
            employee_id = row["employee_id"] or False
            statement = statements.get(employee_id)
            values = {
                "statement_id": statement.id if statement else False,
                "department_id": row["department_id"] or False,
                "order_name": row["order_name"],
                "order_date": row["order_date"],
                "amount_order": float(row["amount_order"]),
                "amount_refund": float(row["amount_refund"]),
                "agent_count": row["agent_count"],
                "base": float(row["base_now"] - row["base_paid"]),
                "rate": float(row["rate"] * 100),
                "amount": float(row["amount"]),
            }
            key = (row["period_id"], row["order_id"], employee_id)
            if line := by_key.pop(key, None):
                self._update(line, values)
            else:
                missing.append(
                    {
                        **values,
                        "period_id": self.id,
                        "company_id": self.company_id.id,
                        "origin_period_id": row["period_id"],
                        "order_id": row["order_id"],
                        "employee_id": employee_id,
                    }
                )
        Line.browse([line.id for line in by_key.values()]).unlink()
        Line.create(missing)
