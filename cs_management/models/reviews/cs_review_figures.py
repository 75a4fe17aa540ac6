from odoo import api, models
from odoo.tools import SQL

from ...engine.money import to_decimal
from .cs_service_stat import MEANS, RATIOS

HUNDRED = 100
SALES = ("order_value", "sales", "score")


class CsReview(models.Model):
    """Figures of the sheets, from the facts of their span (R7.2)."""

    _inherit = "cs.review"

    def _prefill(self):
        """Fill in the figures that the facts give; others are typed.

        A figure that somebody has typed since stays where the facts know none.
        """
        spans = self.grouped(lambda row: (row.company_id, row.date_from, row.date_to))
        for (company, first, last), group in spans.items():
            lines = group.line_ids.filtered(lambda line: line.kind == "metric")
            figures = self._figures(
                company, group.employee_id.ids, first, last, lines.criterion_id
            )
            for line in lines:
                key = line.criterion_id._figure_key()
                value = figures.get(key, {}).get(line.employee_id.id)
                if value is not None:
                    line.write(
                        {
                            "value": float(value),
                            "has_value": True,
                            "is_from_facts": True,
                        }
                    )

    @api.model
    def _figures(self, company, employee_ids, first, last, criteria):
        """The figures that lines ask for, in a fixed number of queries.

        :return: ``{(source, article): {employee_id: value}}``; who has no facts of a
            figure is not in it
        """
        wanted = {line._figure_key() for line in criteria}
        sources = {source for source, _code in wanted}
        found = {}
        shop = {"refund_rate", "conversion", "order_value", "entry_rate", *MEANS}
        if sources & shop:
            stats = self._shop_figures(company, employee_ids, first, last)
            found |= self._rates(stats)
            served = {key: row["served"] for key, row in stats.items()}
        else:
            served = {}
        if sources & {"refund_rate", *SALES}:
            results = self._result_figures(company, employee_ids, first, last)
            # The shop's own numbers come first, then those of the credited orders.
            for name in ("refund_rate", "order_value"):
                results[name, False] |= found.get((name, False), {})
            found |= results
        if sources & {"entries", "entry_rate"}:
            found |= self._entry_figures(employee_ids, first, last, wanted, served)
        if "late" in sources:
            found["late", False] = self._days_late(employee_ids, first, last)
        return found

    @api.model
    def _shop_figures(self, company, employee_ids, first, last):
        """Sums and weighed means of the service figures: ``{employee_id: row}``."""
        self.env["cs.service.stat"].flush_model()
        means = SQL(", ").join(
            SQL(
                "SUM(%(name)s * GREATEST(served, 1)) FILTER (WHERE %(name)s > 0) "
                "/ SUM(GREATEST(served, 1)) FILTER (WHERE %(name)s > 0) AS %(name)s",
                name=SQL.identifier(name),
            )
            for name in MEANS
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT employee_id, SUM(asked) AS asked, SUM(bought) AS bought,
                       SUM(served) AS served, SUM(orders) AS orders,
                       SUM(refunds) AS refunds, SUM(sales) AS sales, %(means)s
                  FROM cs_service_stat
                 WHERE employee_id = ANY(%(employees)s)
                   AND company_id = %(company)s
                   AND date BETWEEN %(first)s AND %(last)s
                 GROUP BY employee_id
                """,
                means=means,
                employees=employee_ids,
                company=company.id,
                first=first,
                last=last,
            )
        )
        return {row["employee_id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _rates(self, stats):
        rates = {(name, False): {} for name in (*RATIOS, *MEANS)}
        for employee_id, row in stats.items():
            for name, (part, whole, factor) in RATIOS.items():
                if row[whole] and row[part] is not None:
                    rate = to_decimal(row[part]) * factor / row[whole]
                    rates[name, False][employee_id] = rate
            if rate := rates["conversion", False].get(employee_id):
                rates["conversion", False][employee_id] = min(rate, HUNDRED)
            for name in MEANS:
                if row[name] is not None:
                    rates[name, False][employee_id] = to_decimal(row[name])
        return rates

    @api.model
    def _result_figures(self, company, employee_ids, first, last):
        """Sales, score, order value and refunds as the statements have them."""
        span = [
            ("employee_id", "in", employee_ids),
            ("company_id", "=", company.id),
            ("period_id.date_from", ">=", first),
            ("period_id.date_to", "<=", last),
        ]
        found = {(name, False): {} for name in ("refund_rate", *SALES)}
        sales = self.env["cs.statement"]._read_group(
            span, ["employee_id"], ["amount_sales:sum"]
        )
        for employee, amount in sales:
            found["sales", False][employee.id] = to_decimal(amount)
        scores = self.env["cs.statement"]._read_group(
            [*span, ("is_scored", "=", True)], ["employee_id"], ["score:avg"]
        )
        for employee, score in scores:
            found["score", False][employee.id] = to_decimal(score)
        credits_ = self.env["cs.commission.line"]._read_group(
            [*span, ("origin_period_id", "=", False)],
            ["employee_id"],
            ["amount_order:sum", "amount_refund:sum", "__count"],
        )
        for employee, ordered, refunded, count in credits_:
            if ordered > 0:
                rate = to_decimal(refunded) * HUNDRED / to_decimal(ordered)
                found["refund_rate", False][employee.id] = rate
            found["order_value", False][employee.id] = to_decimal(ordered) / count
        return found

    @api.model
    def _entry_figures(self, employee_ids, first, last, wanted, served):
        """Confirmed entries of articles, as a number or per cent of who was served."""
        codes = {code for source, code in wanted if code}
        groups = self.env["cs.conduct.entry"]._read_group(
            [
                ("employee_id", "in", employee_ids),
                ("date", ">=", first),
                ("date", "<=", last),
                ("state", "=", "confirmed"),
                ("reversal_of_id", "=", False),
                ("is_reversed", "=", False),
                ("rule_code", "in", list(codes)),
            ],
            ["employee_id", "rule_code"],
            ["__count"],
        )
        counts = {(employee.id, code): count for employee, code, count in groups}
        found = {}
        for code in codes:
            # Nobody's number is unknown: who has no entry has none.
            numbers = {key: counts.get((key, code), 0) for key in employee_ids}
            found["entries", code] = numbers
            found["entry_rate", code] = {
                key: to_decimal(number) * HUNDRED / served[key]
                for key, number in numbers.items()
                if served.get(key)
            }
        return found

    @api.model
    def _days_late(self, employee_ids, first, last):
        """Days on which somebody came late; unknown where no day is on record."""
        span = [
            ("employee_id", "in", employee_ids),
            ("date", ">=", first),
            ("date", "<=", last),
        ]
        Workday = self.env["cs.workday"]
        found = {row[0].id: 0 for row in Workday._read_group(span, ["employee_id"])}
        late = Workday._read_group(
            [*span, ("late_minutes", ">", 0), ("is_excused", "=", False)],
            ["employee_id"],
            ["__count"],
        )
        return found | {employee.id: count for employee, count in late}
