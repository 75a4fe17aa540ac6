from odoo import api, fields, models
from odoo.tools import SQL

from ..cs_period_checklist import Unfinished


class CsPeriod(models.Model):
    _inherit = "cs.period"

    @api.model
    def _order_counts(self):
        return SQL("%s AND NOT %s", super()._order_counts(), self._is_duplicate())

    @api.model
    def _is_duplicate(self):
        """Condition that ``sale`` is there already: the same order of the shop, by its
        number, of the same customer, came in twice (R6.1).

        The one that a locked period credited counts, else the first. Somebody may
        decide that both do: customers give a number of theirs to several orders, too.
        A return has the number of what it takes back.
        """
        return SQL(
            """
            (COALESCE(sale.client_order_ref, '') <> '' AND EXISTS (
                SELECT FROM sale_order AS other
                 WHERE other.client_order_ref = sale.client_order_ref
                   AND other.partner_id = sale.partner_id
                   AND other.company_id = sale.company_id
                   AND other.state = 'sale'
                   AND other.id <> sale.id
                   AND SIGN(other.amount_untaxed) = SIGN(sale.amount_untaxed)
                   AND (other.id < sale.id OR %s)
            ) AND NOT %s AND NOT EXISTS (
                SELECT FROM cs_order_decision AS decision
                 WHERE decision.order_id = sale.id
                   AND decision.problem = 'duplicate'))
            """,
            self._is_settled(SQL("other")),
            self._is_settled(SQL("sale")),
        )

    @api.model
    def _is_settled(self, order):
        """Condition that a locked period has credited an order."""
        return SQL(
            """
            EXISTS (
                SELECT FROM cs_commission_line AS credit
                  JOIN cs_period AS settled
                    ON settled.id = credit.period_id AND settled.state = 'locked'
                 WHERE credit.order_id = %s.id)
            """,
            order,
        )

    @api.model
    def _may_count_yet(self):
        """Where fully paid orders count they do so once they are paid (R6.4)."""
        return SQL(
            """
            (%s OR period.credit_basis = 'paid' AND period.date_from >= %s::date
                - MAKE_INTERVAL(months => company.cs_clawback_months))
            """,
            super()._may_count_yet(),
            fields.Date.today(),
        )

    def _unfinished(self, *, live):
        """Orders that nobody or the wrong one carries, and what waits about them."""
        found = super()._unfinished(live=live)
        return [
            *found,
            self._unclear_notes(),
            *(self._unfinished_orders() if live else []),
        ]

    def _unclear_notes(self):
        names = [
            name
            for [name] in self.env.execute_query(
                SQL(
                    "SELECT note.name FROM (%s) AS note WHERE note.date <= %s "
                    "ORDER BY 1",
                    self._unclear_refunds(self.company_id),
                    self.date_to,
                )
            )
        ]
        label = self.env._(
            "Credit notes that may be of several orders and reduce none until the "
            "Order Check says which"
        )
        return Unfinished(
            "credit_notes",
            label,
            "cs.order.check",
            (("problem", "=", "credit_note"),),
            len(names),
            ", ".join(names),
        )

    def _unfinished_orders(self):
        own = [("period_id", "=", self.id), ("company_id", "=", self.company_id.id)]
        untagged = [*own, ("problem", "=", "untagged")]
        others = [*own, ("problem", "not in", ("untagged", "credit_note"))]
        # All at once: each look judges every order of the month.
        counts = dict(
            self.env["cs.order.check"]._read_group(
                [*own, ("problem", "!=", "credit_note")], ["problem"], ["__count"]
            )
        )
        lost = counts.pop("untagged", 0)
        pending = [("company_id", "=", self.company_id.id), ("state", "=", "pending")]
        return [
            Unfinished(
                "untagged",
                self.env._("Orders without an agent's tag"),
                "cs.order.check",
                tuple(untagged),
                lost,
            ),
            Unfinished(
                "order_checks",
                self.env._("Orders whose tag wants a look"),
                "cs.order.check",
                tuple(others),
                sum(counts.values()),
            ),
            self._left(
                "order_claims",
                self.env._("Order claims waiting for a decision"),
                self.env["cs.order.claim"],
                pending,
            ),
            self._left(
                "discounts",
                self.env._("Discounts waiting for approval"),
                self.env["cs.discount.approval"],
                pending,
            ),
        ]

    def _cs_next_open_name(self):
        """Name and first day of the next open period, made or not yet."""
        self.ensure_one()
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_to),
            ],
            order="date_from",
        )
        if is_open := later.filtered(lambda period: period.state != "locked"):
            return is_open[0].name, is_open[0].date_from
        begin = fields.Date.add((later or self)[-1].date_to, days=1)
        _first, stop = self.company_id._cs_period_bounds(begin)
        return self._name_for(stop), begin
