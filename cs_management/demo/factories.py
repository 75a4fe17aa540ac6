"""Small makers of records, shared by the demo company, the tests and the benchmarks.

Each makes one thing through the addon's own methods, with the arguments that matter
and keyword values for the rest. ``env`` decides user and company.
"""

from datetime import datetime

from odoo import Command, fields

# What a factory does in bulk leaves no trace in the chatter.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
}

# R5.1: code, name, usual wage.
STANDARD_LEVELS = (
    ("trial", "Trial", 1800),
    ("junior", "Junior", 2200),
    ("middle", "Middle", 2500),
    ("senior", "Senior", 3000),
    ("reserve_supervisor", "Reserve Supervisor", 4000),
)

# R3.8: the higher grade takes the bound, except that exactly 90 is B.
STANDARD_GRADES = (
    ("A", 90, True),
    ("B", 80, False),
    ("C", 70, False),
    ("D", 65, False),
    ("E", 60, False),
)

# R6.2: conversion from, rate.
STANDARD_TIERS = ((0, 1), (70, 1.5))

# R3.5: severity, count, further points.
STANDARD_PENALTIES = (("medium", 2, 20), ("light", 4, 20))

# Articles of R2 and R3 that cover every kind of price: steps, range, measure, merit.
# They have the codes that the packs standard_shop and score_80 give them.
STANDARD_RULES = (
    {
        "code": "COMPLAINT",
        "regulation": "R2.1",
        "name": "Customer complaint",
        "amount_min": 50,
        "step_ids": [
            Command.create({"occurrence": 2, "amount": 100}),
            Command.create(
                {"occurrence": 3, "amount": 0, "sanction": "dismissal"},
            ),
        ],
    },
    {
        "code": "PRIVATE_CHAT",
        "regulation": "R2.2",
        "name": "Private chat at work",
        "amount_min": 10,
    },
    {
        "code": "SLOW_FIRST_REPLY",
        "regulation": "R2.6",
        "name": "First reply after more than 30 seconds",
        "amount_min": 5,
        "trigger": "measured",
        "threshold": 30,
        "unit": 30,
        "unit_label": "seconds",
    },
    {
        "code": "SUGGESTION_ADOPTED",
        "regulation": "R2.12",
        "name": "Adopted suggestion",
        "kind": "merit",
        "amount_min": 10,
        "amount_max": 100,
    },
    {
        "code": "NOT_MANDARIN",
        "regulation": "R3.3",
        "name": "Not speaking Mandarin",
        "severity": "light",
        "points_min": 2,
    },
    {
        "code": "LATE_EARLY",
        "regulation": "R3.3",
        "name": "Late or early",
        "severity": "light",
        "points_min": 2,
        "points_max": 5,
    },
    {
        "code": "FILMS_GAMES",
        "regulation": "R3.4",
        "name": "Films or games",
        "severity": "medium",
        "points_min": 10,
    },
    {
        "code": "VALID_COMPLAINT",
        "regulation": "R3.5",
        "name": "Valid complaint",
        "severity": "severe",
        "points_min": 20,
    },
    {
        "code": "EXAM_FULL_MARKS",
        "regulation": "R3.2",
        "name": "Exam with full marks",
        "kind": "merit",
        "points_min": 5,
    },
)


# --- Company, users, teams ------------------------------------------------------------


def make_company(env, name="Shop", **values):
    """A company in China with its own calendar, calendar months and Shanghai time."""
    # The context keeps Odoo from installing China's localization modules on the way.
    companies = env["res.company"].with_context(chart_template_load=True)
    company = companies.create(
        {
            "name": name,
            "country_id": env.ref("base.cn").id,
            "currency_id": _currency(env, "CNY").id,
            "cs_tz": "Asia/Shanghai",
            **values,
        }
    )
    company.resource_calendar_id.tz = "Asia/Shanghai"
    return company.with_env(env)


def _currency(env, name):
    currency = env["res.currency"].with_context(active_test=False)
    found = currency.search([("name", "=", name)], limit=1)
    found.active = True
    return found


def load_chart(env, company):
    """A chart of accounts, so that orders of the company can be invoiced."""
    currency = company.currency_id
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    # The generic chart brings the dollar along.
    company.currency_id = currency


def in_company(env, company):
    """``env`` with this company as the only one allowed."""
    return env(context={**env.context, "allowed_company_ids": company.ids})


def make_user(env, login, *, name=None, groups=(), company=None, **values):
    """A user whose password is the login; ``groups`` are external ids."""
    company = company or env.company
    user = env["res.users"].with_context(**SILENT)
    return user.create(
        {
            "name": name or login.title(),
            "login": login,
            "password": login,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [
                Command.set([env.ref(xmlid).id for xmlid in groups]),
            ],
            "tz": "Asia/Shanghai",
            **values,
        }
    )


def make_department(env, name="Team", *, parent=None, leaders=(), **values):
    """A department with its customer service leaders (users)."""
    return env["hr.department"].create(
        {
            "name": name,
            "company_id": env.company.id,
            "parent_id": parent.id if parent else False,
            "cs_leader_ids": [Command.set([user.id for user in leaders])],
            **values,
        }
    )


def make_sales_team(env, name, department=None, **values):
    """A sales team whose untagged orders are the pool of the department (R6.3)."""
    return env["crm.team"].create(
        {
            "name": name,
            "company_id": env.company.id,
            "cs_department_id": department.id if department else False,
            **values,
        }
    )


# --- Policy ---------------------------------------------------------------------------


def make_ladder(env, name="Standard", levels=STANDARD_LEVELS):
    """A ladder with levels as ``(code, name, usual wage)``, in their order (R5.1)."""
    return env["cs.ladder"].create(
        {
            "name": name,
            "company_id": env.company.id,
            "level_ids": [
                Command.create(
                    {
                        "code": code,
                        "name": label,
                        "default_wage": wage,
                        "sequence": 10 * place,
                    }
                )
                for place, (code, label, wage) in enumerate(levels, start=1)
            ],
        }
    )


def level_of(ladder, code):
    """The level of a ladder by its code."""
    return ladder.level_ids.filtered(lambda level: level.code == code)


def make_policy(
    env,
    ladder,
    date_from,
    *,
    rules=STANDARD_RULES,
    tiers=STANDARD_TIERS,
    grades=STANDARD_GRADES,
    penalties=STANDARD_PENALTIES,
    approve=True,
    **values,
):
    """A policy with score (R3), commission and pool (R6) and a catalogue (R2, R3)."""
    policy = env["cs.policy"].create(
        {
            "name": f"Policy {ladder.name}",
            "ladder_id": ladder.id,
            "date_from": date_from,
            "score_enabled": True,
            "commission_enabled": True,
            "pool_enabled": True,
            "rule_ids": [Command.create(rule) for rule in rules],
            "tier_ids": [
                Command.create({"lower_bound": bound, "rate": rate})
                for bound, rate in tiers
            ],
            "grade_ids": [
                Command.create({"name": name, "lower_bound": bound, "exclusive": over})
                for name, bound, over in grades
            ],
            "penalty_ids": [
                Command.create({"severity": severity, "count": count, "points": points})
                for severity, count, points in penalties
            ],
            **values,
        }
    )
    # R6.6: no commission in the trial month.
    trial = policy.level_ids.filtered(lambda row: row.level_id.code == "trial")
    trial.commission_eligible = False
    if approve:
        policy.action_approve()
    return policy


# --- Agents ---------------------------------------------------------------------------


def make_agent(
    env,
    name,
    code,
    level,
    wage,
    joined,
    department=None,
    *,
    user=None,
    left=None,
    **values,
):
    """An employee with a contract and a level since ``joined``: an agent.

    The work number ``code`` makes the order tag; ``left`` is the last day.
    """
    return (
        env["hr.employee"]
        .with_context(**SILENT)
        .create(
            {
                "name": name,
                "company_id": env.company.id,
                "tz": "Asia/Shanghai",
                "user_id": user.id if user else False,
                "department_id": department.id if department else False,
                "cs_agent_code": code,
                "cs_level_id": level.id if level else False,
                "wage": wage,
                "date_version": joined,
                "contract_date_start": joined,
                "contract_date_end": left or False,
                **values,
            }
        )
    )


def promote(agent, day, level, wage):
    """Give an agent another level and wage from ``day`` on."""
    version = agent.create_version({"date_version": day})
    version.write({"cs_level_id": level.id, "wage": wage})
    return version


def tag_of(agent):
    """The order tag that carries an agent (R6.1)."""
    return agent.sudo().cs_tag_ids


# --- Orders ---------------------------------------------------------------------------


def make_product(env, name="Article", price=100.0, **values):
    """An untaxed service that can be invoiced as soon as it is ordered."""
    return env["product.product"].create(
        {
            "name": name,
            "type": "service",
            "invoice_policy": "order",
            "list_price": price,
            "company_id": env.company.id,
            "taxes_id": False,
            "supplier_taxes_id": False,
            **values,
        }
    )


def local_time(env, day, hour=12):
    """An instant of a day in the company's customer service zone, as UTC."""
    return env.company._cs_clock().at(day, hour)


def order_values(amount, agents=(), *, partner, product, **values):
    """Values of one order; ``agents`` carry it, none of them: the pool."""
    line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": amount}
    return {
        "partner_id": partner.id,
        "tag_ids": [Command.set([tag_of(agent).id for agent in agents])],
        "order_line": [Command.create({**line, "tax_ids": False})],
        **values,
    }


def make_orders(env, dated_values, *, confirm=True):
    """Create orders at once and confirm them as of their own dates.

    :param dated_values: ``[(order date in UTC, values)]``, see :func:`order_values`
    """
    orders = (
        env["sale.order"]
        .with_context(**SILENT)
        .create(
            [{"company_id": env.company.id, **values} for _at, values in dated_values]
        )
    )
    if confirm:
        orders.action_confirm()
    # Confirmation sets the date to now, as Odoo does: the past is written after it.
    for order, (ordered_at, _values) in zip(orders, dated_values, strict=True):
        order.date_order = ordered_at
    orders.flush_recordset()
    return orders.with_env(env)


def make_order(
    env, amount, day, agents=(), *, hour=12, partner=None, product=None, **values
):
    """One confirmed order of a day, untaxed, carried by ``agents``."""
    values = order_values(
        amount,
        agents,
        partner=partner or _default_partner(env),
        product=product or _default_product(env),
        **values,
    )
    return make_orders(env, [(local_time(env, day, hour), values)])


def _default_partner(env):
    name = "Customer"
    found = env["res.partner"].search([("name", "=", name)], limit=1)
    return found or env["res.partner"].create({"name": name})


def _default_product(env):
    domain = [("name", "=", "Article"), ("company_id", "=", env.company.id)]
    return env["product.product"].search(domain, limit=1) or make_product(env)


def invoice_orders(orders, day):
    """Invoice orders in full and post the invoices as of ``day``."""
    invoices = orders.with_context(**SILENT)._create_invoices()
    invoices.invoice_date = day
    invoices.action_post()
    return invoices


def refund_orders(orders, day, reason="Returned"):
    """Post credit notes for all invoices of orders as of ``day`` (R6.4)."""
    invoices = orders.invoice_ids.filtered(
        lambda move: move.move_type == "out_invoice" and move.state == "posted"
    )
    wizard = (
        orders.env["account.move.reversal"]
        .with_context(active_model="account.move", active_ids=invoices.ids, **SILENT)
        .create({"reason": reason, "date": day, "journal_id": invoices.journal_id.id})
    )
    wizard.reverse_moves()
    wizard.new_move_ids.action_post()
    return wizard.new_move_ids


# --- Entries, figures, periods --------------------------------------------------------


def rule_of(agent, day, code):
    """The rule with a code in the policy of an agent on a day."""
    policies = agent.env["cs.policy"]._of_agents({(agent.id, day)})
    return policies[agent.id, day].rule_ids.filtered(lambda rule: rule.code == code)


def make_entry(env, agent, code, day, *, confirm=True, **values):
    """An entry against (or for) an agent by the code of its rule."""
    rule = rule_of(agent.with_env(env), day, code)
    entry = env["cs.conduct.entry"].create(
        {"employee_id": agent.id, "rule_id": rule.id, "date": day, **values}
    )
    if confirm:
        entry.action_confirm()
    return entry


def make_stat(env, agent, day, asked, bought, **values):
    """Service figures of an agent; ``granularity="period"`` for the whole month."""
    return env["cs.service.stat"].create(
        {
            "employee_id": agent.id,
            "date": day,
            "served": asked,
            "asked": asked,
            "bought": bought,
            **values,
        }
    )


def make_period(env, day):
    """The pay period of the company that holds ``day``; made if there is none."""
    day = fields.Date.to_date(day)
    return env["cs.period"]._of_days(env.company, {day})[day]


# --- Roster and attendance ------------------------------------------------------------


def make_shift(env, code, start, duration, **values):
    """A shift with its hours; wall clock of the company's zone."""
    return env["cs.shift"].create(
        {
            "name": code,
            "code": code,
            "company_id": env.company.id,
            "start": start,
            "duration": duration,
            **values,
        }
    )


def plan_days(env, agent, days, shift=None, **values):
    """Roster lines of an agent; without a shift they are rest days."""
    return env["cs.roster.line"].create(
        [
            {
                "employee_id": agent.id,
                "date": day,
                "kind": "shift" if shift else "rest",
                "shift_id": shift.id if shift else False,
                **values,
            }
            for day in days
        ]
    )


def make_punches(env, rows):
    """Punches of ``rows``: ``(agent, arrival, departure or None)``, local times."""
    return (
        env["hr.attendance"]
        .with_context(**SILENT)
        .create(
            [
                {
                    "employee_id": agent.id,
                    "check_in": at_local(env, arrival),
                    "check_out": at_local(env, departure) if departure else False,
                }
                for agent, arrival, departure in rows
            ]
        )
    )


def at_local(env, moment):
    """Naive UTC of a local ``"2026-03-02 08:30"`` in the company's zone."""
    return env.company._cs_clock().utc(datetime.fromisoformat(moment))
