"""Credit and settle 20,000 tagged orders for 200 agents.

Compared with one bare ``INSERT ... SELECT`` of the same credit rows into a like table:
same columns and indexes, and a foreign key on each many2one, as Odoo makes them. Bound:
at most 1.3 times its time. Beside it stand the bare statement with the foreign keys
that the table really has, and with none.
"""

from statistics import median

import common

from odoo.tools import SQL

from odoo.addons.cs_management.models.cs_period_run import Run

AGENTS, ORDERS, RUNS = 200, 20_000, 5
BOUND = 1.3


def run(env, out):
    """Print the medians; return whether the bound holds."""
    period, _employees = common.make_period(env, AGENTS, ORDERS)
    period.action_compute()
    common.analyze(env)
    period = period.sudo()
    figures, passed = compare(period, RUNS)
    count = period.env["cs.commission.line"].search_count(
        [("period_id", "=", period.id)]
    )
    out("credits", agents=AGENTS, orders=ORDERS, credits=count, **figures)
    return passed


def compare(period, runs, vacuum=None):
    """Ours and the bare statements in turns: the figures, and whether the bound holds.

    The period is computed, and its company's tables are analyzed.

    :param vacuum: clears away the credits of the run before; many dead ones in its
        indexes would slow ours down, and not the bare statement's fresh table
    """
    ours, bare, own, without = [], [], [], []
    for _run in range(runs):
        settle(period, ours, vacuum)
        insert_bare(period, bare, all_keys(period))
        insert_bare(period, own, own_keys(period.env.cr))
        insert_bare(period, without, [])
    ratio = median(ours) / median(bare)
    return {
        "runs": runs,
        "ms": common.milliseconds(ours),
        "bare_ms": common.milliseconds(bare),
        "bare_with_our_keys_ms": common.milliseconds(own),
        "bare_without_keys_ms": common.milliseconds(without),
        "ratio": round(ratio, 2),
        "ratio_with_our_keys": round(median(ours) / median(own), 2),
        "bound": BOUND,
        "passed": ratio <= BOUND,
    }, ratio <= BOUND


def settle(period, seconds, vacuum=None):
    """Time the steps that credit the orders and settle their commission."""
    period.env.cr.execute(
        SQL("DELETE FROM cs_commission_line WHERE period_id = %s", period.id)
    )
    if vacuum:
        vacuum()
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
    """Time one INSERT ... SELECT of the same rows.

    :param keys: foreign keys of the table, as PostgreSQL writes them
    """
    cr = period.env.cr
    cr.execute("CREATE TABLE cs_bench_line (LIKE cs_commission_line INCLUDING ALL)")
    for definition in keys:
        cr.execute(SQL(f"ALTER TABLE cs_bench_line ADD {definition}"))
    with common.timed(seconds):
        cr.execute(
            SQL(
                "INSERT INTO cs_bench_line "
                "SELECT * FROM cs_commission_line WHERE period_id = %s",
                period.id,
            )
        )
    cr.execute("DROP TABLE cs_bench_line")


def all_keys(period):
    """A foreign key on each many2one."""
    Line = period.env["cs.commission.line"]
    return [
        f"FOREIGN KEY ({field.name}) REFERENCES {Line[field.name]._table} (id)"
        for field in Line._fields.values()
        if field.store and field.type == "many2one"
    ]


def own_keys(cr):
    """The foreign keys that the table has."""
    cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = 'cs_commission_line'::regclass AND contype = 'f'"
    )
    return [definition for [definition] in cr.fetchall()]
