from odoo import api, models
from odoo.tools import SQL


class CsPeriod(models.Model):
    """Basis "fully paid": an order counts in the month in which it became so (R6.4).

    Its month is fixed by the first locked period that credits it: what changes later -
    refunds, a payment that is taken back and made again - changes that month's credit
    and is settled forward. An order of a month that counts confirmed orders stays
    there, and one below zero, which has nothing to be paid, counts by its date.
    """

    _inherit = "cs.period"

    def _counts_paid(self):
        """Whether payments decide about any order of the company."""
        return self.company_id.cs_credit_basis == "paid" or bool(
            self.search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("credit_basis", "=", "paid"),
                ],
                limit=1,
            )
        )

    def _credit_orders(self, periods):
        """Orders and the period that they count in, as ``sale`` and ``period``, with
        rate and refunds; ``paid.day`` is empty where payment decides nothing."""
        if not self._counts_paid():
            return super()._credit_orders(periods)
        return SQL(
            """
            (%(candidates)s) AS candidate
              JOIN sale_order AS sale ON sale.id = candidate.order_id
              JOIN res_company AS company ON company.id = sale.company_id
              LEFT JOIN cs_period AS dated
                ON dated.company_id = sale.company_id
               AND sale.date_order >= dated.start_utc
               AND sale.date_order < dated.stop_utc
              CROSS JOIN LATERAL (
                  SELECT sale.amount_untaxed < 0
                      OR COALESCE(dated.credit_basis, company.cs_credit_basis)
                         = 'confirmed' AS by_date
              ) AS kind
              %(rate)s
              %(refund)s
              LEFT JOIN LATERAL (%(paid)s) AS paid ON NOT kind.by_date
              LEFT JOIN LATERAL (%(kept)s) AS kept ON NOT kind.by_date
              LEFT JOIN cs_period AS month
                ON month.company_id = sale.company_id
               AND paid.day BETWEEN month.date_from AND month.date_to
              JOIN cs_period AS period
                ON period.id = CASE
                       WHEN kind.by_date THEN dated.id
                       WHEN paid.day IS NOT NULL
                       THEN COALESCE(kept.period_id, month.id) END
            """,
            candidates=self._paid_candidates(periods),
            rate=self._order_rate(),
            refund=self._order_refund(),
            paid=self._paid_day(),
            kept=self._kept_month(),
        )

    @api.model
    def _paid_candidates(self, periods):
        """Ids of the orders that may count in the periods: ordered or paid in them, or
        credited there before."""
        return SQL(
            """
            WITH chosen AS (
                SELECT * FROM cs_period WHERE id IN %(periods)s
            ), bills AS (
                SELECT line.move_id
                  FROM chosen
                  JOIN account_partial_reconcile AS part
                    ON part.max_date BETWEEN chosen.date_from AND chosen.date_to
                  JOIN account_move_line AS line ON line.id = part.debit_move_id
                 UNION
                SELECT link.invoice_id
                  FROM chosen
                  JOIN account_payment AS payment
                    ON payment.date BETWEEN chosen.date_from AND chosen.date_to
                   AND payment.move_id IS NULL
                  JOIN account_move__account_payment AS link
                    ON link.payment_id = payment.id
                 UNION
                SELECT move.id
                  FROM chosen
                  JOIN account_move AS move
                    ON move.date BETWEEN chosen.date_from AND chosen.date_to
                   AND move.move_type = 'out_invoice'
                   AND move.amount_total = 0
            )
            SELECT sale.id AS order_id
              FROM chosen
              JOIN sale_order AS sale
                ON sale.company_id = chosen.company_id
               AND sale.date_order >= chosen.start_utc
               AND sale.date_order < chosen.stop_utc
             UNION
            SELECT sol.order_id
              FROM bills
              JOIN account_move_line AS line ON line.move_id = bills.move_id
              JOIN sale_order_line_invoice_rel AS rel
                ON rel.invoice_line_id = line.id
              JOIN sale_order_line AS sol ON sol.id = rel.order_line_id
             UNION
            SELECT line.order_id
              FROM cs_commission_line AS line
              JOIN cs_period AS settled
                ON settled.id = line.period_id AND settled.state = 'locked'
             WHERE COALESCE(line.origin_period_id, line.period_id)
                   IN %(periods)s
            """,
            periods=tuple(periods.ids),
        )

    @api.model
    def _kept_month(self):
        """The locked period that an order was credited in: it stays there."""
        return SQL(
            """
            SELECT COALESCE(line.origin_period_id, line.period_id) AS period_id
              FROM cs_commission_line AS line
              JOIN cs_period AS settled
                ON settled.id = line.period_id AND settled.state = 'locked'
             WHERE line.order_id = sale.id
             GROUP BY 1
             ORDER BY SUM(line.base) <> 0 DESC, MAX(line.id) DESC
             LIMIT 1
            """
        )

    @api.model
    def _paid_day(self):
        """The day on which the last of an order's invoices was paid; NULL until then.

        All that is to be invoiced must be: a credit note or a return makes an order
        smaller, not open, for what was invoiced once is not asked for again; a down
        payment is a part until the rest is invoiced. A payment that was reset to draft
        is none, though Odoo keeps it reconciled. Payments that have no entry yet count
        with their own date, if by themselves they cover all their invoices: what the
        bank has matched of them is not told apart.
        """
        return SQL(
            """
            SELECT COALESCE(MAX(bill.day), MAX(bill.date)) AS day
              FROM (
                SELECT move.date,
                       move.state = 'posted'
                       AND move.payment_state IN ('paid', 'in_payment', 'reversed')
                       AND (move.amount_residual = 0 AND entry.is_posted
                            OR paper.amount >= paper.owed) AS is_paid,
                       GREATEST(entry.day, CASE WHEN move.amount_residual <> 0
                                                THEN paper.day END) AS day
                  FROM account_move AS move
                  LEFT JOIN LATERAL (
                    SELECT MAX(part.max_date) AS day,
                           COALESCE(BOOL_AND(other.parent_state = 'posted'), TRUE)
                               AS is_posted
                      FROM account_move_line AS line
                      JOIN account_partial_reconcile AS part
                        ON part.debit_move_id = line.id
                      JOIN account_move_line AS other
                        ON other.id = part.credit_move_id
                     WHERE line.move_id = move.id
                  ) AS entry ON TRUE
                  LEFT JOIN LATERAL (%(paper)s) AS paper ON TRUE
                 WHERE move.id IN (
                       SELECT line.move_id
                         FROM sale_order_line AS sol
                         JOIN sale_order_line_invoice_rel AS rel
                           ON rel.order_line_id = sol.id
                         JOIN account_move_line AS line
                           ON line.id = rel.invoice_line_id
                        WHERE sol.order_id = sale.id)
                   AND move.move_type = 'out_invoice'
                   AND move.state <> 'cancel'
              ) AS bill
            HAVING BOOL_AND(bill.is_paid)
               AND refund.invoiced > 0
               AND (refund.invoiced >= own.amount / own.rate
                    OR sale.invoice_status <> 'to invoice'
                       AND (%(advanced)s) <= 0)
            """,
            paper=self._paid_on_paper(),
            advanced=self._paid_in_advance(),
        )

    @api.model
    def _paid_on_paper(self):
        """What payments of ``move`` without an entry pay, and what they are to pay."""
        return SQL(
            """
            SELECT SUM(payment.amount) AS amount, MAX(payment.date) AS day,
                   (SELECT SUM(other.amount_total)
                      FROM account_move AS other
                     WHERE other.state = 'posted'
                       AND other.currency_id = move.currency_id
                       AND other.id IN (
                           SELECT link.invoice_id
                             FROM account_move__account_payment AS link
                            WHERE link.payment_id = ANY (
                                  ARRAY_AGG(payment.id)))) AS owed
              FROM account_move__account_payment AS own_link
              JOIN account_payment AS payment
                ON payment.id = own_link.payment_id
               AND payment.move_id IS NULL
               AND payment.state IN ('in_process', 'paid')
               AND payment.currency_id = move.currency_id
             WHERE own_link.invoice_id = move.id
            """
        )

    @api.model
    def _paid_in_advance(self):
        """Down payments of ``sale`` that no later invoice has deducted yet."""
        return SQL(
            """
            SELECT COALESCE(SUM(-line.balance), 0)
              FROM sale_order_line AS sol
              JOIN sale_order_line_invoice_rel AS rel ON rel.order_line_id = sol.id
              JOIN account_move_line AS line
                ON line.id = rel.invoice_line_id AND line.parent_state = 'posted'
             WHERE sol.order_id = sale.id AND sol.is_downpayment
            """
        )

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _store_credits(self, run, statements):
        """Note on the credits on which day their orders were paid."""
        result = super()._store_credits(run, statements)
        if self._counts_paid():
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE cs_commission_line AS line
                       SET paid_on = credit.paid_on
                      FROM (
                        SELECT DISTINCT period_id, order_id, paid_on FROM cs_credit
                      ) AS credit
                     WHERE line.period_id = %s
                       AND credit.order_id = line.order_id
                       AND credit.period_id
                           = COALESCE(line.origin_period_id, line.period_id)
                       AND line.paid_on IS DISTINCT FROM credit.paid_on
                    """,
                    self.id,
                )
            )
            self.env["cs.commission.line"].invalidate_model(["paid_on"])
        return result
