"""Classify one month of 1,000 agents: 30,000 workdays from 60,000 punches.

The number of SELECTs must not depend on the agents. Beside it stands what Odoo takes
to compute the expected attendances of the same people in the same month.
"""

import common
from pytz import UTC

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.demo.roster import make_shift

SIZES = (100, 1000)
RUNS = 3
FIRST, LAST = common.MONTH, common.MONTH.replace(day=30)


def run(env, out):
    """Print counts and medians; return whether the number of SELECTs is equal."""
    few, many = (measure(env, agents) for agents in SIZES)
    passed = few["selects"] == many["selects"]
    out(
        "classify_month",
        agents="/".join(map(str, SIZES)),
        workdays=f"{few['workdays']}/{many['workdays']}",
        punches=f"{few['punches']}/{many['punches']}",
        runs=RUNS,
        selects=f"{few['selects']}/{many['selects']}",
        ms=f"{common.milliseconds(few['first'])}/{common.milliseconds(many['first'])}",
        ms_again=f"{common.milliseconds(few['again'])}/"
        f"{common.milliseconds(many['again'])}",
        odoo_expected_ms=f"{common.milliseconds(few['odoo'])}/"
        f"{common.milliseconds(many['odoo'])}",
        passed=passed,
    )
    return passed


def measure(env, agents):
    """Seconds of the first classification, of the same once more, and of Odoo's."""
    env, employees = make_month(env, agents)
    found = {"first": [], "again": [], "odoo": []}
    for _run in range(RUNS):
        with env.cr.savepoint() as savepoint:
            for name in ("first", "again"):
                found["selects"] = classify(env, employees, found[name])
            found["workdays"], found["punches"] = count(env, employees)
            savepoint.rollback()
        expected(env, employees, found["odoo"])
    return found


def classify(env, employees, seconds):
    """Number of SELECTs of a classification with empty caches."""
    env.invalidate_all()
    with common.selects() as selects, common.timed(seconds):
        env["cs.workday"]._refresh_span(env.company, set(employees.ids), FIRST, LAST)
        env.flush_all()
    return len(selects)


def expected(env, employees, seconds):
    """Odoo's expected attendances: what people should have worked."""
    env.invalidate_all()
    start, stop = (
        UTC.localize(fields.Datetime.to_datetime(day)) for day in (FIRST, LAST)
    )
    with common.timed(seconds):
        for employee in employees:
            employee._get_expected_attendances(start, stop)


def count(env, employees):
    workdays = env["cs.workday"].search_count([("employee_id", "in", employees.ids)])
    linked = env["hr.attendance"].search_count(
        [("employee_id", "in", employees.ids), ("cs_workday_id", "!=", False)]
    )
    return workdays, 2 * linked


def make_month(env, agents):
    """Agents on a day shift every day, each with an arrival and a departure."""
    company = factories.make_company(env, f"Bench days {agents}")
    env = factories.in_company(env, company)
    ladder = factories.make_ladder(env)
    factories.make_policy(env, ladder, common.MONTH, attendance_enabled=True)
    level = factories.level_of(ladder, "junior")
    team = factories.make_department(env)
    joined = common.MONTH.replace(year=common.MONTH.year - 1)
    employees = env["hr.employee"].concat(
        *(
            factories.make_agent(
                env, f"Agent {n:04}", f"{n:04}", level, 2200, joined, team
            )
            for n in range(agents)
        )
    )
    factories.make_period(env, common.MONTH)
    shift = make_shift(env, "D", 8.5, 9, break_start=12, break_length=1)
    env.flush_all()
    insert_days(env, employees, shift)
    for table in ("hr_attendance", "cs_roster_line", "hr_version"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return env, employees


def insert_days(env, employees, shift, first=FIRST, last=LAST):
    """Roster and punches by SQL; every tenth agent is late, every twentieth absent."""
    env.cr.execute(
        SQL(
            """
            WITH days AS (
                SELECT employee_id, day::date AS day,
                       day::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                           AS midnight,
                       MOD(employee_id + EXTRACT(day FROM day)::integer, 20) AS chance
                  FROM UNNEST(%(agents)s) AS employee_id
                 CROSS JOIN GENERATE_SERIES(
                     %(first)s::timestamp, %(last)s::timestamp, '1 day') AS day
            ), planned AS (
                INSERT INTO cs_roster_line (
                    employee_id, date, kind, shift_id, start, stop, company_id,
                    department_id
                )
                SELECT days.employee_id, day, 'shift', %(shift)s,
                       midnight + interval '8 hours 30 minutes',
                       midnight + interval '17 hours 30 minutes', %(company)s,
                       version.department_id
                  FROM days
                  JOIN hr_version AS version ON version.employee_id = days.employee_id
            )
            INSERT INTO hr_attendance (
                employee_id, check_in, check_out, date, in_mode, out_mode
            )
            SELECT employee_id,
                   midnight + interval '8 hours 20 minutes'
                       + chance / 18 * interval '15 minutes',
                   midnight + interval '17 hours 35 minutes', day, 'kiosk', 'kiosk'
              FROM days
            """,
            zone=env.company.cs_tz,
            agents=employees.ids,
            first=first,
            last=last,
            shift=shift.id,
            company=env.company.id,
        )
    )
