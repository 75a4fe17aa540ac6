"""Seal and verify 12 months of 1,000 agents: statements, lines, credits, workdays.

Their rows are inserted by SQL, 1,000,000 credits and 365,000 workdays among them, as
many months would have left them. Bounds: 60 seconds for the verification of the year,
and as many SELECTs for 1,000 agents as for 100.

Before the year one month each of 100,000 and of 1,000,000 orders (``--orders`` of
``./dev bench`` sets other sizes): per order it may not take longer at the second size
than at the first, but for a tenth, and the memory of this process grows by no more than
200 MB.
"""

import os
import resource
from datetime import date
from time import perf_counter

import bench_scale
import common

from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories

AGENTS = int(os.environ.get("CS_BENCH_AGENTS", 1000))
MONTHS = int(os.environ.get("CS_BENCH_MONTHS", 12))
SIZES = os.environ.get("CS_BENCH_SIZES", "100000,1000000")
ORDERS = 83
SECONDS = 60
GROWTH = 1.1
MEGABYTES = 200


def run(env, out):
    """Fill, seal, verify; return whether the bounds hold."""
    is_even = months(env, out, [int(size) for size in SIZES.split(",")])
    few = year(env, "Bench seals 100", 100, MONTHS)
    many = year(env, "Bench seals", AGENTS, MONTHS)
    passed = (
        is_even
        and many["verify_ms"] < SECONDS * 1000
        and not many["faults"]
        and few["seal_selects"] == many["seal_selects"]
        and few["verify_selects"] == many["verify_selects"]
    )
    out("seals_100", agents=100, **few)
    out("seals", agents=AGENTS, bound_ms=SECONDS * 1000, passed=passed, **many)
    return passed


def months(env, out, sizes):
    """Seal and verify one month of each size; return whether the bounds hold."""
    first, passed = None, True
    for size in sizes:
        figures = year(env, f"Bench month {size}", AGENTS, 1, size // AGENTS)
        cost = figures["seal_month_ms"] / size
        first = first or cost
        holds = (
            cost <= GROWTH * first
            and figures["seal_grown_mb"] <= MEGABYTES
            and figures["verify_grown_mb"] <= MEGABYTES
            and not figures["faults"]
        )
        passed &= holds
        figures["times_the_first_cost"] = round(cost / first, 2)
        out("seals_month", agents=AGENTS, orders=size, passed=holds, **figures)
    return passed


def peak():
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def year(env, name, agents, months, orders=ORDERS):
    company = factories.make_company(env, name)
    env = factories.in_company(env, company)
    team = factories.make_department(env)
    ladder = factories.make_ladder(env)
    policy = factories.make_policy(env, ladder, date(2025, 1, 1))
    level = factories.level_of(ladder, "junior")
    employees = (
        env["hr.employee"]
        .with_context(**factories.SILENT)
        .create(
            [
                {
                    "name": f"Agent {number:04}",
                    "company_id": company.id,
                    "department_id": team.id,
                    "cs_agent_code": f"{number:04}",
                    "cs_level_id": level.id,
                    "wage": 2200,
                    "date_version": "2024-01-01",
                    "contract_date_start": "2024-01-01",
                }
                for number in range(agents)
            ]
        )
    )
    env.flush_all()
    common.insert_orders(env, employees.cs_tag_ids.ids, agents * orders)
    periods = env["cs.period"]
    for month in range(1, months + 1):
        day = date(2025, month, 1)
        periods |= periods._of_days(company, {day})[day]
    for period in periods:
        insert_month(env, period, employees, policy, orders)
    common.analyze(env)
    env.invalidate_all()
    figures, before = {}, peak()
    with common.selects() as found:
        started = perf_counter()
        periods[0].sudo()._seal()
        env.flush_all()
        figures["seal_month_ms"] = bench_scale.since(started)
    figures["seal_selects"] = len(found)
    figures["seal_grown_mb"] = peak() - before
    started = perf_counter()
    periods[1:].sudo()._seal()
    env.flush_all()
    figures["seal_others_ms"] = bench_scale.since(started)
    before = peak()
    with common.selects() as found:
        started = perf_counter()
        check = env["cs.seal"].sudo()._verify(company)
        figures["verify_ms"] = bench_scale.since(started)
    figures["verify_selects"] = len(found)
    figures["verify_grown_mb"] = peak() - before
    env.cr.execute("SELECT pg_total_relation_size('cs_seal') / 1024 / 1024")
    return figures | {
        "months": months,
        "links": check.links,
        "faults": len(check.faults),
        "seal_mb": env.cr.fetchone()[0],
    }


def insert_month(env, period, employees, policy, orders):
    """Statements, lines, credits and workdays of a locked month."""
    values = {
        "period": period.id,
        "company": period.company_id.id,
        "first": period.date_from,
        "last": period.date_to,
        "policy": policy.id,
        "agents": employees.ids,
        "orders": orders,
    }
    for query in QUERIES:
        env.cr.execute(SQL(query, **values))


QUERIES = (
    """
    INSERT INTO cs_statement (
        employee_id, period_id, company_id, policy_id, date_from, date_to, state,
        segments, amount_total
    )
    SELECT agent, %(period)s, %(company)s, %(policy)s, %(first)s, %(last)s, 'locked',
           '[["2025-01-01", "2025-01-31", "2200", 1]]'::jsonb, 2200
      FROM UNNEST(%(agents)s) AS agent
     WHERE %(orders)s > 0
    """,
    """
    INSERT INTO cs_statement_line (
        statement_id, employee_id, period_id, company_id, code, key, base, rate, amount,
        trace
    )
    SELECT id, employee_id, period_id, company_id, 'CS_ADJUSTMENT', n::text, 100, 1.5,
           n, jsonb_build_object('v', 1, 'steps', jsonb_build_array(jsonb_build_object(
               'code', 'adjustment.pay',
               'args', jsonb_build_object('due', n::text, 'paid', '0'))))
      FROM cs_statement
     CROSS JOIN GENERATE_SERIES(1, 12) AS n
     WHERE period_id = %(period)s
    """,
    """
    INSERT INTO cs_workday (
        employee_id, date, company_id, period_id, statement_id, kind, status,
        planned_hours, worked_hours, required_hours, late_minutes
    )
    SELECT employee_id, day::date, company_id, period_id, id, 'work', 'present', 8, 8,
           8, 0
      FROM cs_statement
     CROSS JOIN GENERATE_SERIES(
           date_from::timestamp, date_to::timestamp, '1 day') AS day
     WHERE period_id = %(period)s
    """,
    """
    WITH orders AS (
        SELECT id, name, date_order, ROW_NUMBER() OVER (ORDER BY id) AS place
          FROM sale_order WHERE company_id = %(company)s
    ), statements AS (
        SELECT id, employee_id, ROW_NUMBER() OVER (ORDER BY id) AS place
          FROM cs_statement WHERE period_id = %(period)s
    )
    INSERT INTO cs_commission_line (
        period_id, company_id, statement_id, employee_id, order_id, order_name,
        order_date, amount_order, amount_refund, agent_count, base, rate, amount
    )
    SELECT %(period)s, %(company)s, statements.id, statements.employee_id, orders.id,
           orders.name, orders.date_order, 100, 0, 1, 100, 1.5, 1.5
      FROM orders
      JOIN statements ON statements.place = (orders.place - 1) / %(orders)s + 1
    """,
    "UPDATE cs_period SET state = 'locked' WHERE id = %(period)s",
)
