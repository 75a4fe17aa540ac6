from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import commission
from ...engine.money import ZERO, round_money, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line
from ..cs_seal_content import Facts
from .cs_period_run import Credits, Sales

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
        sales = self._credit_sums(SQL("employee_id"), SQL("employee_id IS NOT NULL"))
        figures = {
            employee.id: (asked, bought)
            for employee, asked, bought in self.env["cs.service.stat"]._read_group(
                [("period_id", "=", self.id)],
                ["employee_id"],
                ["asked:sum", "bought:sum"],
            )
        }
        strangers = sales.keys() - run.agents.keys() - run.left_out
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
            own = Sales(sales.get(agent.employee_id, ZERO))
            run.facts_of("commission", Credits).sales[agent.employee_id] = own
            self._commission_of(run, agent, own, asked, bought)

        self._each(run, settle)

    def _commission_of(self, run, agent, own, asked, bought):
        policy = agent.policy
        conversion = commission.conversion_rate(asked, bought)
        agent.values |= {
            "amount_sales": float(own.amount),
            "asked": asked,
            "bought": bought,
            "conversion": float(conversion or 0),
        }
        if not policy.commission_enabled:
            return
        if not agent.segments:
            if not own.amount:
                return
            why = step("commission.no_agent")
            result = commission.Commission(ZERO, ZERO, (why,))
        elif self._earns_commission(agent):
            result = self._commission(run, policy, own.amount, conversion)
            if conversion is not None and policy.commission_measure == "conversion":
                name = "conversion" if bought <= asked else "conversion_whole"
                shown = step(f"commission.{name}", asked=asked, bought=bought)
                result = commission.Commission(
                    result.amount, result.rate, (shown, *result.steps)
                )
        else:
            why = step("commission.not_eligible", level=agent.level.id)
            result = commission.Commission(ZERO, ZERO, (why,))
        own.commission, own.rate = result.amount, result.rate
        agent.lines.append(
            Line(
                "CS_COMMISSION",
                result.amount,
                base=own.amount,
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

    def _unfinished(self):
        """Who sold something and has no figures: the lowest tier holds (R6.2)."""
        domain = [
            ("period_id", "=", self.id),
            ("policy_id.commission_enabled", "=", True),
            ("amount_sales", ">", 0),
            ("asked", "=", 0),
        ]
        label = self.env._("Agents with sales and no service figures")
        figures = self._left(
            "figures", label, self.env["cs.statement"], domain, live=True
        )
        return [*super()._unfinished(), figures]
