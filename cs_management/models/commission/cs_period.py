from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import commission, plans
from ...engine.money import ZERO, round_money, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line
from ..cs_seal_content import Facts
from .cs_period_run import Credits, Sales, Sold

# So many orders take a few seconds to compute.
LONG_ORDERS = 50_000


class CsPeriod(models.Model):
    """Commission and pool in the pipeline (R6.1-R6.3, R6.6).

    In ``run.facts["commission"]``: :class:`Credits`.
    """

    _inherit = "cs.period"

    credit_basis = fields.Selection(
        [("confirmed", "Confirmed orders"), ("paid", "Fully paid orders only")],
        string="Orders Counted",
        compute="_compute_credit_basis",
        store=True,
    )
    credit_count = fields.Integer(compute="_compute_credit_count", string="Credits")

    @api.depends("company_id.cs_credit_basis")
    def _compute_credit_basis(self):
        """The company's choice; a locked period keeps what it was settled by."""
        for period in self:
            if period.state == "locked":
                period.credit_basis = period.credit_basis
            else:
                period.credit_basis = period.company_id.cs_credit_basis

    def _compute_credit_count(self):
        self._set_count("credit_count", "cs.commission.line")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        """What the foreign key of the credits would do, if they had one."""
        # sudo: the guard holds whoever deletes; only the period is named
        credits_ = self.env["cs.commission.line"].sudo()
        if found := credits_.search([("period_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(period)s has credited orders and cannot be deleted.",
                    period=found.period_id.name,
                )
            )

    @api.readonly
    def action_view_credits(self):
        return self._action_view("cs_management.cs_commission_line_action")

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"credit_basis"}

    def _is_long(self):
        # sudo: orders are only counted
        orders = self.env["sale.order"].sudo()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date_order", ">=", self.start_utc),
            ("date_order", "<", self.stop_utc),
        ]
        count = orders.search_count(domain, limit=LONG_ORDERS + 1)
        return super()._is_long() or count > LONG_ORDERS

    def _fact_employee_ids(self):
        credited = self.env.execute_query(
            SQL(
                "SELECT DISTINCT employee_id FROM cs_credit "
                "WHERE period_id = %s AND employee_id IS NOT NULL",
                self.id,
            )
        )
        return super()._fact_employee_ids() | {row[0] for row in credited}

    @api.model
    def _earns_commission(self, agent):
        """Whether the level of the last day earns commission and pool (R6.6)."""
        return bool(agent.segments) and (
            not agent.terms or agent.terms.commission_eligible
        )

    @api.model
    def _sales_of(self, run, agent):
        """What an agent sold in this run's period, and what it earns."""
        return run.facts_of("commission", Credits).sales.get(agent.employee_id, Sales())

    def _step_commission(self, run):
        """Sales by agent, conversion, tier and commission (R6.1, R6.2, R6.6)."""
        assigned = self._rules_of(run)
        self._split_by_rules(assigned)
        sold = self._sold(self._own_credits(), assigned)
        strangers = sold.keys() - run.agents.keys() - run.left_out
        if strangers:
            names = self.env["hr.employee"].browse(strangers).mapped("name")
            run.warnings.append(
                self.env._(
                    "Orders are tagged for %(agents)s, who never had a level: no "
                    "commission is paid on them.",
                    agents=", ".join(names),
                )
            )
        self._settle_sales(run, sold)

    def _rules_of(self, run):
        """The plan lines of the run's agents: ``[(period_id, employee_id, ids)]``."""
        found = []
        for agent in run.agents.values():
            if agent.policy.commission_enabled and self._earns_commission(agent):
                rules = agent.policy.commission_rule_ids._of_level(agent.level)
                if rules:
                    found.append((self.id, agent.employee_id, rules.ids))
        return found

    @api.model
    def _sold(self, credits_, assigned):
        """What agents sold, by what pays it: ``{employee_id: {rule_id: Sold}}``.

        :param credits_: SQL of rows as ``cs_credit`` has them
        :param assigned: as :meth:`_rules_of` gives it; none: no order is split
        """
        whole = SQL(
            "SELECT *, TRUE AS is_first, base AS base_whole FROM (%s) AS c", credits_
        )
        if assigned:
            whole = SQL(
                """
                SELECT *, ROW_NUMBER() OVER own = 1 AS is_first,
                       SUM(base) OVER whole AS base_whole
                  FROM (%s) AS credit
                WINDOW whole AS (PARTITION BY period_id, order_id, employee_id),
                       own AS (PARTITION BY period_id, order_id, employee_id
                               ORDER BY rule_id NULLS LAST)
                """,
                credits_,
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, COALESCE(rule_id, 0), SUM(base),
                       SUM(COALESCE(measure, base)), SUM(amount_order * share)
                           FILTER (WHERE is_first AND amount_order > 0),
                       SUM(share) FILTER (WHERE is_first AND base_whole > 0),
                       SUM(base_whole) FILTER (WHERE is_first AND amount_order > 0)
                  FROM (%s) AS credit
                 WHERE employee_id IS NOT NULL
                 GROUP BY 1, 2
                """,
                whole,
            )
        )
        found = defaultdict(dict)
        for employee_id, rule_id, *sums in rows:
            found[employee_id][rule_id] = Sold(*map(to_decimal, sums))
        return found

    def _settle_sales(self, run, sold):
        """What the run's agents sold, and what their policies pay on it."""
        sales = run.facts_of("commission", Credits).sales
        for employee_id in run.agents:
            sales[employee_id] = Sales.of(sold.get(employee_id, {}))
        measures = self._plan_measures(run, self._measures_needed(run))
        self._each(run, lambda agent: self._commission_of(run, agent, measures))

    @api.model
    def _measures_needed(self, run):
        policies = self.env["cs.policy"].browse(
            {agent.policy.id for agent in run.agents.values()}
        )
        return policies.filtered("commission_enabled")._measures_used()

    def _plan_measures(self, run, needed):
        """Hook: what commission goes by, fetched for all agents at once.

        :param needed: the names that a policy of the run goes by
        :return: ``{name: {employee_id: value}}``; who is not in it has no such figure
        """
        figures = {
            employee.id: (asked, bought)
            for employee, asked, bought in self.env["cs.service.stat"]._read_group(
                [
                    ("period_id", "=", self.id),
                    ("employee_id", "in", list(run.agents)),
                ],
                ["employee_id"],
                ["asked:sum", "bought:sum"],
            )
        }
        found = defaultdict(dict, figures=figures)
        for employee_id, (asked, bought) in figures.items():
            found["conversion"][employee_id] = commission.conversion_rate(asked, bought)
        for employee_id, own in run.facts_of("commission", Credits).sales.items():
            found["sales"][employee_id] = own.amount
            found["orders"][employee_id] = own.orders
            if own.orders > 0:
                found["order_value"][employee_id] = round_money(
                    own.kept / own.orders, run.rounding
                )
            if own.ordered > 0:
                part = (own.ordered - own.kept) / own.ordered
                found["refund_rate"][employee_id] = commission.percent(part)
        if "score" in needed:
            found["score"] = self._scores_known(run)
        return found

    def _scores_known(self, run):
        """Scores by the agent's id; as computed last, where this run has none."""
        if "score" in run.facts:
            return {key: self._score_of(run, own) for key, own in run.agents.items()}
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "=", self.id), ("is_scored", "=", True)],
            ["employee_id", "score"],
        )
        return {row.employee_id.id: to_decimal(row.score) for row in statements}

    def _commission_of(self, run, agent, measures):
        policy = agent.policy
        own = self._sales_of(run, agent)
        asked, bought = measures["figures"].get(agent.employee_id, (0, 0))
        known = {name: row.get(agent.employee_id) for name, row in measures.items()}
        agent.values |= {
            "amount_sales": float(own.amount),
            "asked": asked,
            "bought": bought,
            "conversion": float(known.get("conversion") or 0),
            "commission_factor": 1.0,
        }
        if not policy.commission_enabled:
            return
        if not agent.segments:
            if not own.amount:
                return
            steps = (step("commission.no_agent"),)
        elif self._earns_commission(agent):
            steps = self._settle_plan(run, agent, own, known)
        else:
            steps = (step("commission.not_eligible", level=agent.level.id),)
        agent.lines.append(
            Line(
                "CS_COMMISSION",
                own.commission,
                base=own.amount,
                rate=commission.percent(own.rate),
                steps=steps,
            )
        )

    def _settle_plan(self, run, agent, own, known):
        """Tiers, plan lines and what changes them, on what an agent sold (R6.2).

        :param known: ``{measure: value}``, ``None`` for what is not known
        :return: how it came about
        """
        policy = agent.policy
        plain = self._commission(run, policy, own.plain, known)
        rules = self.env["cs.commission.rule"].browse(part.rule for part in own.parts)
        parts = [
            plans.Part(rule.id, rule.unit, part.measure, rule._each())
            for rule, part in zip(rules, own.parts, strict=True)
        ]
        result = plans.settle(
            plain,
            parts,
            self._plan_changes(policy, known),
            to_decimal(policy.commission_cap),
            run.rounding,
        )
        own.commission, own.by_tiers = result.amount, result.plain
        own.rate = plain.rate * result.factor
        for paid, part, amount in zip(own.parts, parts, result.parts, strict=True):
            paid.amount, paid.each = amount, part.rate * result.factor
            paid.is_money = part.unit not in plans.PERCENT_UNITS
        agent.values["commission_factor"] = float(result.factor)
        self._step_bonuses(agent, known)
        return (*self._told_of(policy, known), *result.steps)

    def _commission(self, run, policy, sales, known):
        """Commission by a policy's tiers, whole or by slices (R6.2)."""
        if not policy.tier_ids:
            return commission.Commission(ZERO, ZERO)
        if policy.commission_mode == "marginal":
            return commission.marginal(sales, policy._tier_bounds(), run.rounding)
        measure = known.get(policy.commission_measure)
        if not policy.commission_second_measure:
            measured, tiers = policy.commission_measure, policy._tier_bounds()
            return commission.whole_amount(
                sales, measure, tiers, measured, run.rounding
            )
        second = known.get(policy.commission_second_measure)
        cell = plans.cell(measure, second, policy._tier_cells())
        why = step(
            "plan.cell",
            measured=policy.commission_measure,
            value="?" if measure is None else measure,
            measured_second=policy.commission_second_measure,
            second="?" if second is None else second,
            rate=commission.percent(cell.rate),
        )
        return commission.at_rate(sales, cell.rate, why, rounding=run.rounding)

    @api.model
    def _plan_changes(self, policy, known):
        """Coefficients and gates of a policy, as the measures stand."""
        factors = policy._scales(
            policy.commission_factor_ids, lambda row: to_decimal(row.factor) / 100
        )
        return [
            *(
                plans.coefficient(name, known.get(name), scale)
                for name, scale in factors.items()
            ),
            *(
                plans.gate(
                    row.measure,
                    known.get(row.measure),
                    to_decimal(row.bound),
                    row.side == "most",
                    to_decimal(row.pays) / 100,
                )
                for row in policy.commission_gate_ids
            ),
        ]

    @api.model
    def _step_bonuses(self, agent, known):
        """Step bonuses that were reached, a line for each measure (R6.2)."""
        steps = agent.policy._scales(
            agent.policy.commission_bonus_ids, lambda row: to_decimal(row.amount)
        )
        for name, scale in steps.items():
            if reached := plans.step_bonus(name, known.get(name), scale):
                amount, why = reached
                agent.lines.append(
                    Line("CS_STEP_BONUS", amount, steps=(why,), key=f"by:{name}")
                )

    @api.model
    def _told_of(self, policy, known):
        """Hook: what is told of the measures before the calculation."""
        asked, bought = known.get("figures") or (0, 0)
        if not asked or "conversion" not in policy._measures_used():
            return ()
        name = "conversion" if bought <= asked else "conversion_whole"
        return (step(f"commission.{name}", asked=asked, bought=bought),)

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
            if agent.policy.pool_enabled and self._earns_commission(agent):
                team = agent.policy.pool_scope == "team"
                scopes[agent.department_id if team else None].append(agent)
        for department_id, members in scopes.items():
            if department_id is None:
                # What a team shares by itself is in no other pool.
                sales = total_of(
                    amount for team, amount in untagged.items() if team not in scopes
                )
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
    # Store
    # ------------------------------------------------------------------

    def _store_facts(self, run, statements):
        """Settle the credits, and point the service figures at their statement."""
        result = super()._store_facts(run, statements)
        self._store_credits(run, statements)
        stats = self.env["cs.service.stat"].search([("period_id", "=", self.id)])
        for employee, rows in stats.grouped("employee_id").items():
            statement = statements.get(employee.id)
            rows = rows.filtered(lambda row, s=statement: row.statement_id != s)
            if statement and rows:
                rows.write({"statement_id": statement.id})
        return result

    @api.model
    def _sealed_facts(self):
        """Credits, and the service figures that decide their rate."""
        return [
            *super()._sealed_facts(),
            Facts("cs.commission.line"),
            Facts("cs.service.stat"),
        ]

    def _unfinished(self, *, live):
        """Who sold something and has no figures: the lowest tier holds (R6.2)."""
        found = super()._unfinished(live=live)
        if not live:
            return found
        domain = [
            ("period_id", "=", self.id),
            ("policy_id.commission_enabled", "=", True),
            ("amount_sales", ">", 0),
            ("asked", "=", 0),
        ]
        label = self.env._("Agents with sales and no service figures")
        return [
            *found,
            self._left("figures", label, self.env["cs.statement"], domain),
        ]
