"""Screens over a year of 1,000 agents: 1,000,000 credits, 365,000 workdays.

``./dev bench screens`` gives it a database of its own. ``facts`` makes the agents, and
a year of roster, punches and orders by SQL; ``results`` lets the addon compute the last
month, and copies what came out to the eleven months before. ``screens`` opens what
stands behind each menu as the web client does - list, kanban, pivot and graph, with the
default filters and groups - and the home of each role, and prints of each

* ``cost``: what the database's planner says of all its queries together,
* ``ms`` and the number of SELECTs,
* ``times``: its cost and its time over those of the stock screen of the same kind whose
  table is as large - Odoo's orders, attendances, employees, for one that is a query of
  its own the sales report, for a home all the screens together whose records it counts
  or draws; bound: 1.2 for one of them,
* ``scans``: tables of more than 100,000 rows that a query reads from end to end; bound:
  none where the stock screen does not.
"""

import os
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from typing import NamedTuple
from unittest.mock import patch

import bench_scale
import bench_workdays
import common
import screens
from dateutil.relativedelta import relativedelta

from odoo.sql_db import Cursor
from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.demo.roster import make_shift

COMPANY = "Bench screens"
AGENTS = int(os.environ.get("CS_BENCH_AGENTS", 1000))
ORDERS = int(os.environ.get("CS_BENCH_ORDERS_A_MONTH", 76_000))
TEAMS = 20
MONTHS = 12
LAST = date.today().replace(day=1)
TIMES, BIG = 1.2, 100_000
# New ids are the old ones and so many more for each month back.
STEP = 100_000_000
COPIED = (
    "cs_statement",
    "cs_statement_line",
    "cs_commission_line",
    "cs_conduct_entry",
    "cs_workday",
)
STOCK = (
    "sale.action_orders",
    "sale.action_order_report_all",
    "hr_attendance.hr_attendance_action",
    "hr.open_view_employee_list_my",
)
BIG_TABLES = set()


def run(env, out):
    """Do the part that the environment names; return whether its bound holds."""
    return PARTS[os.environ["CS_BENCH_PART"]](env, out)


# --- Fill -----------------------------------------------------------------------------


def fill_facts(env, out):
    """The company, its people, and a year of what they did."""
    started = perf_counter()
    company = factories.make_company(env, COMPANY)
    for role in ("officer", "manager"):
        group = [f"cs_management.group_cs_{role}"]
        factories.make_user(env, role, groups=group, company=company)
    env = factories.in_company(env, company)
    team = factories.make_department(env)
    ladder = factories.make_ladder(env)
    months = [LAST - relativedelta(months=back) for back in range(MONTHS)]
    factories.make_policy(env, ladder, months[-1], attendance_enabled=True)
    bench_scale.AGENTS = AGENTS
    level = factories.level_of(ladder, "junior")
    employees = bench_scale.make_agents(env, team, level)
    spread(env, employees)
    factories.make_period(env, LAST)
    shift = make_shift(env, "D", 8.5, 9, break_start=12, break_length=1)
    make_entries(env, ladder, employees)
    env.flush_all()
    for month in months:
        common.insert_orders(env, employees.cs_tag_ids.ids, ORDERS, month)
        first, last = month, month + relativedelta(months=1, days=-1)
        bench_workdays.insert_days(env, employees, shift, first, last)
    env.cr.commit()
    analyze(env)
    out("screens_facts", ms=bench_scale.since(started))
    return True


def fill_results(env, out):
    """Compute the last month; the others get its results, and are locked."""
    started = perf_counter()
    env = as_user(env, "officer")(su=True)
    period = env["cs.period"].search([("company_id", "=", env.company.id)])
    period.action_compute()
    env.cr.commit()
    env["cs.period.job"]._cron_run()
    bench_scale.check_job(env)
    env.flush_all()
    for back in range(1, MONTHS):
        first, last = env.company._cs_period_bounds(LAST - relativedelta(months=back))
        earlier = env["cs.period"].create({"date_from": first, "date_to": last})
        for table in COPIED:
            copy_month(env, table, period, earlier, back)
        lock = SQL("UPDATE cs_period SET state = 'locked' WHERE id = %s", earlier.id)
        env.cr.execute(lock)
        env.cr.commit()
    analyze(env)
    out("screens_results", ms=bench_scale.since(started), **sizes(env, COPIED))
    return True


def spread(env, employees):
    """Put the agents into teams, of which the first agent leads their own."""
    leader = employees[0].user_id
    leader.group_ids |= env.ref("cs_management.group_cs_leader")
    for number in range(TEAMS):
        team = factories.make_department(env, f"Team {number:02}")
        employees[number::TEAMS].department_id = team
    employees[0].department_id.cs_leader_ids = leader


def make_entries(env, ladder, employees):
    """Confirmed entries of the last month."""
    rule = ladder.policy_ids.rule_ids.filtered(lambda rule: rule.code == "COMPLAINT")
    entries = env["cs.conduct.entry"].create(
        [
            {"employee_id": agent.id, "rule_id": rule.id, "date": day}
            for agent in employees
            for day in (LAST, LAST.replace(day=2))
        ]
    )
    entries.action_confirm()


def copy_month(env, table, source, period, back):
    """Copy the rows of a month to an earlier one; days that it has not are left out."""
    env.cr.execute(
        SQL(
            """
            SELECT column_name, data_type FROM information_schema.columns
             WHERE table_name = %s AND is_generated = 'NEVER'
            """,
            table,
        )
    )
    columns = dict(env.cr.fetchall())
    move, gap = STEP * back, LAST - period.date_from
    changed = {"id": SQL("id + %s", move), "period_id": SQL("%s", period.id)}
    if "statement_id" in columns:
        changed["statement_id"] = SQL("statement_id + %s", move)
    for name in {"date", "order_date"} & columns.keys():
        own = SQL.identifier(name)
        changed[name] = SQL("%s - %s * INTERVAL '1 day'", own, gap.days)
    if "state" in columns and table == "cs_statement":
        changed["state"] = SQL("'locked'")
    values = [changed.get(name, SQL.identifier(name)) for name in columns]
    where = SQL("period_id = %s", source.id)
    if "date" in columns:
        where = SQL("%s AND date - %s <= %s", where, gap.days, period.date_to)
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s FROM %(table)s"
            " WHERE %(where)s",
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
            where=where,
        )
    )


def analyze(env):
    """Fresh statistics of all tables, as autovacuum keeps them."""
    env.cr.execute("ANALYZE")
    env.cr.commit()


def sizes(env, tables):
    """Rows of tables, as the database counted them last."""
    env.cr.execute(
        SQL(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relname IN %s",
            tuple(tables),
        )
    )
    return dict(env.cr.fetchall())


# --- Screens --------------------------------------------------------------------------


class Figures(NamedTuple):
    """What it takes to open a screen.

    :param like: what it shows, by which stock screens are chosen to compare it with:
        ``[(kind, rows, whether it is a query)]``, of a home one for each item
    """

    screen: screens.Screen
    rows: int
    cost: float
    ms: int
    selects: int
    scans: set
    like: list

    def told(self):
        return {
            "screen": f"{self.screen.name}.{self.screen.kind}",
            "rows": self.rows,
            "cost": round(self.cost),
            "ms": self.ms,
            "selects": self.selects,
            "scans": ",".join(sorted(self.scans)) or "-",
        }


def look(env, out):
    """Open the screens, and compare them."""
    stock = [figures for figures in stock_screens(env) if figures]
    for figures in stock:
        out("stock", **figures.told())
    passed = True
    for login in ("manager", "officer", "agent0000", "agent0500"):
        own = as_user(env, login)
        for screen in screens.of_user(own):
            figures = measure(own, screen)
            same = [same_as(stock, *like) for like in figures.like]
            cost = figures.cost / sum(other.cost for other in same)
            time = figures.ms / max(sum(other.ms for other in same), 1)
            may_scan = any(other.scans for other in same)
            held = min(cost, time) <= TIMES and (may_scan or not figures.scans)
            passed &= held
            told = figures.told() | {"times": f"{cost:.2f}/{time:.2f}"}
            told |= {"of": same[0].screen.name, "parts": len(same), "passed": held}
            out("screen", login=login, **told)
    return passed


def stock_screens(env):
    """Odoo's own screens of large tables, as the administrator opens them."""
    own = as_user(env, "admin")
    for xmlid in STOCK:
        for screen in screens.of_action(own, env.ref(xmlid).id):
            yield measure(own, screen)


def as_user(env, login):
    user = env["res.users"].search([("login", "=", login)])
    company = env["res.company"].search([("name", "=", COMPANY)])
    if login == "admin":
        user.company_ids |= company
    env.cr.commit()
    context = {"allowed_company_ids": company.ids, "lang": user.lang, "tz": user.tz}
    return env(user=user, su=False, context=context)


def same_as(stock, kind, rows, is_query):
    """The stock screen of that kind, of the next larger table.

    Cards are compared with a list where none of their size are, lists that are queries
    of their own with the sales report.
    """
    kinds = (kind,) if kind in ("pivot", "graph") else ("list", "kanban")
    same = [
        other
        for other in stock
        if other.screen.kind in kinds and other.like[0][2] == is_query
    ]
    largest = max(other.rows for other in same)
    return min(
        (other for other in same if other.rows >= min(rows, largest)),
        key=lambda other: (other.rows, other.screen.kind != kind),
    )


def measure(env, screen):
    """Open the screen a second time, and ask what its queries cost."""
    screen.open()
    env.cr.rollback()
    env.invalidate_all()
    started = perf_counter()
    with queries() as found:
        opened = screen.open()
    ms = bench_scale.since(started)
    cost, scans = 0.0, set()
    for query, params in found:
        # The query is one that the addon or Odoo just sent.
        env.cr.execute(f"EXPLAIN (FORMAT JSON) {query}", params)
        [[[plan]]] = env.cr.fetchall()
        cost += plan["Plan"]["Total Cost"]
        scans |= {name for name in scanned(plan["Plan"]) if name in big_tables(env)}
    like = [
        (kind, rows_of(env, env[model]), not env[model]._auto)
        for kind, model in screen.shown(opened)
    ]
    env.cr.rollback()
    rows = max(rows for _kind, rows, _is_query in like)
    return Figures(screen, rows, cost, ms, len(found), scans, like)


def rows_of(env, model):
    """Rows of a model's table; of a query over tables those of the largest."""
    tables = (
        [model._table] if model._auto else [env[name]._table for name in model._depends]
    )
    return max(sizes(env, tables or ["-"]).values(), default=0)


@contextmanager
def queries():
    """Yield a list of the queries that the block sends, with their parameters."""
    found, execute = [], Cursor.execute

    def noting(cursor, query, params=None, *args, **kwargs):
        if isinstance(query, SQL):
            code, given = query.code, query.params
        else:
            code, given = query, params
        if code.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((code, given))
        return execute(cursor, query, params, *args, **kwargs)

    with patch.object(Cursor, "execute", noting):
        yield found


def scanned(plan, stops=False):
    """Tables that a plan reads from end to end.

    :param stops: the node above needs a few rows only, whichever come first
    """
    kind = plan["Node Type"]
    if kind == "Seq Scan" and not stops:
        yield plan["Relation Name"]
    stops = kind == "Limit" or (stops and kind in ("Result", "Subquery Scan"))
    for part in plan.get("Plans", ()):
        yield from scanned(part, stops)


def big_tables(env):
    """Tables of more than 100,000 rows."""
    if not BIG_TABLES:
        env.cr.execute(SQL("SELECT relname FROM pg_class WHERE reltuples > %s", BIG))
        BIG_TABLES.update(name for [name] in env.cr.fetchall())
    return BIG_TABLES


PARTS = {"facts": fill_facts, "results": fill_results, "screens": look}
