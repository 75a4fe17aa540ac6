from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...engine.money import to_decimal
from .cs_period_run import Credits

# What :meth:`cs.period._credit_query` gives, in its order.
CREDIT_COLUMNS = SQL(
    "period_id, order_id, order_name, order_date, amount_order, amount_refund, "
    "agent_count, employee_id, department_id, base, paid_on, share"
)


class Split(NamedTuple):
    """How agents share an order, as SQL over ``sale`` and ``carrier``: the weight of
    the agents up to this one, of this one, and of all."""

    reached: SQL
    weight: SQL
    total: SQL


class CsPeriod(models.Model):
    """Orders -> credits, in SQL: selected, converted, split, settled (R6.1, R6.4).

    Orders are never browsed one by one. Rates and totals come from the engine; the
    splitting here is the engine's cumulative rounding, and a test holds the two
    together.
    """

    _inherit = "cs.period"

    def _step_collect_credits(self, run):
        """The credits of the period's orders as they stand now, in ``cs_credit``."""
        run.facts["commission"] = Credits(is_whole=True)
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE IF NOT EXISTS cs_credit (
                    period_id integer, order_id integer, order_name varchar,
                    order_date timestamp, amount_order numeric, amount_refund numeric,
                    agent_count integer, employee_id integer, department_id integer,
                    base numeric, paid_on date, share numeric,
                    rule_id integer, measure numeric
                ) ON COMMIT DROP
                """
            )
        )
        # What is compared with the credits finds them by order, however many.
        self.env.cr.execute(
            SQL("CREATE INDEX IF NOT EXISTS cs_credit_order ON cs_credit (order_id)")
        )
        self.env.cr.execute(SQL("TRUNCATE cs_credit"))
        if run.is_dry and self.state == "locked":
            self._refill_credits()
        else:
            self._fill_credits(self)

    def _fill_credits(self, periods):
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_credit (%s) %s",
                CREDIT_COLUMNS,
                self._credit_query(periods),
            )
        )
        self.env.cr.execute(SQL("ANALYZE cs_credit"))

    def _refill_credits(self):
        """The credits of a locked period as it was settled, before its plan lines.

        What an agent's part of an order is, is not kept; by equal parts it follows.
        """
        is_weighed = bool(self._split_weights(self))
        if is_weighed:
            self._fill_credits(self)
        self.env.cr.execute(
            SQL(
                """
                WITH live AS (
                    DELETE FROM cs_credit RETURNING order_id, employee_id, share
                ), kept AS (
                    SELECT period_id, COALESCE(order_id, -pos_order_id) AS order_id,
                           MIN(order_name) AS order_name, MIN(order_date) AS order_date,
                           MIN(amount_order) AS amount_order,
                           MIN(amount_refund) AS amount_refund,
                           MIN(agent_count) AS agent_count, employee_id, department_id,
                           SUM(base) AS base, MIN(paid_on) AS paid_on
                      FROM cs_commission_line
                     WHERE period_id = %(period)s AND origin_period_id IS NULL
                     GROUP BY period_id, 2, employee_id, department_id
                )
                INSERT INTO cs_credit (%(columns)s)
                SELECT kept.*,
                       COALESCE(live.share, 1::numeric / GREATEST(agent_count, 1))
                  FROM kept
                  LEFT JOIN live
                    ON live.order_id = kept.order_id
                   AND COALESCE(live.employee_id, 0) = COALESCE(kept.employee_id, 0)
                """,
                period=self.id,
                columns=CREDIT_COLUMNS,
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

    def _own_credits(self):
        """SQL of the period's own rows of ``cs_credit``."""
        return SQL("SELECT * FROM cs_credit WHERE period_id = %s", self.id)

    def _credit_query(self, periods, only=None):
        """One row per order and agent; per untagged order one without agent.

        :param only: a further condition on ``sale``, where not all are wanted

        Sums are in the company's currency at the order's own rate, refunds included,
        rounded once; shares add up to the order to the cent, whatever the number of
        agents and their weights. Refunds take no more than the order; a return that was
        entered as an order below zero reduces the agent's sales.
        """
        unit = self.currency_id.rounding
        weights = self._split_weights(periods)
        split = self._order_split(weights)
        # Of paid orders what was invoiced counts: the rest was returned before.
        refunded = SQL(
            """
            CASE WHEN paid.day IS NOT NULL
                 THEN GREATEST(own.amount / own.rate
                               - (refund.invoiced - refund.credited), 0)
                 ELSE COALESCE(refund.amount, 0) END
            """
        )
        return SQL(
            """
            WITH shares AS (
                SELECT period.id AS period_id, sale.id, sale.name, sale.date_order,
                       sale.team_id, paid.day AS paid_on,
                       %(order_amount)s AS amount_order,
                       %(refund_amount)s AS amount_refund,
                       %(net_amount)s AS net, carrier.employee_id,
                       COUNT(carrier.employee_id) OVER (
                           PARTITION BY sale.id
                       ) AS agent_count,
                       %(reached)s AS reached, %(weight)s AS weight, %(total)s AS total
                  FROM %(orders)s
                  %(carrier)s
                 WHERE period.id IN %(periods)s
                   AND sale.state = 'sale'
                   AND %(counts)s
                   AND (carrier.employee_id IS NOT NULL OR %(in_channel)s)
                   AND %(only)s
            ), credits AS (
                SELECT *, GREATEST(net, LEAST(amount_order, 0)) AS whole
                  FROM shares
            )
            SELECT credits.period_id, credits.id, credits.name, credits.date_order,
                   credits.amount_order, credits.amount_refund, credits.agent_count,
                   credits.employee_id,
                   CASE WHEN credits.employee_id IS NULL
                        THEN team.cs_department_id END,
                   %(upto)s - %(before)s, credits.paid_on,
                   credits.weight::numeric / credits.total
              FROM credits
              LEFT JOIN crm_team AS team ON team.id = credits.team_id
            """,
            periods=tuple(periods.ids),
            orders=self._credit_orders(periods),
            counts=self._order_counts(),
            in_channel=self._in_channel(SQL("period.id"), SQL("sale.team_id")),
            only=only or SQL("TRUE"),
            carrier=self._order_carrier(weights),
            reached=split.reached,
            weight=split.weight,
            total=split.total,
            order_amount=self._rounded(SQL("own.amount / own.rate"), unit),
            refund_amount=self._rounded(refunded, unit),
            net_amount=self._rounded(SQL("own.amount / own.rate - %s", refunded), unit),
            upto=self._rounded(SQL("whole * reached / total"), unit),
            before=self._rounded(SQL("whole * (reached - weight) / total"), unit),
        )

    @api.model
    def _order_split(self, weights):
        """How the agents of an order share it (R6.4), see :class:`Split`.

        :param weights: as :meth:`_split_weights` gives them; none: equally
        """
        if weights:
            return Split(
                SQL("COALESCE(carrier.reached, 1)"),
                SQL("COALESCE(carrier.weight, 1)"),
                SQL("COALESCE(carrier.total, 1)"),
            )
        return Split(
            SQL(
                "ROW_NUMBER() OVER (PARTITION BY sale.id ORDER BY carrier.employee_id)"
            ),
            SQL("1"),
            SQL("GREATEST(COUNT(carrier.employee_id) OVER (PARTITION BY sale.id), 1)"),
        )

    def _credit_orders(self, _periods):
        """Orders by their date, as ``sale`` and ``period``, with rate and refunds."""
        return SQL(
            """
            cs_period AS period
              JOIN sale_order AS sale
                ON sale.company_id = period.company_id
               AND sale.date_order >= period.start_utc
               AND sale.date_order < period.stop_utc
              CROSS JOIN (SELECT NULL::date AS day) AS paid
              %s
              %s
            """,
            self._order_rate(),
            self._order_refund(),
        )

    @api.model
    def _order_counts(self):
        """Hook: the condition under which a confirmed ``sale`` counts at all."""
        return SQL("TRUE")

    def _order_rate(self):
        """The order's own rate to the company's currency and what of it earns
        commission, as ``own.rate`` and ``own.amount`` (R6.8)."""
        free = SQL("0")
        if self.env["sale.order.line"]._cs_has_no_commission():
            free = SQL(
                """
                COALESCE((
                    SELECT SUM(sol.price_subtotal)
                      FROM sale_order_line AS sol
                     WHERE sol.order_id = sale.id AND sol.cs_no_commission
                ), 0)
                """
            )
        return SQL(
            """
            CROSS JOIN LATERAL (
                SELECT COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric AS rate,
                       sale.amount_untaxed - %s AS amount
            ) AS own
            """,
            free,
        )

    # Lateral joins look each order up by index: their time is linear whatever the
    # planner knows about orders that were imported a moment ago.

    def _order_refund(self):
        """Posted credit notes of an order's invoices, as ``refund.amount`` (R6.4).

        As far as they were not invoiced anew: "Reverse and Create Invoice" corrects
        an invoice and refunds nobody. With those that no line of the order stands for.
        """
        return SQL(
            """
            LEFT JOIN (%s) AS loose ON loose.order_id = sale.id
            LEFT JOIN LATERAL (
                SELECT invoiced, credited, LEAST(
                           credited,
                           GREATEST(own.amount / own.rate
                                    - (invoiced - credited), 0)
                       ) AS amount
                  FROM (
                    SELECT COALESCE(SUM(bill.amount) FILTER (
                               WHERE bill.move_type = 'out_refund'), 0)
                           + COALESCE(loose.amount, 0) AS credited,
                           COALESCE(SUM(bill.amount) FILTER (
                               WHERE bill.move_type = 'out_invoice'), 0) AS invoiced
                      FROM (
                        %s
                      ) AS bill
                  ) AS sums
            ) AS refund ON TRUE
            """,
            self._loose_refunds(),
            self._bills(
                SQL("sol.order_id = sale.id AND sol.cs_no_commission IS NOT TRUE")
            ),
        )

    @api.model
    def _bills(self, of):
        """Posted invoices and credit notes of lines of ``sale``, in the company's
        currency at the order's rate ``own.rate``.

        :param of: condition on the order's lines ``sol``
        """
        return SQL(
            """
            SELECT move.move_type,
                   CASE WHEN move.currency_id = sale.currency_id
                        THEN entry.price_subtotal / own.rate
                        WHEN move.move_type = 'out_refund' THEN entry.balance
                        ELSE -entry.balance END AS amount
              FROM sale_order_line AS sol
              JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = sol.id
              JOIN account_move_line AS entry ON entry.id = rel.invoice_line_id
              JOIN account_move AS move
                ON move.id = entry.move_id
               AND move.move_type IN ('out_refund', 'out_invoice')
               AND move.state = 'posted'
             WHERE %s
            """,
            of,
        )

    @api.model
    def _order_carrier(self, weights):
        """The agents that an order's tags carry, as ``carrier.employee_id`` (R6.1).

        :param weights: as :meth:`_split_weights` gives them; with them the carrier has
            ``weight``, ``reached`` and ``total``, too
        """
        agents = SQL(
            """
            SELECT tag.cs_employee_id AS employee_id
              FROM sale_order_tag_rel AS rel
              JOIN crm_tag AS tag
                ON tag.id = rel.tag_id AND tag.cs_employee_id IS NOT NULL
             WHERE rel.order_id = sale.id
            """
        )
        if weights:
            agents = self._weighed(agents, weights)
        return SQL("LEFT JOIN LATERAL (%s) AS carrier ON TRUE", agents)

    def _rounded(self, amount, unit):
        """Half away from zero to the currency's unit, as ``engine.round_money``."""
        places = -to_decimal(unit).normalize().as_tuple().exponent
        if to_decimal(unit) == to_decimal(1).scaleb(-places):
            # Cents and the like: the same, in a third of the time.
            return SQL("ROUND(%s, %s)", amount, places)
        return SQL(
            "ROUND((%s) / %s::numeric) * %s::numeric", amount, str(unit), str(unit)
        )

    def _store_credits(self, run, statements):
        """Settle the credits: each order its part of the agent's commission.

        One upsert and one delete. The first time there is nothing to meet: the turn of
        the period is ours.
        """
        stored = self._has_credits()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_commission_line (
                    period_id, company_id, statement_id, employee_id, department_id,
                    order_id, pos_order_id, order_name, order_date, amount_order,
                    amount_refund, agent_count, base, rule_id, measure, unit_amount,
                    rate, amount
                )
                SELECT period_id, %(company)s, statement.id, credit.employee_id,
                       department_id, CASE WHEN order_id > 0 THEN order_id END,
                       CASE WHEN order_id < 0 THEN -order_id END, order_name,
                       order_date, amount_order, amount_refund, agent_count, base,
                       rule_id, measure, unit_amount, rate, amount
                  FROM (%(settled)s) AS credit
                  LEFT JOIN UNNEST(%(employees)s::integer[], %(statements)s::integer[])
                         AS statement (employee_id, id)
                         ON statement.employee_id = credit.employee_id
                %(upsert)s
                """,
                settled=self._settled_credits(run, self._own_credits()),
                employees=list(run.agents),
                statements=[statements[key].id for key in run.agents],
                company=self.company_id.id,
                upsert=self._credit_upsert() if stored else SQL(),
            )
        )
        if stored:
            self._drop_stale_credits()
        self.env["cs.commission.line"].invalidate_model()
        self._store_late_credits(run, statements)

    def _settled_credits(self, run, credits_):
        """SQL of credits with what each brings: ``rate`` or ``unit_amount``, and
        ``amount``.

        :param credits_: SQL of rows as ``cs_credit`` has them

        What an agent is paid by the tiers, and by each plan line, is split on its
        orders; the parts add up by cumulative rounding in the order of their ids.
        """
        paid = [
            (agent.employee_id, part)
            for agent in run.agents.values()
            for part in self._sales_of(run, agent).paid()
        ]
        return SQL(
            """
            SELECT running.*, ROUND(each * 100, 4) AS rate,
                   CASE WHEN whole = 0 THEN 0 ELSE %(upto)s - %(before)s END AS amount
              FROM (
                SELECT credit.*, CASE WHEN paid.is_money THEN paid.each END
                           AS unit_amount,
                       CASE WHEN paid.is_money THEN 0 ELSE COALESCE(paid.each, 0) END
                           AS each,
                       COALESCE(paid.total, 0) AS total,
                       COALESCE(paid.whole, 0) AS whole,
                       COALESCE(credit.measure, credit.base) AS own,
                       SUM(COALESCE(credit.measure, credit.base)) OVER (
                           PARTITION BY credit.employee_id, credit.rule_id
                           ORDER BY credit.order_id
                       ) AS reached
                  FROM (%(credits)s) AS credit
                  LEFT JOIN UNNEST(
                        %(employees)s::integer[], %(rules)s::integer[],
                        %(totals)s::numeric[], %(each)s::numeric[],
                        %(wholes)s::numeric[], %(money)s::boolean[]
                  ) AS paid (employee_id, rule_id, total, each, whole, is_money)
                    ON paid.employee_id = credit.employee_id
                   AND paid.rule_id = COALESCE(credit.rule_id, 0)
              ) AS running
            """,
            credits=credits_,
            employees=[employee_id for employee_id, _part in paid],
            rules=[part.rule for _employee_id, part in paid],
            totals=[part.amount for _employee_id, part in paid],
            each=[part.each for _employee_id, part in paid],
            wholes=[part.measure for _employee_id, part in paid],
            money=[part.is_money for _employee_id, part in paid],
            upto=self._rounded(SQL("total * reached / whole"), run.rounding),
            before=self._rounded(SQL("total * (reached - own) / whole"), run.rounding),
        )

    def _has_credits(self):
        """Whether an earlier run left credits of the period's own orders."""
        query = SQL(
            "SELECT EXISTS (SELECT FROM cs_commission_line "
            "WHERE period_id = %s AND origin_period_id IS NULL)",
            self.id,
        )
        [[found]] = self.env.execute_query(query)
        return found

    def _credit_upsert(self):
        """Change the credits that differ; the others are not even written."""
        return SQL(
            """
            ON CONFLICT (period_id, COALESCE(order_id, -pos_order_id),
                         COALESCE(employee_id, 0), COALESCE(origin_period_id, 0),
                         COALESCE(rule_id, 0))
            DO UPDATE SET
                statement_id = EXCLUDED.statement_id,
                department_id = EXCLUDED.department_id,
                order_name = EXCLUDED.order_name,
                order_date = EXCLUDED.order_date,
                amount_order = EXCLUDED.amount_order,
                amount_refund = EXCLUDED.amount_refund,
                agent_count = EXCLUDED.agent_count,
                base = EXCLUDED.base,
                measure = EXCLUDED.measure,
                unit_amount = EXCLUDED.unit_amount,
                rate = EXCLUDED.rate,
                amount = EXCLUDED.amount
            WHERE (cs_commission_line.statement_id,
                   cs_commission_line.department_id,
                   cs_commission_line.order_name, cs_commission_line.order_date,
                   cs_commission_line.amount_order,
                   cs_commission_line.amount_refund,
                   cs_commission_line.agent_count, cs_commission_line.base,
                   cs_commission_line.measure, cs_commission_line.unit_amount,
                   cs_commission_line.rate, cs_commission_line.amount)
                  IS DISTINCT FROM
                  (EXCLUDED.statement_id, EXCLUDED.department_id,
                   EXCLUDED.order_name, EXCLUDED.order_date,
                   EXCLUDED.amount_order, EXCLUDED.amount_refund,
                   EXCLUDED.agent_count, EXCLUDED.base,
                   EXCLUDED.measure, EXCLUDED.unit_amount,
                   EXCLUDED.rate, EXCLUDED.amount)
            """
        )

    def _drop_stale_credits(self):
        """Credits of orders that left the period, lost their tag or were cancelled.

        One that was appealed stays, of nothing: its appeal is on file.
        """
        stale = SQL(
            """
            line.period_id = %(period)s
            AND line.origin_period_id IS NULL
            AND NOT EXISTS (
                SELECT FROM cs_credit AS credit
                 WHERE credit.period_id = line.period_id
                   AND credit.order_id = COALESCE(line.order_id, -line.pos_order_id)
                   AND COALESCE(credit.employee_id, 0) = COALESCE(line.employee_id, 0)
                   AND COALESCE(credit.rule_id, 0) = COALESCE(line.rule_id, 0)
            )
            """,
            period=self.id,
        )
        appealed = SQL(
            "EXISTS (SELECT FROM cs_appeal WHERE commission_line_id = line.id)"
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_commission_line AS line
                   SET base = 0, amount = 0, statement_id = NULL
                 WHERE %s AND %s
                """,
                stale,
                appealed,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM cs_commission_line AS line WHERE %s AND NOT %s",
                stale,
                appealed,
            )
        )

    def _store_late_credits(self, run, statements):
        """Upsert the credits that adjust locked periods; there are few of them."""
        Line = self.env["cs.commission.line"]
        existing = Line.search(
            [("period_id", "=", self.id), ("origin_period_id", "!=", False)]
        )
        by_key = {
            (
                line.origin_period_id.id,
                line.order_id.id or -line.pos_order_id,
                line.employee_id.id,
                line.rule_id.id,
            ): line
            for line in existing
        }
        missing = []
        for row in run.facts_of("commission", Credits).late:
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
                "measure": float(row["measure_now"] - row["measure_paid"]),
                **self._rate_values(row),
                "amount": float(row["amount"]),
            }
            rule_id = row["rule_id"] or False
            key = (row["period_id"], row["order_id"], employee_id, rule_id)
            if line := by_key.pop(key, None):
                self._update(line, values)
            else:
                order_id = row["order_id"]
                of_order = {"order_id": order_id}
                if order_id < 0:
                    of_order = {"pos_order_id": -order_id}
                missing.append(
                    {
                        **values,
                        **of_order,
                        "period_id": self.id,
                        "company_id": self.company_id.id,
                        "origin_period_id": row["period_id"],
                        "employee_id": employee_id,
                        "rule_id": rule_id,
                    }
                )
        stale = Line.browse([line.id for line in by_key.values()])
        # One that was appealed stays, of nothing: its appeal is on file.
        appealed = stale.filtered("appeal_ids")
        for line in appealed:
            self._update(line, {"base": 0, "amount": 0, "statement_id": False})
        (stale - appealed).unlink()
        Line.create(missing)

    @api.model
    def _rate_values(self, row):
        """The rate of a late change, per cent or money, as a credit has it."""
        if row["is_money"]:
            return {"rate": 0, "unit_amount": float(row["rate"])}
        return {"rate": float(row["rate"] * 100), "unit_amount": 0}
