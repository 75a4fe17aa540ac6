"""One month of 1,000 agents: compute, publish, lock, pay. At 100,000 and 1,000,000.

``./dev bench scale`` gives each size a database and each part a process of its own:

* ``agents`` and ``orders`` make agents with users, and by SQL their roster, punches and
  orders;
* ``month`` presses the officer's buttons, has the scheduled action do what they ask
  for in the background, and prints time, SELECTs, the memory of this process above its
  start at the highest point, and that of the database's process; bound: 500 MB;
* ``credits`` is the benchmark of that name for these orders: at most 1.3 times the bare
  ``INSERT ... SELECT`` of the same rows.

Beside the second size stands its ratio to the first.
"""

import json
import os
from contextlib import closing
from pathlib import Path
from time import perf_counter

import bench_credits
import bench_workdays
import common

from odoo import Command
from odoo.sql_db import db_connect
from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.demo.roster import make_shift

AGENTS = int(os.environ.get("CS_BENCH_AGENTS", 1000))
MEGABYTES = 500
COMPANY = "Bench scale"


def run(env, out):
    """Do the part that the environment names; return whether its bound holds."""
    part, orders = os.environ["CS_BENCH_PART"], int(os.environ["CS_BENCH_ORDERS"])
    earlier = Path(os.environ["CS_BENCH_FIGURES"])
    known = json.loads(earlier.read_text()) if earlier.exists() else {}
    figures, passed = PARTS[part](env, orders)
    for name, values in figures.items():
        before = known.get(name, {}).get("ms")
        if before and "ms" in values:
            values["times_the_first_size"] = round(values["ms"] / before, 1)
        out(name, agents=AGENTS, orders=orders, **values)
    earlier.write_text(json.dumps(figures | known))
    return passed


# --- Fill -----------------------------------------------------------------------------


def fill_agents(env, _orders):
    """A company with an officer, and agents with the month's roster and punches."""
    started = perf_counter()
    company = factories.make_company(env, COMPANY)
    env = factories.in_company(env, company)
    factories.make_user(
        env, "officer", groups=["cs_management.group_cs_officer"], company=company
    )
    team = factories.make_department(env)
    ladder = factories.make_ladder(env)
    factories.make_policy(env, ladder, common.MONTH, attendance_enabled=True)
    employees = make_agents(env, team, factories.level_of(ladder, "junior"))
    factories.make_period(env, common.MONTH)
    make_figures(env, employees)
    shift = make_shift(env, "D", 8.5, 9, break_start=12, break_length=1)
    env.flush_all()
    bench_workdays.insert_days(env, employees, shift)
    env.cr.commit()
    return {"scale_agents": {"ms": since(started)}}, True


def fill_orders(env, orders):
    """The month's orders."""
    started = perf_counter()
    company = env["res.company"].search([("name", "=", COMPANY)])
    env = factories.in_company(env, company)
    tags = env["crm.tag"].search([("cs_employee_id.company_id", "=", company.id)])
    common.insert_orders(env, tags.ids, orders)
    env.cr.commit()
    common.analyze(env)
    for table in ("hr_attendance", "cs_roster_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    return {"scale_orders": {"ms": since(started)}}, True


def make_agents(env, team, level):
    """Employees with a user, a contract, a level and a tag."""
    group = env.ref("cs_management.group_cs_agent")
    users = (
        env["res.users"]
        .with_context(**factories.SILENT)
        .create(
            [
                {
                    "name": f"Agent {number:04}",
                    "login": f"agent{number:04}",
                    "email": f"agent{number:04}@example.com",
                    "company_id": env.company.id,
                    "company_ids": [Command.set(env.company.ids)],
                    "group_ids": [Command.set(group.ids)],
                }
                for number in range(AGENTS)
            ]
        )
    )
    return (
        env["hr.employee"]
        .with_context(**factories.SILENT)
        .create(
            [
                {
                    "name": user.name,
                    "company_id": env.company.id,
                    "user_id": user.id,
                    "department_id": team.id,
                    "cs_agent_code": f"{number:04}",
                    "cs_level_id": level.id,
                    "wage": 2200,
                    "date_version": "2024-01-01",
                    "contract_date_start": "2024-01-01",
                }
                for number, user in enumerate(users)
            ]
        )
    )


def make_figures(env, employees):
    """The month's conversion of each agent."""
    env["cs.service.stat"].create(
        [
            {
                "employee_id": agent.id,
                "date": common.MONTH,
                "granularity": "period",
                "asked": 600,
                "bought": 400 + place % 50,
            }
            for place, agent in enumerate(employees)
        ]
    )


# --- The month ------------------------------------------------------------------------


def month(env, _orders):
    """Press the buttons; each has a transaction of its own, as a request has."""
    period = period_of(env)
    memory = Memory(env.cr)
    steps = {
        "compute": period.action_compute,
        "compute_again": period.action_compute,
        "publish": period.action_publish,
        "lock": period.action_lock,
        "generate_payslips": period.action_generate_payslips,
        "compute_sheets": lambda: slips_of(period).compute_sheet(),
        "confirm_payslips": lambda: slips_of(period).action_payslip_done(),
    }
    figures = {}
    for name, step in steps.items():
        period.env.invalidate_all()
        memory.begin()
        started = perf_counter()
        with common.selects() as found:
            step()
            period.env.flush_all()
            env.cr.commit()
            env["cs.period.job"]._cron_run()
            env.cr.commit()
        check_job(env)
        figures[f"scale_{name}"] = {
            "ms": since(started),
            "selects": len(found),
            **memory.figures(),
        }
    credits = env["cs.commission.line"].search_count([("period_id", "=", period.id)])
    peak = max(row["mb"] for row in figures.values())
    passed = peak < MEGABYTES and len(slips_of(period)) == AGENTS
    figures["scale_month"] = {
        "credits": credits,
        "payslips": len(slips_of(period)),
        "mb": peak,
        "bound_mb": MEGABYTES,
        "ms": sum(row["ms"] for row in figures.values()),
        "passed": passed,
    }
    return figures, passed


def check_job(env):
    """Raise if a step in the background was not done, or only in part."""
    job = env["cs.period.job"].search([], limit=1)
    if job and (job.state != "done" or job.note):
        raise AssertionError(job.note or job.state)


def period_of(env):
    """The period, as the officer sees it."""
    company = env["res.company"].search([("name", "=", COMPANY)])
    officer = env["res.users"].search([("login", "=", "officer")])
    env = factories.in_company(env(user=officer, su=False), company)
    return env["cs.period"].search([("company_id", "=", company.id)])


def slips_of(period):
    return period.env["hr.payslip"].search(
        [("cs_statement_id.period_id", "=", period.id)]
    )


class Memory:
    """Memory of this process above its start, and of the database's process."""

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        self.pids = ("self", cr.fetchone()[0])
        self.start = status("self", "VmRSS")

    def begin(self):
        """Forget the highest points so far, where the system lets us."""
        for pid in self.pids:
            try:
                Path(f"/proc/{pid}/clear_refs").write_text("5")
            except OSError:
                continue

    def figures(self):
        here, there = (status(pid, "VmHWM") for pid in self.pids)
        figures = {"mb": here - self.start}
        # A server elsewhere, or of another user, keeps it to itself.
        return figures | ({"database_mb": there} if there else {})


def status(pid, name):
    """A line of a process's status, in megabytes; 0 where it cannot be read."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    found = dict(line.split(":", 1) for line in lines)
    return int(found[name].split()[0]) // 1024 if name in found else 0


def since(started):
    return round((perf_counter() - started) * 1000)


# --- The credits ----------------------------------------------------------------------


def credits(env, orders):
    """The steps that credit the orders, and the bare insert, in turns.

    The month is locked by now, which these steps do not ask.
    """
    period = period_of(env).sudo()
    env.cr.execute("ANALYZE cs_commission_line")

    def vacuum():
        env.cr.commit()
        with closing(db_connect(env.cr.dbname).cursor()) as cr:
            # It runs in no transaction.
            cr._cnx.autocommit = True
            cr.execute("VACUUM cs_commission_line")

    runs = 3 if orders <= 100_000 else 1
    figures, passed = bench_credits.compare(period, runs, vacuum)
    env.cr.rollback()
    return {"scale_credits": figures}, passed


PARTS = {
    "agents": fill_agents,
    "orders": fill_orders,
    "month": month,
    "credits": credits,
}
