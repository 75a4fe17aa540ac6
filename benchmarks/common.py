"""What the benchmarks share: a company with agents, and orders inserted by SQL."""

from contextlib import contextmanager
from datetime import date
from statistics import median
from time import perf_counter
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories

MONTH = date(2025, 3, 1)
TABLES = (
    "sale_order",
    "sale_order_line",
    "sale_order_tag_rel",
    "crm_tag",
    "hr_version",
    "cs_commission_line",
    "cs_conduct_entry",
    "cs_statement",
    "cs_statement_line",
)


def milliseconds(seconds):
    """Median of runs, in whole milliseconds."""
    return round(median(seconds) * 1000)


@contextmanager
def timed(seconds):
    """Append the seconds that the block took, its pending writes included."""
    start = perf_counter()
    yield
    seconds.append(perf_counter() - start)


@contextmanager
def selects():
    """Yield a list of the SELECTs that the block sends."""
    found, execute = [], Cursor.execute

    def counting(cursor, query, *args, **kwargs):
        code = str(getattr(query, "code", query)).lstrip()
        if code.upper().startswith("SELECT"):
            found.append(code)
        return execute(cursor, query, *args, **kwargs)

    with patch.object(Cursor, "execute", counting):
        yield found


def make_period(env, agents, orders):
    """A company with a policy, agents and their tagged orders of one month."""
    company = factories.make_company(env, f"Bench {agents}")
    env = factories.in_company(env, company)
    team = factories.make_department(env)
    ladder = factories.make_ladder(env)
    factories.make_policy(env, ladder, MONTH)
    level = factories.level_of(ladder, "junior")
    employees = env["hr.employee"].concat(
        *(
            factories.make_agent(
                env, f"Agent {n:04}", f"{n:04}", level, 2200, date(2024, 1, 1), team
            )
            for n in range(agents)
        )
    )
    period = factories.make_period(env, MONTH)
    env.flush_all()
    insert_orders(env, employees.cs_tag_ids.ids, orders)
    analyze(env)
    return period, employees


def insert_orders(env, tag_ids, count, month=MONTH):
    """Insert confirmed orders with a line each, every tenth carried by two agents."""
    partner = env["res.partner"].create({"name": "Customer"})
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH orders AS (
                INSERT INTO sale_order (
                    name, company_id, partner_id, partner_invoice_id,
                    partner_shipping_id, currency_id, currency_rate, state,
                    invoice_status, date_order, amount_untaxed, amount_total
                )
                SELECT 'B' || n, %(company)s, %(partner)s, %(partner)s, %(partner)s,
                       %(currency)s, 1, 'sale', 'no',
                       %(month)s::timestamp + n %% 30 * interval '1 day',
                       100 + n %% 977 + n %% 100 / 100.0, 0
                  FROM generate_series(1, %(count)s) AS n
                RETURNING id
            ), lines AS (
                INSERT INTO sale_order_line (
                    order_id, name, customer_lead, product_uom_qty, price_unit
                )
                SELECT id, 'Article', 0, 1, 100 FROM orders
            )
            INSERT INTO sale_order_tag_rel (order_id, tag_id)
            SELECT id, (%(tags)s)[1 + (id + extra) %% cardinality(%(tags)s)]
              FROM orders, (VALUES (0), (1)) AS more (extra)
             WHERE extra = 0 OR id %% 10 = 0
            """,
            company=env.company.id,
            partner=partner.id,
            currency=env.company.currency_id.id,
            month=month,
            count=count,
            tags=tag_ids,
        )
    )


def analyze(env):
    """Fresh statistics, as autovacuum keeps them."""
    env.flush_all()
    for table in TABLES:
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
