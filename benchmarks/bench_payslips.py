"""Generate 300 payslips, and compute them again, beside 100,000 old payslip lines.

Once with the addon ("Generate Payslips" of a locked period), and once by OCA payroll
alone in a database without the addon: the steps of its batch wizard over the same
rules, and with the same inputs, which the wizard itself would leave out. The runs
alternate. Bound: the addon is faster than OCA payroll alone.
"""

import os
from contextlib import contextmanager
from datetime import date

import common

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

SLIPS, RUNS = 300, 3
OLD_SLIPS, LINES_PER_SLIP = 5_000, 20
FIRST, LAST = common.MONTH, date(2025, 3, 31)


def run(env, out):
    """Print the medians; return whether the bounds hold."""
    period, _employees = common.make_period(env, SLIPS, SLIPS * 4)
    period.action_lock()
    make_history(period.env)
    with trial(period.env):
        slips = generate_addon(period)
        rules = rule_values(slips.struct_id)
        inputs = [input_values(slip) for slip in slips]
        nets = [net_of(slip) for slip in slips]
    with Registry(os.environ["CS_BENCH_PLAIN"]).cursor() as cr:
        plain = api.Environment(cr, SUPERUSER_ID, {})
        employees, structure = make_plain(plain, rules)
        make_history(plain)
        addon = {"generated": [], "again": []}
        alone = {"generated": [], "again": []}
        for _run in range(RUNS):
            measure(period.env, addon, nets, generate_addon, period)
            arguments = (employees, structure, inputs)
            measure(plain, alone, nets, generate_plain, *arguments)
        cr.rollback()
    return all(report(out, name, addon, alone, len(rules)) for name in addon)


def report(out, name, addon, alone, rules):
    """Print one comparison; return whether the bound holds."""
    ours, theirs = (common.milliseconds(figures[name]) for figures in (addon, alone))
    out(
        f"payslips_{name}",
        slips=SLIPS,
        old_lines=OLD_SLIPS * LINES_PER_SLIP,
        rules=rules,
        runs=RUNS,
        addon_ms=ours,
        payroll_alone_ms=theirs,
        ratio=round(ours / theirs, 3),
        bound=1,
        passed=ours < theirs,
    )
    return ours < theirs


@contextmanager
def trial(env):
    """Undo what the block writes, and begin and end it with empty caches."""
    env.flush_all()
    env.invalidate_all()
    with env.cr.savepoint() as savepoint:
        yield
        env.flush_all()
        savepoint.rollback()
    env.invalidate_all()


def measure(env, seconds, nets, generate, *arguments):
    """Time one generation, and one computation of its slips later on."""
    with trial(env):
        with common.timed(seconds["generated"]):
            slips = generate(*arguments)
            env.flush_all()
        if [net_of(slip) for slip in slips] != nets:
            raise AssertionError("The two ways do not pay the same.")
        env.invalidate_all()
        with common.timed(seconds["again"]):
            slips.compute_sheet()
            env.flush_all()


def generate_addon(period):
    """Generate the slips of a locked period, in the order of the agents' names."""
    period.action_generate_payslips()
    slips = period.env["hr.payslip"].search(
        [("cs_statement_id.period_id", "=", period.id)]
    )
    return slips.sorted(lambda slip: slip.employee_id.name)


def make_plain(env, rules):
    """Employees and the structure of a company that has payroll only."""
    employees = env["hr.employee"].concat(
        *(
            env["hr.employee"].create(
                {
                    "name": f"Agent {number:04}",
                    "company_id": env.company.id,
                    "wage": 2200,
                    "date_version": date(2024, 1, 1),
                    "contract_date_start": date(2024, 1, 1),
                }
            )
            for number in range(SLIPS)
        )
    )
    structure = make_structure(env, rules)
    employees.version_id.struct_id = structure
    return employees, structure


def generate_plain(employees, structure, inputs):
    """What ``hr.payslip.employees`` does, with inputs."""
    env = employees.env
    slips = env["hr.payslip"]
    for employee, own in zip(employees, inputs, strict=True):
        values = env["hr.payslip"].get_payslip_vals(
            FIRST, LAST, employee.id, contract_id=False, struct_id=structure.ids
        )["value"]
        contract_id = values["contract_id"]
        slips += slips.create(
            {
                "employee_id": employee.id,
                "name": values["name"],
                "struct_id": structure.id,
                "contract_id": contract_id,
                "date_from": FIRST,
                "date_to": LAST,
                "company_id": employee.company_id.id,
                "worked_days_line_ids": [
                    Command.create(line) for line in values["worked_days_line_ids"]
                ],
                "input_line_ids": [
                    Command.create({**line, "contract_id": contract_id}) for line in own
                ],
            }
        )
    slips._compute_name()
    slips.compute_sheet()
    return slips


# --- Equal rules, inputs and history --------------------------------------------------


def rule_values(structure):
    """The rules of a structure as plain values."""
    names = (
        "name",
        "code",
        "sequence",
        "condition_select",
        "condition_python",
        "amount_select",
        "amount_python_compute",
        "appears_on_payslip",
    )
    rules = structure.get_structure_with_parents().get_all_rules()
    found = structure.env["hr.salary.rule"].union(*rules).sorted("sequence")
    return [
        {
            **{name: rule[name] for name in names},
            "category": rule.category_id.code,
            "parent": rule.category_id.parent_id.code,
        }
        for rule in found
    ]


def make_structure(env, rules):
    """A structure with the same rules, in categories of the same codes."""
    parents = {rule["category"]: rule["parent"] for rule in rules}
    categories = {}
    for code in sorted(parents, key=lambda code: bool(parents[code])):
        category = env["hr.salary.rule.category"].create(
            {
                "name": code,
                "code": code,
                "parent_id": categories.get(parents[code]),
            }
        )
        categories[code] = category.id
    commands = []
    for rule in rules:
        values = {
            key: value
            for key, value in rule.items()
            if key not in ("category", "parent")
        }
        values |= {"category_id": categories[rule["category"]], "company_id": False}
        commands.append(Command.create(values))
    return env["hr.payroll.structure"].create(
        {
            "name": "Bench",
            "code": "BENCH",
            "company_id": env.company.id,
            "parent_id": False,
            "rule_ids": commands,
        }
    )


def input_values(slip):
    """The inputs of a slip as plain values."""
    return [
        {"code": line.code, "name": line.name, "amount": line.amount}
        for line in slip.input_line_ids
    ]


def net_of(slip):
    """What a slip pays, to the cent."""
    net = slip.line_ids.filtered(lambda line: line.code == "NET")
    return round(sum(net.mapped("total")), 2)


def make_history(env):
    """Insert old slips with their lines, for somebody who is paid no more."""
    employee = env["hr.employee"].create({"name": "Former"})
    rule = env["hr.salary.rule"].search([], limit=1) or env["hr.salary.rule"].create(
        {
            "name": "Old",
            "code": "OLD",
            "category_id": env["hr.salary.rule.category"].search([], limit=1).id,
        }
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH slips AS (
                INSERT INTO hr_payslip (
                    employee_id, company_id, date_from, date_to, state, name
                )
                SELECT %(employee)s, %(company)s, date '2020-01-01',
                       date '2020-01-31', 'done', 'Old'
                  FROM generate_series(1, %(slips)s)
                RETURNING id
            )
            INSERT INTO hr_payslip_line (
                slip_id, employee_id, contract_id, salary_rule_id, sequence, code,
                name, condition_select, condition_python, amount_select, category_id,
                quantity, rate, amount, total
            )
            SELECT slips.id, %(employee)s, %(contract)s, %(rule)s, line, 'OLD',
                   '{"en_US": "Old"}', 'none', 'result = True', 'fix', %(category)s,
                   1, 100, line, line
              FROM slips, generate_series(1, %(lines)s) AS line
            """,
            employee=employee.id,
            contract=employee.version_id.id,
            company=env.company.id,
            rule=rule.id,
            category=rule.category_id.id,
            slips=OLD_SLIPS,
            lines=LINES_PER_SLIP,
        )
    )
    env.cr.execute("ANALYZE hr_payslip")
    env.cr.execute("ANALYZE hr_payslip_line")
