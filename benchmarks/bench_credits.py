"""Credit and settle 20,000 tagged orders for 200 agents.

Compared with one bare ``INSERT ... SELECT`` of the same credit rows into a like table
with the same indexes. Bound: at most twice its time.
"""

import statistics
from datetime import date
from time import perf_counter

from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.models.cs_period_run import Run

AGENTS, ORDERS, RUNS = 200, 20_000, 5
MONTH = date(2025, 3, 1)
BOUND = 2.0


def run(env, out):
    """Print the medians and whether the bound holds."""
    period = make_company(env, AGENTS, ORDERS)
    period.action_compute()
    count = analyze(period)
    ours, bare = [], []
    for _run in range(RUNS):
        ours.append(settle(period))
        bare.append(insert_bare(period))
    ratio = statistics.median(ours) / statistics.median(bare)
    out(
        "credits",
        orders=ORDERS,
        agents=AGENTS,
        credits=count,
        runs=RUNS,
        ours_ms=round(statistics.median(ours) * 1000),
        bare_insert_ms=round(statistics.median(bare) * 1000),
        ratio=round(ratio, 2),
        bound=BOUND,
        passed=ratio <= BOUND,
    )
    env.cr.rollback()
    if ratio > BOUND:
        raise SystemExit(1)


def make_company(env, agents, orders):
    """A company with agents and, by SQL, their tagged orders; return the period."""
    company = factories.make_company(env, "Bench")
    env = factories.in_company(env, company)
    team = factories.make_department(env)
    ladder = factories.make_ladder(env)
    factories.make_policy(env, ladder, MONTH)
    level = factories.level_of(ladder, "junior")
    employees = [
        factories.make_agent(
            env, f"Agent {n}", f"{n:04}", level, 2200, date(2024, 1, 1), team
        )
        for n in range(agents)
    ]
    env.flush_all()
    insert_orders(env, [factories.tag_of(agent).id for agent in employees], orders)
    return factories.make_period(env, MONTH)


def insert_orders(env, tag_ids, count):
    """Insert confirmed orders of the month, every tenth carried by two agents."""
    partner = env["res.partner"].create({"name": "Customer"})
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH orders AS (
                INSERT INTO sale_order (
                    name, company_id, partner_id, partner_invoice_id,
                    partner_shipping_id, currency_id, currency_rate, state,
                    invoice_status, date_order, amount_untaxed, amount_total
                )
                SELECT 'B' || n, %(company)s, %(partner)s, %(partner)s, %(partner)s,
                       %(currency)s, 1, 'sale', 'no',
                       %(month)s::timestamp + n %% 30 * interval '1 day',
                       100 + n %% 977 + n %% 100 / 100.0, 0
                  FROM generate_series(1, %(count)s) AS n
                RETURNING id
            )
            INSERT INTO sale_order_tag_rel (order_id, tag_id)
            SELECT id, (%(tags)s)[1 + (id + extra) %% cardinality(%(tags)s)]
              FROM orders, (VALUES (0), (1)) AS more (extra)
             WHERE extra = 0 OR id %% 10 = 0
            """,
            company=env.company.id,
            partner=partner.id,
            currency=env.company.currency_id.id,
            month=MONTH,
            count=count,
            tags=tag_ids,
        )
    )


def analyze(period):
    """Fresh statistics, as autovacuum keeps them; return the number of credits."""
    for table in ("sale_order", "sale_order_tag_rel", "crm_tag", "cs_commission_line"):
        period.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    lines = period.env["cs.commission.line"]
    return lines.search_count([("period_id", "=", period.id)])


def settle(period):
    """Seconds to credit the orders to agents and to settle their commission."""
    env = period.env
    env.cr.execute(
        SQL("DELETE FROM cs_commission_line WHERE period_id = %s", period.id)
    )
    statements = {row.employee_id.id: row for row in period.statement_ids}
    steps = ("_step_collect_credits", "_step_agents", "_step_entries")
    result = Run.of(period)
    period = period.sudo()
    for name in steps[1:]:
        pass
    start = perf_counter()
    period._step_collect_credits(result)
    collected = perf_counter() - start
    period._step_agents(result)
    start = perf_counter()
    period._step_commission(result)
    period._store_credits(result, statements)
    return collected + perf_counter() - start


def insert_bare(period):
    """Seconds of one INSERT ... SELECT of the same rows, with the same indexes."""
    cr = period.env.cr
    cr.execute("CREATE TABLE cs_bench_line (LIKE cs_commission_line INCLUDING ALL)")
    start = perf_counter()
    cr.execute(
        SQL(
            "INSERT INTO cs_bench_line "
            "SELECT * FROM cs_commission_line WHERE period_id = %s",
            period.id,
        )
    )
    seconds = perf_counter() - start
    cr.execute("DROP TABLE cs_bench_line")
    return seconds
