"""Print the statements of 100 and of 1,000 agents, each with its sources.

As HTML, which is what the addon makes: Odoo's printer turns that into pages. Bounds:
the time grows no more than the agents, at most one SELECT is added for ten agents - the
ORM reads a thousand rows at a time -, and the memory of this process rises by less than
500 MB. Publishing with mails, which are written then and printed when they are sent,
adds at most as many SELECTs.
"""

from time import perf_counter

import bench_compute
import bench_scale
import common

SIZES = (100, 1000)
ORDERS_PER_AGENT = 100
MEGABYTES = 500
# SELECTs that may be added for an agent.
SHARE = 0.1
REPORT = "cs_management.report_cs_statement"


def run(env, out):
    """Print the figures of both sizes; return whether the bounds hold."""
    figures = {agents: measure(env, agents) for agents in SIZES}
    few, many = (figures[agents] for agents in SIZES)
    growth, added = SIZES[1] / SIZES[0], SIZES[1] - SIZES[0]
    passed = True
    for name in few:
        ratio = many[name]["ms"] / few[name]["ms"]
        more = many[name]["selects"] - few[name]["selects"]
        good = more <= added * SHARE and many[name]["mb"] < MEGABYTES
        good = good and ratio <= growth * 1.2
        out(
            f"papers_{name}",
            agents="/".join(map(str, SIZES)),
            orders_per_agent=ORDERS_PER_AGENT,
            **{key: f"{few[name][key]}/{many[name][key]}" for key in few[name]},
            ratio=round(ratio, 2),
            bound_mb=MEGABYTES,
            passed=good,
        )
        passed = passed and good
    return passed


def measure(env, agents):
    """Milliseconds, SELECTs and memory of publishing and of printing all."""
    period, employees = common.make_period(env, agents, agents * ORDERS_PER_AGENT)
    bench_compute.add_facts(period.env, employees)
    for number, employee in enumerate(employees):
        employee.work_email = f"agent{number:04}@example.com"
    period.company_id.cs_mail_statement = True
    # Not by their buttons, which would have it done in the background.
    period._do_compute()
    common.analyze(period.env)
    printer = period.env["ir.actions.report"]
    # Views, rights and translations are read once in a process, not for each print.
    printer._render_qweb_html(REPORT, period.statement_ids[:1].ids)
    steps = {
        "publish_with_mails": period._do_publish,
        "statements": lambda: printer._render_qweb_html(REPORT, ids),
    }
    ids, figures = period.statement_ids.ids, {}
    for name, step in steps.items():
        period.env.flush_all()
        period.env.invalidate_all()
        memory = bench_scale.Memory(env.cr)
        memory.begin()
        started = perf_counter()
        with common.selects() as found:
            step()
            period.env.flush_all()
        figures[name] = {
            "ms": bench_scale.since(started),
            "selects": len(found),
            "mb": max(memory.figures()["mb"], 0),
        }
    mails = [("model", "=", "cs.statement"), ("cs_is_paper", "=", True)]
    written = period.env["mail.mail"].search_count([*mails, ("res_id", "in", ids)])
    if written != agents:
        raise AssertionError(f"{written} mails of {agents} agents")
    return figures
