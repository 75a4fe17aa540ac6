"""Compute a period for 10 and for 200 agents.

The number of SELECTs must be equal, and the time grow no more than the agents.
"""

from datetime import timedelta
from statistics import median

import common

from odoo.addons.cs_management.demo.conduct import rule_of

SIZES = (10, 200)
ORDERS_PER_AGENT, RUNS = 100, 3


def run(env, out):
    """Print counts and medians; return whether both bounds hold."""
    figures = {agents: measure(env, agents) for agents in SIZES}
    small, large = (figures[agents] for agents in SIZES)
    growth = SIZES[1] / SIZES[0]
    passed = True
    for name in ("first", "again"):
        few, many = small[name], large[name]
        ratio = median(many["seconds"]) / median(few["seconds"])
        good = few["selects"] == many["selects"] and ratio <= growth
        out(
            f"compute_{name}",
            agents="/".join(map(str, SIZES)),
            orders_per_agent=ORDERS_PER_AGENT,
            runs=RUNS,
            selects=f"{few['selects']}/{many['selects']}",
            ms=f"{common.milliseconds(few['seconds'])}/"
            f"{common.milliseconds(many['seconds'])}",
            ratio=round(ratio, 2),
            bound=growth,
            passed=good,
        )
        passed = passed and good
    return passed


def measure(env, agents):
    """SELECTs and seconds of the first computation and of the same once more."""
    period, employees = common.make_period(env, agents, agents * ORDERS_PER_AGENT)
    add_facts(period.env, employees)
    common.analyze(env)
    result = {name: {"seconds": [], "selects": 0} for name in ("first", "again")}
    for _run in range(RUNS):
        with period.env.cr.savepoint() as savepoint:
            for figures in result.values():
                compute(period, figures)
            savepoint.rollback()
        period.env.invalidate_all()
    return result


def compute(period, figures):
    """Compute with empty caches, as a request does."""
    period.env.flush_all()
    period.env.invalidate_all()
    with common.selects() as found, common.timed(figures["seconds"]):
        period.action_compute()
        period.env.flush_all()
    figures["selects"] = len(found)


def add_facts(env, employees):
    """A late arrival, a fine and the month's figures of each agent."""
    rules = [
        rule_of(employees[0], common.MONTH, code)
        for code in ("LATE_EARLY", "PRIVATE_CHAT")
    ]
    entries = env["cs.conduct.entry"].create(
        [
            {
                "employee_id": agent.id,
                "rule_id": rule.id,
                "date": common.MONTH + timedelta(days=place % 28),
            }
            for place, agent in enumerate(employees)
            for rule in rules
        ]
    )
    entries.action_confirm()
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
