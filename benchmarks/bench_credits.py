"""Credit and settle 20,000 tagged orders for 200 agents.

Compared with one bare ``INSERT ... SELECT`` of the same credit rows into a like table:
same columns, indexes and foreign keys. Bound: at most twice its time. The time of the
bare statement without the checks of the foreign keys is printed beside it.
"""

from statistics import median

import common

from odoo.tools import SQL

from odoo.addons.cs_management.models.cs_period_run import Run

AGENTS, ORDERS, RUNS = 200, 20_000, 5
BOUND = 2.0


def run(env, out):
    """Print the medians; return whether the bound holds."""
    period, _employees = common.make_period(env, AGENTS, ORDERS)
    period.action_compute()
    common.analyze(env)
    period = period.sudo()
    ours, bare, unchecked = [], [], []
    for _run in range(RUNS):
        settle(period, ours)
        insert_bare(period, bare, keys=True)
        insert_bare(period, unchecked, keys=False)
    count = period.env["cs.commission.line"].search_count(
        [("period_id", "=", period.id)]
    )
    ratio = median(ours) / median(bare)
    out(
        "credits",
        agents=AGENTS,
        orders=ORDERS,
        credits=count,
        runs=RUNS,
        ours_ms=common.milliseconds(ours),
        bare_ms=common.milliseconds(bare),
        bare_without_foreign_keys_ms=common.milliseconds(unchecked),
        ratio=round(ratio, 2),
        bound=BOUND,
        passed=ratio <= BOUND,
    )
    return ratio <= BOUND


def settle(period, seconds):
    """Time the steps that credit the orders and settle their commission."""
    period.env.cr.execute(
        SQL("DELETE FROM cs_commission_line WHERE period_id = %s", period.id)
    )
    statements = {row.employee_id.id: row for row in period.statement_ids}
    result = Run.of(period)
    # Who is an agent is no part of it.
    period._step_collect_credits(result)
    period._step_agents(result)
    with common.timed(seconds):
        period._step_collect_credits(result)
        period._step_commission(result)
        period._store_credits(result, statements)


def insert_bare(period, seconds, keys):
    """Time one INSERT ... SELECT of the same rows."""
    cr = period.env.cr
    cr.execute("CREATE TABLE cs_bench_line (LIKE cs_commission_line INCLUDING ALL)")
    if keys:
        copy_foreign_keys(cr)
    with common.timed(seconds):
        cr.execute(
            SQL(
                "INSERT INTO cs_bench_line "
                "SELECT * FROM cs_commission_line WHERE period_id = %s",
                period.id,
            )
        )
    cr.execute("DROP TABLE cs_bench_line")


def copy_foreign_keys(cr):
    """Give the like table the foreign keys of the original."""
    cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = 'cs_commission_line'::regclass AND contype = 'f'"
    )
    for [definition] in cr.fetchall():
        cr.execute(SQL(f"ALTER TABLE cs_bench_line ADD {definition}"))
