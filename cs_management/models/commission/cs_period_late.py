from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...engine import commission, plans
from ...engine.money import ZERO, round_money, split_equally, to_decimal, total_of
from ...engine.trace import step
from .cs_period_run import Credits, Paid


class CsPeriod(models.Model):
    """Orders of locked periods changed since: the difference, at its rate (R6.4)."""

    _inherit = "cs.period"

    def _step_late_credits(self, run):
        """Orders of locked periods that changed since: the difference, at the rate
        that was paid (R6.4). Tiers of a locked period are never run again."""
        locked = self._compared_periods()
        if locked:
            self._fill_credits(locked)
            self._split_by_rules(self._rules_then(locked))
        changes = self._changed_credits(locked)
        if not changes:
            return
        locked |= self.browse({row["period_id"] for row in changes})
        self._add_agents(run, (), {row["employee_id"] for row in changes} - {None})
        statements = self.env["cs.statement.line"].search_fetch(
            [
                ("period_id", "in", locked.ids),
                ("code", "in", ("CS_COMMISSION", "CS_POOL")),
            ],
            ["employee_id", "period_id", "code", "rate", "amount", "key"],
        )
        rates = self._rates_then(
            statements.filtered(lambda line: line.code == "CS_COMMISSION"), changes
        )
        for row in changes:
            self._late_credit(run, row, rates)
        self._late_within_cap(run, statements.statement_id)
        self._late_credit_lines(run)
        self._late_pool_lines(
            run, statements.filtered(lambda line: line.code == "CS_POOL")
        )

    def _rules_then(self, locked):
        """The plan lines that agents of locked periods had, as :meth:`_rules_of`."""
        statements = self.env["cs.statement"].search_fetch(
            [
                ("period_id", "in", locked.ids),
                ("version_id", "!=", False),
                ("policy_id.commission_enabled", "=", True),
                ("policy_id.commission_rule_ids", "!=", False),
            ],
            ["employee_id", "period_id", "policy_id", "level_id"],
        )
        found = []
        for row in statements:
            terms = row.policy_id.level_ids.filtered(
                lambda terms, level=row.level_id: terms.level_id == level
            )
            rules = row.policy_id.commission_rule_ids._of_level(row.level_id)
            if rules and (not terms or terms.commission_eligible):
                found.append((row.period_id.id, row.employee_id.id, rules.ids))
        return found

    def _rates_then(self, lines, changes):
        """What credits of locked periods were paid at: by the tiers, and plan lines.

        :param lines: the ``CS_COMMISSION`` lines of these periods
        :return: ``{(employee_id, period_id, rule_id): Paid}``
        """
        rules = self.env["cs.commission.rule"].browse(
            {row["rule_id"] for row in changes} - {None}
        )
        found = {}
        for line in lines:
            agent, period = line.employee_id.id, line.period_id.id
            each = to_decimal(line.rate) / 100
            found[agent, period, None] = Paid(0, ZERO, each=each)
            factor = to_decimal(line.statement_id.commission_factor)
            for rule in rules:
                found[agent, period, rule.id] = Paid(
                    rule.id,
                    ZERO,
                    each=rule._each() * factor,
                    is_money=rule.unit not in plans.PERCENT_UNITS,
                )
        return found

    def _changed_credits(self, locked):
        """Credits of locked periods whose base is no longer what was settled.

        An order that counts in this period now is taken back where it was paid,
        however long ago that is: it never counts twice.
        """
        query = SQL(
            """
            WITH paid AS (
                SELECT COALESCE(line.origin_period_id, line.period_id) AS period_id,
                       COALESCE(line.order_id, -line.pos_order_id) AS order_id,
                       line.employee_id, line.rule_id,
                       MAX(line.order_name) AS order_name,
                       MAX(line.order_date) AS order_date,
                       MAX(line.department_id) AS department_id,
                       MAX(line.paid_on) AS paid_on,
                       SUM(line.base) AS base, SUM(line.amount) AS amount,
                       SUM(COALESCE(line.measure, line.base)) AS measure,
                       SUM(COALESCE(line.measure, line.base)) FILTER (
                           WHERE line.origin_period_id IS NULL
                       ) AS measure_origin,
                       SUM(line.amount) FILTER (
                           WHERE line.origin_period_id IS NULL
                       ) AS paid_origin
                  FROM cs_commission_line AS line
                  JOIN cs_period AS period ON period.id = line.period_id
                 WHERE period.state = 'locked'
                   AND (COALESCE(line.origin_period_id, line.period_id)
                        = ANY(%(locked)s)
                        OR line.order_id IN (
                            SELECT order_id FROM cs_credit WHERE period_id = %(own)s
                        ))
                   AND line.company_id = %(company)s
                   -- What was sold at a counter stays where that is uninstalled.
                   AND (line.order_id IS NOT NULL OR %(has_counter)s)
                 GROUP BY 1, 2, 3, 4
            ), now AS (
                SELECT * FROM cs_credit WHERE period_id = ANY(%(locked)s)
            )
            SELECT COALESCE(now.period_id, paid.period_id) AS period_id,
                   COALESCE(now.order_id, paid.order_id) AS order_id,
                   COALESCE(now.employee_id, paid.employee_id) AS employee_id,
                   COALESCE(paid.department_id, now.department_id) AS department_id,
                   COALESCE(now.base, 0) AS base_now,
                   COALESCE(paid.base, 0) AS base_paid,
                   COALESCE(paid.amount, 0) AS paid,
                   COALESCE(now.rule_id, paid.rule_id) AS rule_id,
                   COALESCE(now.paid_on, paid.paid_on) AS paid_on,
                   COALESCE(now.measure, now.base, 0) AS measure_now,
                   COALESCE(paid.measure, 0) AS measure_paid,
                   COALESCE(paid.measure_origin, 0) AS measure_origin,
                   COALESCE(paid.paid_origin, 0) AS paid_origin,
                   COALESCE(now.amount_order, 0) AS amount_order,
                   COALESCE(now.amount_refund, 0) AS amount_refund,
                   COALESCE(now.agent_count, 0) AS agent_count,
                   COALESCE(sale.name, now.order_name, paid.order_name)
                       AS order_name,
                   COALESCE(sale.date_order, now.order_date, paid.order_date)
                       AS order_date
              FROM now
              FULL JOIN paid
                ON paid.period_id = now.period_id
               AND paid.order_id = now.order_id
               AND COALESCE(paid.employee_id, 0) = COALESCE(now.employee_id, 0)
               AND COALESCE(paid.rule_id, 0) = COALESCE(now.rule_id, 0)
              LEFT JOIN sale_order AS sale
                ON sale.id = COALESCE(now.order_id, paid.order_id)
             WHERE COALESCE(now.base, 0) <> COALESCE(paid.base, 0)
                OR COALESCE(now.measure, now.base, 0) <> COALESCE(paid.measure, 0)
             ORDER BY 1, 2, 3, rule_id
            """,
            locked=locked.ids,
            own=self.id,
            has_counter=self._has_counter(),
            company=self.company_id.id,
        )
        self.env.cr.execute(query)
        numbers = (
            "base_now",
            "base_paid",
            "measure_now",
            "measure_paid",
            "measure_origin",
            "paid",
            "paid_origin",
            "amount_order",
            "amount_refund",
        )
        return [
            {**row, **{name: to_decimal(row[name]) for name in numbers}}
            for row in self.env.cr.dictfetchall()
        ]

    def _late_credit(self, run, row, rates):
        """Put one changed credit on the run, with what it adds or takes back.

        What is due follows from the origin alone, so that changes over several
        months, forth and back, add up to the cent.
        """
        employee_id = row["employee_id"]
        amount, then = ZERO, Paid(0, ZERO)
        if employee_id:
            key = (employee_id, row["period_id"], row["rule_id"])
            then = rates.get(key, then)
            due = row["paid_origin"] + commission.taken_back(
                then.each,
                row["measure_now"],
                row["measure_origin"],
                row["paid_origin"],
                run.rounding,
            )
            amount = due - row["paid"]
        late = run.facts_of("commission", Credits).late
        late.append(
            {**row, "rate": then.each, "is_money": then.is_money, "amount": amount}
        )

    def _late_within_cap(self, run, statements):
        """No late order makes a month pay more than the most per month (R6.2).

        :param statements: those of the months that changed
        """
        caps = {
            (row.employee_id.id, row.period_id.id): cap
            for row in statements
            if (cap := to_decimal(row.policy_id.commission_cap))
        }
        late = run.facts_of("commission", Credits).late
        groups = defaultdict(list)
        for row in late:
            key = (row["employee_id"], row["period_id"])
            if key in caps:
                groups[key].append(row)
        if not groups:
            return
        book = "CS_COMMISSION"
        paid = self._paid_so_far(statements.period_id, {book: (book,)})
        for key, rows in groups.items():
            kept = plans.within_cap(
                [row["amount"] for row in rows], paid[*key, book], caps[key]
            )
            for row, amount in zip(rows, kept, strict=True):
                row["amount"] = amount

    def _late_credit_lines(self, run):
        """One adjustment of the commission per agent and locked period."""
        groups = defaultdict(list)
        for row in run.facts_of("commission", Credits).late:
            if row["employee_id"] in run.agents:
                groups[row["employee_id"], row["period_id"]].append(row)
        for (employee_id, origin_id), rows in groups.items():
            base = total_of(row["base_now"] - row["base_paid"] for row in rows)
            amount = total_of(row["amount"] for row in rows)
            run.agents[employee_id].lines.append(
                self._adjustment(
                    "CS_COMMISSION",
                    self.browse(origin_id),
                    amount,
                    step(
                        "adjustment.orders", count=len(rows), base=base, amount=amount
                    ),
                    base=base,
                )
            )

    def _late_pool_lines(self, run, paid_lines):
        """Changed pool sales, shared by those who shared the pool then (R6.3, R6.4).

        :param paid_lines: the ``CS_POOL`` lines of the locked periods
        """
        changed = defaultdict(lambda: ZERO)
        for row in run.facts_of("commission", Credits).late:
            if not row["employee_id"]:
                delta = row["base_now"] - row["base_paid"]
                changed[row["period_id"], row["department_id"]] += delta
        if not changed:
            return
        # All changes since the lock: what is due does not depend on their order.
        since_lock = self._pool_adjusted_before()
        for key, delta in changed.items():
            since_lock[key] += delta
        shared = paid_lines.grouped(lambda line: (line.period_id, line.key, line.rate))
        earlier = self._adjusted_before("CS_POOL")
        self._add_agents(run, (), set(paid_lines.employee_id.ids))
        members = paid_lines.grouped(lambda line: (line.period_id, line.key))
        own_pools = {(period.id, self._pool_team(key)) for period, key, _rate in shared}
        for (period, key, rate), lines in shared.items():
            delta, total = (
                total_of(
                    value
                    for place, value in sums.items()
                    if self._in_pool(place, period, self._pool_team(key), own_pools)
                )
                for sums in (changed, since_lock)
            )
            if not delta:
                continue
            part = total * len(lines) / len(members[period, key])
            pool = round_money(part * to_decimal(rate) / 100, run.rounding)
            shares = split_equally(pool, len(lines), run.rounding)
            for line, share in zip(lines.sorted("id"), shares, strict=True):
                agent = run.agents.get(line.employee_id.id)
                if not agent:
                    continue
                due = max(share, -max(to_decimal(line.amount), ZERO))
                amount = due - earlier[agent.employee_id, period.id, "CS_POOL"]
                how = step("adjustment.pool", base=delta, amount=amount)
                agent.lines.append(
                    self._adjustment(
                        "CS_POOL", period, amount, how, base=delta, key=key or ""
                    )
                )

    @api.model
    def _in_pool(self, place, period, team, own_pools):
        """Whether sales of ``(period id, department id)`` are in a pool of the period:
        that of the ``team``, or of the company, which has what no team shares."""
        own = place[1] == team if team else place not in own_pools
        return own and place[0] == period.id

    @api.model
    def _pool_team(self, key):
        """The department whose pool or sales a line is paid of; none: the company's.

        :param key: that of a line, or of its adjustment, which has its code before it
        """
        return int((key or "").partition("department:")[2] or 0)

    def _pool_adjusted_before(self):
        """Changes of pool sales that locked periods have settled so far.

        :return: ``{(origin_period_id, department_id): Decimal}``, zero by default
        """
        sums = defaultdict(lambda: ZERO)
        groups = self.env["cs.commission.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id", "=", False),
                ("origin_period_id", "!=", False),
                ("period_id.state", "=", "locked"),
            ],
            ["origin_period_id", "department_id"],
            ["base:sum"],
        )
        for origin, department, base in groups:
            sums[origin.id, department.id or None] = to_decimal(base)
        return sums
