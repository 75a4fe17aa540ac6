from odoo import api, models
from odoo.tools import SQL


class CsPeriod(models.Model):
    """Plan lines: which orders they pay, in SQL (R6.2).

    A credit whose orders' lines are paid by several plan lines becomes several, which
    add up to it to the cent. Refunds lie on the lines that they are of; what no line
    says is spread by their amounts.
    """

    _inherit = "cs.period"

    def _split_by_rules(self, assigned):
        """Split the credits of agents who have plan lines, in ``cs_credit``.

        :param assigned: ``[(period_id, employee_id, [rule_id])]``, first come first
        """
        if not assigned:
            return
        chosen = SQL(
            "SELECT period_id, employee_id FROM (%s) AS assigned",
            self._assigned(assigned),
        )
        credit = SQL("(credit.period_id, credit.employee_id) IN (%s)", chosen)
        source = SQL("SELECT * FROM cs_credit AS credit WHERE %s", credit)
        self.env.cr.execute(
            SQL(
                """
                WITH split AS MATERIALIZED (%s), gone AS (
                    DELETE FROM cs_credit AS credit WHERE %s
                )
                INSERT INTO cs_credit SELECT * FROM split
                """,
                self._rule_query(source, assigned),
                credit,
            )
        )

    @api.model
    def _assigned(self, assigned):
        """SQL of the plan lines of agents, a row each, in their order."""
        rows = [
            (period_id, employee_id, rule_id, place)
            for period_id, employee_id, rule_ids in assigned
            for place, rule_id in enumerate(rule_ids)
        ]
        return SQL(
            """
            SELECT * FROM UNNEST(%s::integer[], %s::integer[], %s::integer[],
                                 %s::integer[])
                AS row (period_id, employee_id, rule_id, place)
            """,
            *([row[column] for row in rows] for column in range(4)),
        )

    def _rule_query(self, source, assigned):
        """The rows of ``source`` by plan line, as those of ``cs_credit``.

        :param source: SQL of rows as ``cs_credit`` has them
        :param assigned: as :meth:`_split_by_rules` takes it
        """
        unit = self.currency_id.rounding
        rules = self.env["cs.commission.rule"].browse(
            {rule_id for _period, _agent, own in assigned for rule_id in own}
        )
        return SQL(
            """
            WITH source AS (%(source)s), assigned AS (%(assigned)s), item AS (
                %(items)s
            ), placed AS (
                SELECT source.period_id, source.order_id, source.employee_id,
                       fit.rule_id, SUM(item.net) AS net, SUM(item.gross) AS gross,
                       SUM(item.pieces) AS pieces, SUM(item.margin) AS margin
                  FROM source
                  LEFT JOIN item ON item.order_id = source.order_id
                  LEFT JOIN LATERAL (%(fit)s) AS fit ON TRUE
                 GROUP BY 1, 2, 3, 4
            ), weighed AS (
                SELECT placed.*, SUM(weight) OVER upto AS reached,
                       SUM(weight) OVER whole AS total,
                       COUNT(*) OVER whole AS parts
                  FROM (
                    SELECT *, CASE WHEN SUM(net) OVER own <> 0
                                   THEN net ELSE gross END AS weight
                      FROM placed
                    WINDOW own AS (PARTITION BY period_id, order_id, employee_id)
                  ) AS placed
                WINDOW whole AS (PARTITION BY period_id, order_id, employee_id),
                       upto AS (PARTITION BY period_id, order_id, employee_id
                                ORDER BY rule_id NULLS LAST)
            ), based AS (
                SELECT source.*, weighed.rule_id AS fitting, pieces, margin,
                       CASE WHEN parts = 1 OR COALESCE(total, 0) = 0
                            THEN CASE WHEN ROW_NUMBER() OVER (
                                PARTITION BY source.period_id, source.order_id,
                                             source.employee_id
                                ORDER BY weighed.rule_id NULLS FIRST) = 1
                                THEN source.base ELSE 0 END
                            ELSE %(upto)s - %(before)s END AS part
                  FROM source
                  JOIN weighed USING (period_id, order_id, employee_id)
            )
            SELECT period_id, order_id, order_name, order_date, amount_order,
                   amount_refund, agent_count, employee_id, department_id, part AS base,
                   paid_on, share, fitting AS rule_id,
                   CASE rule.unit
                        WHEN 'percent' THEN part
                        WHEN 'order' THEN ROUND(share * SIGN(part), 6)
                        WHEN 'piece' THEN ROUND(COALESCE(pieces, 0) * share, 6)
                        WHEN 'margin' THEN %(margin)s END AS measure
              FROM based
              LEFT JOIN cs_commission_rule AS rule ON rule.id = fitting
            """,
            source=source,
            assigned=self._assigned(assigned),
            items=self._rule_items(rules),
            fit=self._fitting_rule(),
            upto=self._rounded(SQL("source.base * reached / total"), unit),
            before=self._rounded(SQL("source.base * (reached - weight) / total"), unit),
            margin=self._rounded(SQL("COALESCE(margin, 0) * share"), unit),
        )

    @api.model
    def _fitting_rule(self):
        """The first plan line of an agent that fits a line of an order."""
        return SQL(
            """
            SELECT rule.id AS rule_id
              FROM assigned
              JOIN cs_commission_rule AS rule ON rule.id = assigned.rule_id
             WHERE assigned.period_id = source.period_id
               AND assigned.employee_id = source.employee_id
               AND ABS(source.amount_order) >= COALESCE(rule.order_from, 0)
               AND (COALESCE(rule.order_below, 0) = 0
                    OR ABS(source.amount_order) < rule.order_below)
               AND (rule.customer IS NULL
                    OR (rule.customer = 'first') = item.is_first)
               AND (NOT EXISTS (SELECT FROM cs_commission_rule_team_rel AS own
                                 WHERE own.rule_id = rule.id)
                    OR EXISTS (SELECT FROM cs_commission_rule_team_rel AS own
                                WHERE own.rule_id = rule.id
                                  AND own.team_id = item.team_id))
               AND (NOT EXISTS (SELECT FROM cs_commission_rule_category_rel AS own
                                 WHERE own.rule_id = rule.id)
                    OR EXISTS (SELECT FROM cs_commission_rule_category_rel AS own
                                 JOIN product_category AS category
                                   ON category.id = own.category_id
                                WHERE own.rule_id = rule.id
                                  AND starts_with(item.path, category.parent_path)))
             ORDER BY assigned.place
             LIMIT 1
            """
        )

    @api.model
    def _rule_items(self, rules):
        """Hook: what was sold with the orders of ``source``.

        :param rules: the plan lines that ask; what none of them needs may be empty
        :return: SQL of ``order_id``, ``team_id``, ``is_first`` (the customer's first
            order), ``path`` (of the product's category), and in the company's currency
            ``gross``, ``net`` of refunds and ``margin``; ``pieces`` are net, too
        """
        return SQL(
            """
            SELECT sold.order_id, sold.team_id, sold.is_first, category.parent_path
                       AS path,
                   sold.gross, left_of.net,
                   sold.pieces * left_of.kept AS pieces,
                   sold.margin * left_of.kept AS margin
              FROM (
                SELECT sale.id AS order_id, sale.team_id, first.is_first,
                       line.product_id,
                       line.price_subtotal / own.rate AS gross,
                       line.product_uom_qty AS pieces,
                       %(margin)s / own.rate AS margin, bill.invoiced, bill.credited
                  FROM (SELECT DISTINCT order_id FROM source) AS wanted
                  JOIN sale_order AS sale ON sale.id = wanted.order_id
                  CROSS JOIN LATERAL (
                      SELECT COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric
                             AS rate
                  ) AS own
                  CROSS JOIN LATERAL (SELECT %(is_first)s AS is_first) AS first
                  JOIN sale_order_line AS line
                    ON line.order_id = sale.id
                   AND line.display_type IS NULL
                   AND line.cs_no_commission IS NOT TRUE
                  CROSS JOIN LATERAL (
                      SELECT COALESCE(SUM(bill.amount) FILTER (
                                 WHERE bill.move_type = 'out_refund'), 0) AS credited,
                             COALESCE(SUM(bill.amount) FILTER (
                                 WHERE bill.move_type = 'out_invoice'), 0) AS invoiced
                        FROM (%(bills)s) AS bill
                  ) AS bill
              ) AS sold
              CROSS JOIN LATERAL (
                  SELECT LEAST(sold.credited,
                               GREATEST(sold.gross - (sold.invoiced - sold.credited),
                                        0)) AS refunded
              ) AS back
              CROSS JOIN LATERAL (
                  SELECT GREATEST(sold.gross - back.refunded, LEAST(sold.gross, 0))
                             AS net,
                         CASE WHEN sold.gross = 0 THEN 1
                              ELSE GREATEST(sold.gross - back.refunded,
                                            LEAST(sold.gross, 0)) / sold.gross
                              END AS kept
              ) AS left_of
              LEFT JOIN product_product AS variant ON variant.id = sold.product_id
              LEFT JOIN product_template AS product
                ON product.id = variant.product_tmpl_id
              LEFT JOIN product_category AS category ON category.id = product.categ_id
            """,
            margin=SQL("line.margin::numeric")
            if self.env["cs.commission.rule"]._has_margin()
            else SQL("0::numeric"),
            is_first=self._is_first_order()
            if any(rules.mapped("customer"))
            else SQL("NULL::boolean"),
            bills=self._bills(SQL("sol.id = line.id")),
        )

    @api.model
    def _is_first_order(self):
        """Hook: whether ``sale`` is the first order of its customer."""
        return self._none_before(
            SQL(
                """
                earlier.partner_id IN (
                    SELECT other.id
                      FROM res_partner AS own
                      JOIN res_partner AS other
                        ON other.commercial_partner_id = own.commercial_partner_id
                     WHERE own.id = sale.partner_id)
                """
            )
        )

    @api.model
    def _none_before(self, same):
        """Condition that no confirmed order ``earlier`` of the ``same`` customer is."""
        return SQL(
            """
            NOT EXISTS (
                SELECT FROM sale_order AS earlier
                 WHERE earlier.company_id = sale.company_id
                   AND earlier.state = 'sale'
                   AND (earlier.date_order, earlier.id) < (sale.date_order, sale.id)
                   AND %s)
            """,
            same,
        )
