from odoo import api, fields, models
from odoo.tools import SQL


class CsPeriod(models.Model):
    """Credit notes that no line of an order stands for: whose are they? (R6.4)

    Typed by hand, or with lines of their own, they reduce the order that is named by
    the decision of an officer, by their other lines, by the invoice that they reverse,
    as their source document or reference, or that is the only one of the customer which
    they can be. Between two nobody guesses: :meth:`_unclear_refunds` has those.
    """

    _inherit = "cs.period"

    def _loose_refunds(self):
        """``order_id`` and ``amount``: the company's currency, the order's rate."""
        return SQL(
            """
            SELECT sale.id AS order_id,
                   SUM(CASE WHEN note.currency_id = sale.currency_id
                            THEN note.amount
                                 / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric
                            ELSE note.balance END) AS amount
              FROM (%s) AS note
              JOIN sale_order AS sale ON sale.id = note.order_id
             WHERE note.order_count = 1
             GROUP BY sale.id
            """,
            self._named_refunds(self.company_id),
        )

    @api.model
    def _unclear_refunds(self, company):
        """Credit notes of a customer with orders that could be of several of them.

        :return: SQL of the rows of :meth:`_named_refunds`
        """
        return SQL(
            "SELECT * FROM (%s) AS note WHERE note.order_count > 1",
            self._named_refunds(company),
        )

    @api.model
    def _named_refunds(self, company):
        """Credit notes with lines of no order, and what they say about their order.

        Of the ways to name it the surest that names any decides. ``order_count`` is 2
        where it names several.
        """
        return SQL(
            """
            WITH note AS (
                SELECT move.id, move.name, move.date, move.company_id,
                       move.currency_id, move.commercial_partner_id,
                       move.reversed_entry_id, move.cs_order_id,
                       move.invoice_origin, move.ref,
                       SUM(line.price_subtotal) AS amount, SUM(line.balance) AS balance
                  FROM account_move AS move
                  JOIN account_move_line AS line
                    ON line.move_id = move.id AND line.display_type = 'product'
                 WHERE move.move_type = 'out_refund'
                   AND move.state = 'posted'
                   AND move.company_id = %(company)s
                   AND move.date >= %(since)s
                   AND NOT EXISTS (
                       SELECT FROM sale_order_line_invoice_rel AS rel
                        WHERE rel.invoice_line_id = line.id)
                   AND NOT line.product_id = ANY(%(free)s) IS TRUE
                 GROUP BY move.id
            ), way AS (
                SELECT note.id, 0 AS sureness, note.cs_order_id AS order_id
                  FROM note
                 WHERE note.cs_order_id IS NOT NULL
                 UNION ALL
                SELECT note.id, CASE WHEN line.move_id = note.id THEN 1 ELSE 2 END,
                       sol.order_id
                  FROM note
                  JOIN account_move_line AS line
                    ON line.move_id IN (note.id, note.reversed_entry_id)
                  JOIN sale_order_line_invoice_rel AS rel
                    ON rel.invoice_line_id = line.id
                  JOIN sale_order_line AS sol ON sol.id = rel.order_line_id
                 UNION ALL
                SELECT note.id, said.sureness, sale.id
                  FROM note
                  CROSS JOIN LATERAL (
                      SELECT 3 AS sureness, TRIM(origin.name) AS name
                        FROM UNNEST(STRING_TO_ARRAY(note.invoice_origin, ','))
                             AS origin (name)
                       UNION ALL
                      SELECT 4, TRIM(note.ref)
                  ) AS said
                  JOIN sale_order AS sale
                    ON sale.name = said.name AND sale.company_id = note.company_id
                 WHERE sale.state = 'sale'
                 UNION ALL
                SELECT note.id, 5, possible.id
                  FROM note
                  CROSS JOIN LATERAL (
                      -- What reverses an invoice of no order is of no order.
                      SELECT sale.id
                        FROM res_partner AS customer
                        JOIN sale_order AS sale ON sale.partner_id = customer.id
                       WHERE note.reversed_entry_id IS NULL
                         AND customer.commercial_partner_id
                             = note.commercial_partner_id
                         AND sale.company_id = note.company_id
                         AND sale.state = 'sale'
                         AND sale.date_order < note.date + INTERVAL '1 day'
                         AND sale.amount_untaxed
                             / COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric
                             >= note.balance
                       LIMIT 2
                  ) AS possible
            ), surest AS (
                SELECT DISTINCT ON (id) id, MIN(order_id) AS order_id,
                       LEAST(COUNT(DISTINCT order_id), 2) AS order_count
                  FROM way
                 GROUP BY id, sureness
                 ORDER BY id, sureness
            )
            SELECT note.*, surest.order_id, surest.order_count
              FROM note
              JOIN surest ON surest.id = note.id
            """,
            company=company.id,
            since=self._first_compared_day(company),
            free=self.env["product.product"]._cs_no_commission_ids(),
        )

    @api.model
    def _first_compared_day(self, company):
        """Credit notes from this day on may change a period that is still compared."""
        periods = self.search([("company_id", "=", company.id)], order="date_from")
        opened = periods.filtered(lambda period: period.state != "locked") or periods
        begin = opened[:1].date_from or fields.Date.context_today(self)
        # Twice: orders may be older than the period in which they are paid.
        return fields.Date.subtract(begin, months=2 * company.cs_clawback_months)
