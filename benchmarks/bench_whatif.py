"""A what-if over 12 locked months of 1,000 agents, one draft: 24 months computed.

The months are those of ``bench_seals``: statements, lines, workdays and, for a year,
1,000,000 credits. Bounds: a month takes no more SELECTs for 1,000 agents than for 100,
but for what Odoo reads 1,000 at a time, and an unchanged copy differs in nothing.
"""

import os
from time import perf_counter

import bench_scale
import bench_seals
import common

AGENTS = int(os.environ.get("CS_BENCH_AGENTS", 1000))
MONTHS = int(os.environ.get("CS_BENCH_MONTHS", 12))


def run(env, out):
    """Fill the year, try a draft; return whether the bounds hold."""
    few = tried(env, "Bench what-if 100", 100, 2)
    many = tried(env, "Bench what-if", AGENTS, MONTHS)
    passed = many["selects_month"] <= 1.25 * few["selects_month"]
    passed = passed and not many["difference"]
    out("whatif_100", agents=100, **few)
    out("whatif", agents=AGENTS, passed=passed, **many)
    return passed


def tried(env, name, agents, months):
    bench_seals.year(env, name, agents, months)
    company = env["res.company"].search([("name", "=", name)], limit=1)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    periods = env["cs.period"].search(
        [("company_id", "=", company.id)], order="date_from"
    )
    env.cr.execute(
        "UPDATE cs_period SET state = 'locked' WHERE id = ANY(%s)", [periods.ids]
    )
    env.invalidate_all()
    draft = env["cs.policy"].search([("company_id", "=", company.id)], limit=1).copy()
    whatif = env["cs.whatif"].create(
        {
            "company_id": company.id,
            "policy_id": draft.id,
            "period_from_id": periods[0].id,
            "period_to_id": periods[-1].id,
        }
    )
    whatif.write({"figures": whatif._figures_now(), "job_total": months})
    env.flush_all()
    times, selects, started = [], [], perf_counter()
    while month := whatif._next_month():
        begun = perf_counter()
        with common.selects() as found:
            whatif._do_month(month)
            env.flush_all()
        env.invalidate_all()
        times.append(bench_scale.since(begun))
        selects.append(len(found))
    whatif._finish()
    env.flush_all()
    return {
        "months": months,
        "total_ms": bench_scale.since(started),
        "month_ms": max(times),
        "selects_month": selects[-1],
        "rows": len(whatif.line_ids),
        "difference": whatif.difference,
    }
