from collections import defaultdict
from datetime import datetime, time

from pytz import UTC

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import bounds, commission, score, segments
from ..engine.money import ZERO, round_money, split_equally, to_decimal, total_of
from ..engine.trace import step, trace
from .cs_period_run import Agent, Line, Run
from .cs_statement_line import LINE_CODES

SEQUENCE = {code: index for index, (code, _label) in enumerate(LINE_CODES, start=1)}
VARIABLE_CODES = {"CS_FINE": "violation", "CS_REWARD": "merit"}


class CsPeriod(models.Model):
    """The monthly pipeline: facts x policy -> statements, for all agents at once.

    Each step is a method of its own that takes the :class:`Run`, fetches in batch,
    asks the engine and leaves its results on the run's agents. Later chapters
    override the empty steps. The number of SELECTs does not depend on agents or
    orders; only :meth:`_step_store` writes.
    """

    _inherit = "cs.period"

    def action_compute(self):
        """Compute the statements of open periods; nothing is left half done."""
        for period in self.sorted("date_from"):
            period._check_officer()
            if period.state == "locked":
                raise UserError(
                    self.env._(
                        "%(period)s is locked: its result does not change.",
                        period=period.name,
                    )
                )
            with self.env.cr.savepoint():
                # sudo: statements are written by nobody but the pipeline
                period.sudo().with_company(period.company_id)._run_pipeline()
        return True

    def _pipeline(self):
        """The steps in order. Extensions insert the names of their own methods."""
        return [
            "_step_collect_credits",
            "_step_agents",
            "_step_attendance",
            "_step_reviews",
            "_step_entries",
            "_step_score",
            "_step_commission",
            "_step_pool",
            "_step_pay",
            "_step_late_credits",
            "_step_late_pay",
            "_step_protection",
            "_step_store",
        ]

    def _run_pipeline(self):
        self.ensure_one()
        self.env.flush_all()
        run = Run.of(self)
        for name in self._pipeline():
            getattr(self, name)(run)
        return run

    def _each(self, run, compute):
        """Call ``compute`` for each agent; a failure names the agent and the reason."""
        for agent in run.agents.values():
            try:
                compute(agent)
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                name = self.env["hr.employee"].browse(agent.employee_id).name
                raise UserError(
                    self.env._(
                        "%(period)s could not be computed for %(agent)s: %(reason)s. "
                        "Nothing was changed.",
                        period=self.name,
                        agent=name,
                        reason=error,
                    )
                ) from error

    # ------------------------------------------------------------------
    # Agents
    # ------------------------------------------------------------------

    def _step_agents(self, run):
        """Who was an agent on a day of the period, or has a fact that counts in it."""
        leveled = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id"],
        )
        employee_ids = {employee.id for [employee] in leveled if employee}
        self._add_agents(run, employee_ids, self._fact_employee_ids())
        self._check_policies(run)

    def _fact_employee_ids(self):
        """Hook: ids of employees with facts that count in this period."""
        entries = self.env["cs.conduct.entry"]._read_group(
            [("period_id", "=", self.id), ("state", "=", "confirmed")], ["employee_id"]
        )
        credited = self.env.execute_query(
            SQL(
                "SELECT DISTINCT employee_id FROM cs_credit "
                "WHERE period_id = %s AND employee_id IS NOT NULL",
                self.id,
            )
        )
        return {employee.id for [employee] in entries} | {row[0] for row in credited}

    def _add_agents(self, run, employee_ids, fact_employee_ids=()):
        """Put employees on the run: those in contract with a level, and those with
        facts, under the last level they had."""
        wanted = (set(employee_ids) | set(fact_employee_ids)) - run.agents.keys()
        if not wanted:
            return
        versions = self.env["hr.version"]._cs_of_employees(wanted)
        found = {}
        for employee_id in sorted(wanted):
            own = versions.get(employee_id, [])
            parts = segments.segments(own, self.date_from, self.date_to)
            last = self._last_version(own, parts)
            if parts or (last and employee_id in fact_employee_ids):
                found[employee_id] = (own, parts, last)
        levels = self.env["cs.level"].browse(
            {last.level for _own, _parts, last in found.values()}
        )
        by_id = {level.id: level for level in levels}
        policies = self.env["cs.policy"]._approved(levels.ladder_id.ids)
        in_force = {
            ladder.id: policies._at(ladder.id, self.date_to)
            for ladder in levels.ladder_id
        }
        terms = {
            (row.policy_id.id, row.level_id.id): row
            for policy in in_force.values()
            for row in policy.level_ids
        }
        for employee_id, (own, parts, last) in found.items():
            level = by_id[last.level]
            policy = in_force[level.ladder_id.id]
            run.agents[employee_id] = Agent(
                employee_id,
                own,
                parts,
                level,
                policy,
                terms.get((policy.id, level.id)),
                (parts[-1].version if parts else last).department,
                self.env["cs.conduct.entry"],
                min((v.contract_start for v in own if v.contract_start), default=None),
            )

    def _last_version(self, versions, parts):
        """The version that decides level and policy: that of the agent's last day."""
        if parts:
            return parts[-1].version
        leveled = [v for v in versions if v.level and v.date <= self.date_to]
        return leveled[-1] if leveled else None

    def _check_policies(self, run):
        missing = {
            agent.level.ladder_id for agent in run.agents.values() if not agent.policy
        }
        if missing:
            raise UserError(
                self.env._(
                    "No approved policy on %(date)s for: %(ladders)s. Approve one, or "
                    "load a policy pack.",
                    date=self.date_to,
                    ladders=", ".join(ladder.name for ladder in missing),
                )
            )

    # ------------------------------------------------------------------
    # Steps that later chapters fill
    # ------------------------------------------------------------------

    def _step_attendance(self, run):
        """Hook: workdays classified, with the entries and amounts they make (R1)."""

    def _step_reviews(self, run):
        """Hook: entries from handovers, cases, reviews and figures (R7-R9)."""

    def _step_protection(self, run):
        """Hook: wage protection, when all other lines stand."""

    # ------------------------------------------------------------------
    # Entries and score
    # ------------------------------------------------------------------

    def _step_entries(self, run):
        """Entries that count in the period, occurrences numbered anew (R2.1)."""
        entries = self.env["cs.conduct.entry"].search(
            [("period_id", "=", self.id), ("state", "=", "confirmed")]
        )
        entries._renumber()
        for employee, own in entries.grouped("employee_id").items():
            if agent := run.agents.get(employee.id):
                agent.entries = own
                agent.cases += self._step_cases(own)

    def _step_cases(self, entries):
        """Dismissal cases that a rule or one of its steps asks for (R2.1, R3.6)."""
        return [
            {
                "reason": "step",
                "key": str(entry.id),
                "trace": trace(
                    step(
                        "case.step",
                        occurrence=entry.occurrence,
                        rule=entry.rule_id.id,
                    )
                ),
            }
            for entry in entries
            if entry.sanction == "dismissal" and not entry.reversal_of_id
        ]

    def _step_score(self, run):
        """Score, grade, float and rank in the team (R3.1-R3.11)."""
        self._each(run, lambda agent: self._score_agent(run, agent))
        last_before = self._last_of_team_before(run)
        for team in run.by_department().values():
            scored = {a.employee_id: a.score for a in team if a.score is not None}
            ranks = score.ranks(scored)
            worst = max(ranks.values(), default=1)
            for agent in team:
                rank = ranks.get(agent.employee_id, 0)
                agent.values["rank"] = rank
                if rank == worst > 1:
                    self._last_rank_case(agent, last_before[agent.employee_id])

    def _score_agent(self, run, agent):
        policy = agent.policy
        is_scored = bool(
            policy.score_enabled
            and agent.segments
            and (not agent.terms or agent.terms.scored)
        )
        agent.values |= {
            "is_scored": is_scored,
            "score": 0.0,
            "grade_id": False,
            "trace": trace(),
        }
        if not is_scored:
            return
        rules = policy._score_rules()
        result = score.score(rules, [self._mark(entry) for entry in agent.entries])
        agent.score = result.value
        grade = bounds.reached(result.value, policy._grade_bounds())
        agent.values |= {
            "score": float(result.value),
            "grade_id": grade.key.id if grade else False,
            "trace": trace(*result.steps),
        }
        if policy.float_enabled:
            pay = score.float_pay(
                rules, result.value, agent.joined, self.date_to, run.rounding
            )
            agent.lines.append(
                Line("CS_FLOAT", pay.value, base=result.value, steps=pay.steps)
            )
        limit = to_decimal(policy.dismissal_score)
        if limit and result.value < limit:
            agent.cases.append(
                {
                    "reason": "score",
                    "trace": trace(step("case.score", score=result.value, bound=limit)),
                }
            )

    def _mark(self, entry):
        """An entry as the score sees it; a reversal only gives its points back."""
        return score.Mark(
            to_decimal(entry.score_points),
            entry.severity or "",
            entry.rule_code,
            entry.kind == "violation" and not entry.reversal_of_id,
        )

    def _last_of_team_before(self, run):
        """Periods running, up to the last one, that each agent was last of his team.

        :return: ``{employee_id: count}``, zero by default
        """
        months = max(
            (agent.policy.last_rank_months for agent in run.agents.values()), default=0
        )
        before = self.browse()
        if months > 1:
            earlier = [
                ("company_id", "=", self.company_id.id),
                ("date_to", "<", self.date_from),
            ]
            before = self.search(earlier, limit=months - 1)
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", before.ids), ("is_scored", "=", True)],
            ["employee_id", "period_id", "department_id", "rank"],
        )
        worst = defaultdict(int)
        for row in statements:
            team = (row.period_id, row.department_id)
            worst[team] = max(worst[team], row.rank)
        running = defaultdict(int)
        by_period = statements.grouped("period_id")
        for index, period in enumerate(before):
            for row in by_period.get(period, ()):
                is_last = row.rank == worst[period, row.department_id] > 1
                employee_id = row.employee_id.id
                running[employee_id] += is_last and running[employee_id] == index
        return running

    def _last_rank_case(self, agent, before):
        """Last of the team so many periods running, and below the bound (R3.10)."""
        months, limit = agent.policy.last_rank_months, agent.policy.last_rank_score
        if months and before + 1 >= months and agent.score < to_decimal(limit):
            agent.cases.append(
                {
                    "reason": "last_rank",
                    "trace": trace(
                        step(
                            "case.last_rank",
                            months=months,
                            score=agent.score,
                            bound=to_decimal(limit),
                        )
                    ),
                }
            )

    # ------------------------------------------------------------------
    # Commission and pool
    # ------------------------------------------------------------------

    def _step_commission(self, run):
        """Sales by agent, conversion, tier and commission (R6.1, R6.2, R6.6)."""
        sales = self._credit_sums(SQL("employee_id"), SQL("employee_id IS NOT NULL"))
        figures = {
            employee.id: (asked, bought)
            for employee, asked, bought in self.env["cs.service.stat"]._read_group(
                [("period_id", "=", self.id)],
                ["employee_id"],
                ["asked:sum", "bought:sum"],
            )
        }
        strangers = sales.keys() - run.agents.keys()
        if strangers:
            names = self.env["hr.employee"].browse(strangers).mapped("name")
            run.warnings.append(
                self.env._(
                    "Orders are tagged for %(agents)s, who never had a level: no "
                    "commission is paid on them.",
                    agents=", ".join(names),
                )
            )

        def settle(agent):
            asked, bought = figures.get(agent.employee_id, (0, 0))
            agent.sales = sales.get(agent.employee_id, ZERO)
            self._commission_of(run, agent, asked, bought)

        self._each(run, settle)

    def _commission_of(self, run, agent, asked, bought):
        policy = agent.policy
        conversion = commission.conversion_rate(asked, bought)
        agent.values |= {
            "amount_sales": float(agent.sales),
            "asked": asked,
            "bought": bought,
            "conversion": float(conversion or 0),
        }
        if not policy.commission_enabled:
            return
        if not agent.segments:
            if not agent.sales:
                return
            why = step("commission.no_agent")
            result = commission.Commission(ZERO, ZERO, (why,))
        elif agent.earns_commission:
            result = self._commission(run, policy, agent.sales, conversion)
            if conversion is not None and policy.commission_measure == "conversion":
                shown = step("commission.conversion", asked=asked, bought=bought)
                result = commission.Commission(
                    result.amount, result.rate, (shown, *result.steps)
                )
        else:
            why = step("commission.not_eligible", level=agent.level.id)
            result = commission.Commission(ZERO, ZERO, (why,))
        agent.commission, agent.commission_rate = result.amount, result.rate
        agent.lines.append(
            Line(
                "CS_COMMISSION",
                result.amount,
                base=agent.sales,
                rate=commission.percent(result.rate),
                steps=result.steps,
            )
        )

    def _commission(self, run, policy, sales, conversion):
        """Commission under a policy, whole or by slices (R6.2)."""
        tiers = policy._tier_bounds()
        if policy.commission_mode == "marginal":
            return commission.marginal(sales, tiers, run.rounding)
        measure = sales if policy.commission_measure == "sales" else conversion
        return commission.whole_amount(sales, measure, tiers, run.rounding)

    def _step_pool(self, run):
        """Sales carried by nobody, in equal shares (R6.3).

        Agents under policies with different rates share the same sales: each takes
        rate x sales / number of agents.
        """
        untagged = self._credit_sums(
            SQL("COALESCE(department_id, 0)"), SQL("employee_id IS NULL")
        )
        scopes = defaultdict(list)
        for agent in run.agents.values():
            if agent.policy.pool_enabled and agent.earns_commission:
                team = agent.policy.pool_scope == "team"
                scopes[agent.department_id if team else None].append(agent)
        for department_id, members in scopes.items():
            if department_id is None:
                sales = total_of(untagged.values())
            else:
                sales = untagged.get(department_id, ZERO)
            self._share_pool(run, department_id, members, sales)

    def _share_pool(self, run, department_id, members, sales):
        by_rate = defaultdict(list)
        for agent in members:
            by_rate[to_decimal(agent.policy.pool_rate) / 100].append(agent)
        for rate, agents in by_rate.items():
            part = sales * len(agents) / len(members)
            shares = commission.pool_shares(part, rate, len(agents), run.rounding)
            for agent, amount in zip(agents, shares, strict=True):
                how = step(
                    "pool.share",
                    sales=sales,
                    rate=commission.percent(rate),
                    pool=round_money(sales * rate, run.rounding),
                    agents=len(members),
                )
                agent.lines.append(
                    Line(
                        "CS_POOL",
                        amount,
                        base=sales,
                        rate=commission.percent(rate),
                        steps=(how,),
                        key=f"department:{department_id}" if department_id else "",
                    )
                )

    # ------------------------------------------------------------------
    # Pay
    # ------------------------------------------------------------------

    def _step_pay(self, run):
        """Base pay and allowance by segment, fines, rewards, losses, late entries."""
        self._load_working_days(run, self, [a.segments for a in run.agents.values()])

        def pay(agent):
            agent.lines += self._pay_lines(run, self, agent.segments, agent.policy)
            agent.values["segments"] = self._segment_facts(agent.segments)
            agent.lines += self._entry_lines(agent)

        self._each(run, pay)

    def _pay_lines(self, run, period, parts, policy):
        """``CS_BASE`` and ``CS_ALLOWANCE`` of a period from its segments (R5)."""
        allowances = {row.level_id.id: row.allowance for row in policy.level_ids}
        lines = []
        for paid in self._base_pay(run, period, parts):
            version = paid.segment.version
            lines.append(
                Line(
                    "CS_BASE",
                    paid.amount,
                    base=version.wage,
                    rate=paid.share * 100,
                    steps=paid.steps,
                    key=paid.segment.first.isoformat(),
                )
            )
            allowance = to_decimal(allowances.get(version.level))
            if allowance:
                share = (paid.share * 100).quantize(to_decimal("0.01"))
                how = step("allowance.share", allowance=allowance, share=share)
                lines.append(
                    Line(
                        "CS_ALLOWANCE",
                        round_money(allowance * paid.share, run.rounding),
                        base=allowance,
                        rate=paid.share * 100,
                        steps=(how,),
                        key=paid.segment.first.isoformat(),
                    )
                )
        return lines

    def _base_pay(self, run, period, parts):
        days = {
            calendar: run.working_days.get((period.id, calendar), ())
            for calendar in {part.version.calendar for part in parts}
        }
        return segments.base_pay(
            parts,
            days,
            period.date_from,
            period.date_to,
            to_decimal(period.day_rate_days) or None,
            run.rounding,
        )

    def _load_working_days(self, run, period, agents_segments):
        """Working days of a period by calendar; queries grow with calendars only."""
        calendar_ids = {
            part.version.calendar
            for parts in agents_segments
            for part in parts
            if part.version.calendar
        }
        start = UTC.localize(datetime.combine(period.date_from, time.min))
        stop = UTC.localize(datetime.combine(period.date_to, time.max))
        for calendar in self.env["resource.calendar"].browse(calendar_ids):
            if (period.id, calendar.id) in run.working_days:
                continue
            intervals = calendar._attendance_intervals_batch(start, stop, tz=UTC)[False]
            run.working_days[period.id, calendar.id] = {
                begin.date() for begin, _end, _attendance in intervals
            }

    def _segment_facts(self, parts):
        """What base pay rests on, as plain data to compare with later (Time)."""
        return [
            [
                part.first.isoformat(),
                part.last.isoformat(),
                str(part.version.wage),
                part.version.level,
            ]
            for part in parts
        ]

    def _entry_lines(self, agent):
        """Fines, rewards and losses; late ones as adjustments of their period."""
        lines = []
        for origin, entries in agent.entries.grouped("origin_period_id").items():
            for code, kind in VARIABLE_CODES.items():
                of_kind = entries.filtered(
                    lambda entry, kind=kind: entry.kind == kind and entry.money
                )
                amount = total_of(to_decimal(entry.money) for entry in of_kind)
                lines += self._entry_line(code, origin, len(of_kind), amount)
            losses = entries.filtered("compensation")
            amount = total_of(
                to_decimal(entry.compensation) * (1 if entry.reversal_of_id else -1)
                for entry in losses
            )
            lines += self._entry_line("CS_COMPENSATION", origin, len(losses), amount)
        return lines

    def _entry_line(self, code, origin, count, amount):
        if not count:
            return []
        if not origin:
            how = step("entries.count", count=count, amount=amount)
            return [Line(code, amount, steps=(how,))]
        return [
            self._adjustment(
                code,
                origin,
                amount,
                step("adjustment.entries", count=count, amount=amount),
            )
        ]

    def _adjustment(self, code, origin, amount, *steps, base=ZERO, key=""):
        """A late change for a locked period, in the period that is open now."""
        return Line(
            "CS_ADJUSTMENT",
            amount,
            base=base,
            steps=(step("adjustment.origin", period=origin.name), *steps),
            key=":".join(filter(None, (code, key))),
            origin=origin.id,
            adjusted=code,
        )

    # ------------------------------------------------------------------
    # Late changes of locked periods
    # ------------------------------------------------------------------

    def _compared_periods(self):
        """Locked periods that are still compared with later changes."""
        since = fields.Date.subtract(
            self.date_from, months=self.company_id.cs_clawback_months
        )
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "locked"),
                ("date_from", ">=", since),
                ("date_to", "<", self.date_from),
            ]
        )

    def _step_late_credits(self, run):
        """Orders of locked periods that changed since: the difference, at the rate
        that was paid (R6.4). Tiers of a locked period are never run again."""
        locked = self._compared_periods()
        if locked:
            self._fill_credits(locked)
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
        rates = {
            (line.employee_id.id, line.period_id.id): to_decimal(line.rate) / 100
            for line in statements
            if line.code == "CS_COMMISSION"
        }
        for row in changes:
            self._late_credit(run, row, rates)
        self._late_credit_lines(run)
        self._late_pool_lines(
            run, statements.filtered(lambda line: line.code == "CS_POOL")
        )

    def _changed_credits(self, locked):
        """Credits of locked periods whose base is no longer what was settled.

        An order that counts in this period now is taken back where it was paid,
        however long ago that is: it never counts twice.
        """
        query = SQL(
            """
            WITH paid AS (
                SELECT COALESCE(line.origin_period_id, line.period_id) AS period_id,
                       line.order_id, line.employee_id,
                       MAX(line.department_id) AS department_id,
                       SUM(line.base) AS base, SUM(line.amount) AS amount,
                       SUM(line.base) FILTER (
                           WHERE line.origin_period_id IS NULL
                       ) AS base_origin,
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
                 GROUP BY 1, 2, 3
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
                   COALESCE(paid.base_origin, 0) AS base_origin,
                   COALESCE(paid.paid_origin, 0) AS paid_origin,
                   COALESCE(now.amount_order, 0) AS amount_order,
                   COALESCE(now.amount_refund, 0) AS amount_refund,
                   COALESCE(now.agent_count, 0) AS agent_count,
                   sale.name AS order_name, sale.date_order AS order_date
              FROM now
              FULL JOIN paid
                ON paid.period_id = now.period_id
               AND paid.order_id = now.order_id
               AND COALESCE(paid.employee_id, 0) = COALESCE(now.employee_id, 0)
              JOIN sale_order AS sale
                ON sale.id = COALESCE(now.order_id, paid.order_id)
             WHERE COALESCE(now.base, 0) <> COALESCE(paid.base, 0)
             ORDER BY 1, 2, 3
            """,
            locked=locked.ids,
            own=self.id,
            company=self.company_id.id,
        )
        self.env.cr.execute(query)
        numbers = (
            "base_now",
            "base_paid",
            "base_origin",
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
        amount = rate = ZERO
        if employee_id:
            rate = rates.get((employee_id, row["period_id"]), ZERO)
            due = row["paid_origin"] + commission.taken_back(
                rate,
                row["base_now"],
                row["base_origin"],
                row["paid_origin"],
                run.rounding,
            )
            amount = due - row["paid"]
        run.late_credits.append({**row, "rate": rate, "amount": amount})

    def _late_credit_lines(self, run):
        """One adjustment of the commission per agent and locked period."""
        groups = defaultdict(list)
        for row in run.late_credits:
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
        for row in run.late_credits:
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
        for (period, key, rate), lines in shared.items():
            department_id = int((key or "").partition(":")[2] or 0)
            delta, total = (
                total_of(
                    value
                    for (period_id, team_id), value in sums.items()
                    if period_id == period.id and department_id in (0, team_id)
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
                amount = due - earlier[agent.employee_id, period.id]
                how = step("adjustment.pool", base=delta, amount=amount)
                agent.lines.append(
                    self._adjustment(
                        "CS_POOL", period, amount, how, base=delta, key=key or ""
                    )
                )

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

    def _adjusted_before(self, *codes):
        """What locked adjustments have added so far.

        :return: ``{(employee_id, origin_period_id): Decimal}``, zero by default
        """
        sums = defaultdict(lambda: ZERO)
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("code", "=", "CS_ADJUSTMENT"),
                ("adjusted_code", "in", codes),
                ("company_id", "=", self.company_id.id),
                ("statement_id.state", "=", "locked"),
            ],
            ["employee_id", "origin_period_id"],
            ["amount:sum"],
        )
        for employee, origin, amount in groups:
            sums[employee.id, origin.id] = to_decimal(amount)
        return sums

    def _step_late_pay(self, run):
        """Wages and levels changed behind a locked period: the money difference.

        Who has a statement there, whose score, grade and commission stay; and who
        joined in it and was entered after the lock.
        """
        locked = self._compared_periods()
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", locked.ids)],
            ["employee_id", "period_id", "policy_id", "segments"],
        )
        versions = self.env["hr.version"]._cs_of_employees(statements.employee_id.ids)
        changed = []
        for statement in statements:
            period = statement.period_id
            parts = segments.segments(
                versions.get(statement.employee_id.id, ()),
                period.date_from,
                period.date_to,
            )
            if self._segment_facts(parts) != (statement.segments or []):
                changed.append((statement, parts))
        newcomers = self._newcomers(locked, statements)
        if not (changed or newcomers):
            return
        self._add_agents(
            run,
            (),
            {row.employee_id.id for row, _parts in changed}
            | {employee_id for employee_id, _period, _parts in newcomers},
        )
        earlier = self._adjusted_before("CS_BASE")
        for statement, parts in changed:
            if agent := run.agents.get(statement.employee_id.id):
                paid = total_of(
                    to_decimal(line.amount)
                    for line in statement.line_ids
                    if line.code in ("CS_BASE", "CS_ALLOWANCE")
                )
                self._late_pay(
                    run,
                    agent,
                    statement.period_id,
                    parts,
                    statement.policy_id,
                    paid + earlier[agent.employee_id, statement.period_id.id],
                )
        for employee_id, period, parts in newcomers:
            if agent := run.agents.get(employee_id):
                paid = earlier[employee_id, period.id]
                self._late_pay(run, agent, period, parts, agent.policy, paid)

    def _newcomers(self, locked, statements):
        """Who was entered after the lock of a period in which he had joined already.

        Somebody known before is left out: what he got then is not known here.

        :return: ``[(employee_id, period, segments)]``
        """
        if not locked:
            return []
        known = {(row.employee_id.id, row.period_id.id) for row in statements}
        entered = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "<=", max(locked.mapped("date_to"))),
                ("employee_id.create_date", ">", min(locked.mapped("locked_at"))),
            ],
            ["employee_id"],
        )
        employees = self.env["hr.employee"].union(*(row[0] for row in entered))
        versions = self.env["hr.version"]._cs_of_employees(employees.ids)
        found = []
        for employee in employees:
            for period in locked.sorted("date_from"):
                parts = segments.segments(
                    versions.get(employee.id, ()), period.date_from, period.date_to
                )
                is_late = employee.create_date > period.locked_at
                if parts and is_late and (employee.id, period.id) not in known:
                    found.append((employee.id, period, parts))
        return found

    def _late_pay(self, run, agent, period, parts, policy, paid):
        """The difference between the pay of a locked period and what was ``paid``."""
        self._load_working_days(run, period, [parts])
        lines = self._pay_lines(run, period, parts, policy)
        due = total_of(line.amount for line in lines)
        if due != paid:
            how = step("adjustment.pay", due=due, paid=paid)
            agent.lines.append(self._adjustment("CS_BASE", period, due - paid, how))

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _step_store(self, run):
        """Upsert statements, lines, credits and cases by their natural keys."""
        statements = self._store_statements(run)
        self._store_lines(run, statements)
        self._store_credits(run, statements)
        self._link_facts(run, statements)
        self._drop_stale_statements(run)
        self._store_cases(run, statements)
        run.warnings += self._undecided()
        self.write(
            {
                "computed_at": fields.Datetime.now(),
                "warning": "\n".join(run.warnings) or False,
            }
        )

    def _undecided(self):
        """What somebody should decide before the period is locked, in words."""
        drafts = self.env["cs.conduct.entry"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "=", "draft"),
            ]
        )
        appeals = self.env["cs.appeal"].search_count(
            [("period_id", "=", self.id), ("state", "=", "pending")]
        )
        found = []
        if idle := self._without_contract():
            found.append(
                self.env._(
                    "Agents with a level but no contract dates, who get no "
                    "statement: %(agents)s",
                    agents=", ".join(idle.mapped("name")),
                )
            )
        if drafts:
            found.append(
                self.env._("Draft entries, which do not count: %(count)s", count=drafts)
            )
        if appeals:
            found.append(
                self.env._("Appeals waiting for a decision: %(count)s", count=appeals)
            )
        return found

    def _without_contract(self):
        """Employees with a level whose contract was never entered."""
        versions = self.env["hr.version"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id.active", "=", True),
                ("cs_level_id", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id", "contract_date_start"],
        )
        dated = versions.filtered("contract_date_start").employee_id
        return versions.employee_id - dated

    def _store_statements(self, run):
        """Statement of each agent: ``{employee_id: cs.statement}``."""
        Statement = self.env["cs.statement"]
        existing = Statement.search([("period_id", "=", self.id)])
        by_employee = {row.employee_id.id: row for row in existing}
        missing = []
        for agent in run.agents.values():
            values = {
                "department_id": agent.department_id or False,
                "policy_id": agent.policy.id,
                "level_id": agent.level.id,
                "version_id": agent.segments[-1].version.id
                if agent.segments
                else False,
                "segments": [],
                **agent.values,
            }
            if statement := by_employee.get(agent.employee_id):
                self._update(statement, values)
            else:
                missing.append(
                    {
                        **values,
                        "employee_id": agent.employee_id,
                        "period_id": self.id,
                        "company_id": self.company_id.id,
                        "state": self.state,
                    }
                )
        for statement in Statement.create(missing):
            by_employee[statement.employee_id.id] = statement
        return by_employee

    def _store_lines(self, run, statements):
        existing = self.env["cs.statement.line"].search([("period_id", "=", self.id)])
        by_key = {
            (
                line.statement_id.id,
                line.code,
                line.key or "",
                line.origin_period_id.id or 0,
            ): line
            for line in existing
        }
        missing = []
        for agent in run.agents.values():
            statement = statements[agent.employee_id]
            for line in agent.lines:
                values = line.values(SEQUENCE[line.code])
                key = (statement.id, line.code, line.key, line.origin)
                if stored := by_key.pop(key, None):
                    self._update(stored, values)
                else:
                    missing.append({**values, "statement_id": statement.id})
        self.env["cs.statement.line"].browse(
            [line.id for line in by_key.values()]
        ).unlink()
        self.env["cs.statement.line"].create(missing)

    def _update(self, record, values):
        """Write what differs, so that recomputing changes nothing."""
        changed = {}
        for name, value in values.items():
            field = record._fields[name]
            if field.type == "json":
                same = (record[name] or {}) == (value or {})
            else:
                now = field.convert_to_write(record[name], record)
                same = field.convert_to_cache(now, record) == field.convert_to_cache(
                    value, record
                )
            if not same:
                changed[name] = value
        if changed:
            record.write(changed)

    def _link_facts(self, run, statements):
        """Point the facts at the statement that counts them: the drill-down."""
        for agent in run.agents.values():
            stale = agent.entries.filtered(
                lambda entry, s=statements[agent.employee_id]: entry.statement_id != s
            )
            stale.write({"statement_id": statements[agent.employee_id].id})
        stats = self.env["cs.service.stat"].search([("period_id", "=", self.id)])
        for employee, rows in stats.grouped("employee_id").items():
            statement = statements.get(employee.id)
            rows = rows.filtered(lambda row, s=statement: row.statement_id != s)
            if statement and rows:
                rows.write({"statement_id": statement.id})

    def _drop_stale_statements(self, run):
        """Statements of people who no longer have anything in the period."""
        self.env["cs.statement"].search(
            [
                ("period_id", "=", self.id),
                ("employee_id", "not in", list(run.agents)),
            ]
        ).unlink()

    def _store_cases(self, run, statements):
        self.env["cs.disciplinary.case"]._propose(
            self,
            [
                {
                    **case,
                    "employee_id": agent.employee_id,
                    "department_id": agent.department_id or False,
                    "company_id": self.company_id.id,
                    "period_id": self.id,
                    "statement_id": statements[agent.employee_id].id,
                }
                for agent in run.agents.values()
                for case in agent.cases
            ],
        )
