"""Small makers of records, shared by the demo company, the tests and the benchmarks.

Each makes one thing through the addon's own methods, with the arguments that matter
and keyword values for the rest. ``env`` decides user and company. Those of a chapter
stand in its module beside this one.
"""

from datetime import datetime

from odoo import Command, fields

from .chapter import chapters

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


def make_policy(env, ladder, date_from, *, approve=True, **values):
    """A policy with what the chapters have on a standard one."""
    parts = chapters().values()
    for chapter in parts:
        values = chapter.policy_values() | values
    policy = env["cs.policy"].create(
        {
            "name": f"Policy {ladder.name}",
            "ladder_id": ladder.id,
            "date_from": date_from,
            **values,
        }
    )
    for chapter in parts:
        chapter.complete_policy(policy)
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


# --- Time -----------------------------------------------------------------------------


def local_time(env, day, hour=12):
    """An instant of a day in the company's customer service zone, as UTC."""
    return env.company._cs_clock().at(day, hour)


def make_period(env, day):
    """The pay period of the company that holds ``day``; made if there is none."""
    day = fields.Date.to_date(day)
    return env["cs.period"]._of_days(env.company, {day})[day]


def at_local(env, moment):
    """Naive UTC of a local ``"2026-03-02 08:30"`` in the company's zone."""
    return env.company._cs_clock().utc(datetime.fromisoformat(moment))
