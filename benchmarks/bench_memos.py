"""Read the work numbers of 100,000 and 1,000,000 memos, chunk by chunk.

As the job in the background does it, without its COMMIT after each chunk: nothing of a
benchmark stays. Compared with bare ``INSERT ... SELECT`` of the same rows - readings,
tags and the notes in the orders' history - into like tables with the same indexes and
foreign keys. The SELECTs of a chunk do not depend on how many orders there are.

``--orders`` of ``./dev bench`` sets other sizes.
"""

import os
from statistics import median
from time import perf_counter

import common

from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.models.orders.cs_period_number import LARGE_CHUNK

AGENTS = 200
SIZES = os.environ.get("CS_BENCH_SIZES", "100000,1000000")
BOUND = 2.0
# Tables that a reading fills, and which of their rows it made.
FILLED = {
    "cs_order_number": "order_id IN (SELECT id FROM cs_bench_orders)",
    "sale_order_tag_rel": "order_id IN (SELECT id FROM cs_bench_orders)",
    "mail_message": "model = 'sale.order' "
    "AND res_id IN (SELECT id FROM cs_bench_orders)",
}


def run(env, out):
    """Print the figures of each size; return whether the bound holds."""
    period, employees = common.make_period(env, AGENTS, 1)
    passed = True
    for size in (int(size) for size in SIZES.split(",")):
        insert_memos(period.env, employees, size)
        seconds, counts, changed = read(period)
        bare = sum(insert_bare(env.cr, table) for table in FILLED)
        ratio = sum(seconds) / bare
        # The first chunk also asks what is kept in memory afterwards.
        holds = ratio <= BOUND and len(set(counts[1:])) <= 1
        passed &= holds
        out(
            "memos",
            orders=size,
            changed=changed,
            ms=round(sum(seconds) * 1000),
            chunk_ms=common.milliseconds(seconds),
            selects_a_chunk=max(counts),
            bare_ms=round(bare * 1000),
            ratio=round(ratio, 2),
            bound=BOUND,
            passed=holds,
        )
        clear(env.cr)
    return passed


def insert_memos(env, employees, count):
    """Confirmed orders, nine of ten with a number of one agent in their memo."""
    env = factories.in_company(env, employees.company_id)
    partner = env["res.partner"].create({"name": "Customer"})
    env.flush_all()
    codes = employees.mapped("cs_agent_code")
    env.cr.execute("CREATE TEMPORARY TABLE IF NOT EXISTS cs_bench_orders (id integer)")
    env.cr.execute(
        SQL(
            """
            WITH orders AS (
                INSERT INTO sale_order (
                    name, company_id, partner_id, partner_invoice_id,
                    partner_shipping_id, currency_id, currency_rate, state,
                    invoice_status, date_order, amount_untaxed, amount_total, cs_memo
                )
                SELECT 'M' || n, %(company)s, %(partner)s, %(partner)s, %(partner)s,
                       %(currency)s, 1, 'sale', 'no',
                       %(month)s::timestamp + n %% 30 * interval '1 day', 100, 0,
                       CASE n %% 20 WHEN 0 THEN '送2个 请尽快'
                                    WHEN 1 THEN 'GH99999'
                       ELSE CASE n %% 3 WHEN 0 THEN 'GH' WHEN 1 THEN '工号' ELSE '' END
                            || (%(codes)s::varchar[])[1 + n %% cardinality(%(codes)s)]
                            || CASE n %% 5 WHEN 0 THEN ' 改地址' ELSE '' END END
                  FROM generate_series(1, %(count)s) AS n
                RETURNING id
            )
            INSERT INTO cs_bench_orders SELECT id FROM orders
            """,
            company=env.company.id,
            partner=partner.id,
            currency=env.company.currency_id.id,
            month=common.MONTH,
            codes=codes,
            count=count,
        )
    )
    env.cr.execute("ANALYZE sale_order")
    env.cr.execute("ANALYZE cs_bench_orders")


def read(period):
    """Read all chunks: seconds and SELECTs of each, and how many orders changed."""
    seconds, counts, total, position = [], [], 0, 0
    while True:
        started = perf_counter()
        with common.selects() as selects:
            part = period._read_numbers_behind(position, LARGE_CHUNK)
        if not part:
            return seconds, counts, total
        seconds.append(perf_counter() - started)
        counts.append(len(selects))
        position, changed = part
        total += changed


def insert_bare(cr, table):
    """Seconds of one INSERT ... SELECT of the rows into a table like the real one."""
    like, copy = SQL.identifier(table), SQL.identifier("cs_bench_copy")
    cr.execute(SQL("CREATE TABLE %s (LIKE %s INCLUDING ALL)", copy, like))
    cr.execute(
        SQL(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'f'",
            table,
        )
    )
    for [definition] in cr.fetchall():
        cr.execute(SQL(f"ALTER TABLE cs_bench_copy ADD {definition}"))
    times = []
    with common.timed(times):
        cr.execute(
            SQL(f"INSERT INTO %s SELECT * FROM %s WHERE {FILLED[table]}", copy, like)
        )
    cr.execute(SQL("DROP TABLE %s", copy))
    return median(times)


def clear(cr):
    """Take the orders of this size away again."""
    for table, condition in FILLED.items():
        cr.execute(SQL(f"DELETE FROM %s WHERE {condition}", SQL.identifier(table)))
    cr.execute(
        "UPDATE sale_order SET state = 'cancel' "
        "WHERE id IN (SELECT id FROM cs_bench_orders)"
    )
    cr.execute("TRUNCATE cs_bench_orders")
