"""Grade a quarter and hold agents with 12 locked months against their criteria.

For 10 and for 1,000 agents: the number of SELECTs must be equal, and the 1,000 take
less than five seconds beside the compute, writes included.
"""

from datetime import date
from statistics import median

import common

from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories

SIZES = (10, 1000)
MONTHS, RUNS, SECONDS = 12, 3, 5
FIRST = date(2025, 1, 1)


def run(env, out):
    """Print counts and medians; return whether both bounds hold."""
    figures = [measure(env, agents) for agents in SIZES]
    small, large = figures
    seconds = median(large["seconds"])
    passed = (
        small["selects"] == large["selects"]
        and seconds < SECONDS
        and large["proposed"] > 0
    )
    out(
        "careers",
        agents="/".join(map(str, SIZES)),
        months=MONTHS,
        runs=RUNS,
        criteria=large["criteria"],
        proposed=large["proposed"],
        selects=f"{small['selects']}/{large['selects']}",
        ms="/".join(str(common.milliseconds(one["seconds"])) for one in figures),
        bound_ms=SECONDS * 1000,
        passed=passed,
    )
    return passed


def measure(env, agents):
    """SELECTs and seconds of what follows from a lock, proposals worked out."""
    period = make_months(env, agents)
    env = period.env
    result = {"seconds": [], "selects": 0}
    handed = []
    model = env.registry["cs.level.progress"]
    # Who decides the proposals is another chapter's business, and time.
    original, model._hand_over = (
        model._hand_over,
        lambda _self, proposals: handed.append(len(proposals)),
    )
    try:
        for _run in range(RUNS):
            with env.cr.savepoint() as savepoint:
                settle(period, result)
                savepoint.rollback()
            env.invalidate_all()
    finally:
        model._hand_over = original
    lines = env["cs.policy.criterion"].search_count(
        [("company_id", "=", period.company_id.id)]
    )
    return {**result, "proposed": handed[-1], "criteria": lines}


def settle(period, figures):
    """With empty caches, as a request does."""
    env = period.env
    for name in ("cs.quarter.grade", "cs.level.progress", "cs.disciplinary.case"):
        env["ir.default"]._get_model_defaults(name)
    env.flush_all()
    env.invalidate_all()
    with common.selects() as found, common.timed(figures["seconds"]):
        env["cs.quarter.grade"]._settle(period)
        env["cs.level.progress"]._settle(period)
        env.flush_all()
    figures["selects"] = len(found)


def make_months(env, agents):
    """Locked months of agents in teams of ten, their statements inserted by SQL."""
    company = factories.make_company(env, f"Bench {agents}")
    env = factories.in_company(env, company)
    ladder = factories.make_ladder(env)
    policy = factories.make_policy(env, ladder, FIRST, approve=False)
    add_criteria(policy)
    policy.action_approve()
    codes = ("junior", "middle", "senior")
    levels = [factories.level_of(ladder, code) for code in codes]
    teams = [factories.make_department(env, f"Team {n}") for n in range(agents // 10)]
    for number in range(agents):
        factories.make_agent(
            env,
            f"Agent {number:04}",
            f"{number:04}",
            levels[number % len(levels)],
            2200,
            date(2024, 6, 1),
            teams[number // 10],
        )
    periods = env["cs.period"]
    for month in range(1, MONTHS + 1):
        periods |= factories.make_period(env, FIRST.replace(month=month))
    env.flush_all()
    insert_statements(env, periods, policy)
    periods.sudo().write({"state": "locked"})
    for period in periods[:-1]:
        env["cs.quarter.grade"].sudo()._settle(period.sudo())
    common.analyze(env)
    return periods[-1].sudo()


def add_criteria(policy):
    """The criteria of the pack "standard shop"."""
    pack = policy.env["cs.pack"]._read("standard_shop")
    codes = {row.name: row.values["code"] for row in pack.of("cs.level")}
    levels = {level.code: level.id for level in policy.ladder_id.level_ids}
    policy.careers_enabled = True
    for name in ("cs.policy.quality", "cs.policy.criterion"):
        policy.env[name].create(
            [
                {
                    **row.values,
                    "policy_id": policy.id,
                    "level_id": levels.get(codes.get(row.values.get("level_id"))),
                }
                for row in pack.of(name)
            ]
        )


def insert_statements(env, periods, policy):
    """A locked statement with score and rank for each agent and month."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO cs_statement (
                employee_id, period_id, company_id, department_id, date_from, date_to,
                state, policy_id, level_id, is_scored, score, rank
            )
            SELECT version.employee_id, period.id, period.company_id,
                   version.department_id, period.date_from, period.date_to, 'locked',
                   %(policy)s, version.cs_level_id, TRUE,
                   110 - version.employee_id %% 10 * 4,
                   version.employee_id %% 10 + 1
              FROM hr_version AS version, cs_period AS period
             WHERE version.company_id = %(company)s AND period.id = ANY(%(periods)s)
               AND version.cs_level_id IS NOT NULL
            """,
            policy=policy.id,
            company=env.company.id,
            periods=periods.ids,
        )
    )
    env.invalidate_all()
