"""Import a shop's orders: 100,000 read and checked, 2,000 of them written.

Written in chunks as the background does, reading and checking of these included,
beside Odoo's own ``create`` of the same rows in batches of the same size, in turns.
Bounds: at most twice its time, and less than 500 MB above the start, whatever the file.
"""

import base64
import csv
import io
import resource

import common

from odoo import Command, fields

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.models.imports import cs_import_file

READ, WRITTEN, RUNS = 100_000, 2_000, 2
BOUND, MEGABYTES = 2.0, 500
HEAD = [
    "订单编号",
    "买家会员名",
    "买家应付货款",
    "买家应付邮费",
    "总金额",
    "买家实际支付金额",
    "订单状态",
    "订单创建时间",
    "订单付款时间",
    "宝贝标题",
    "订单备注",
    "宝贝总数量",
    "退款金额",
]


def run(env, out):
    """Print the figures; return whether the bounds hold."""
    company = factories.make_company(env, "Bench imports")
    env = factories.in_company(env, company)
    shop = env["crm.team"].create({"name": "Shop", "company_id": company.id})
    shop._cs_buyers()
    start = peak()
    seconds = []
    with common.timed(seconds):
        count = len(read(env, shop, "R", READ).items)
    ours, plain = [], []
    for number in range(RUNS):
        with common.timed(ours):
            write_ours(env, shop, number)
        with common.timed(plain):
            write_plain(env, shop, f"P{number}")
        env.invalidate_all()
    ratio = sum(ours) / sum(plain)
    grown = peak() - start
    passed = ratio <= BOUND and grown <= MEGABYTES
    out(
        "imports",
        read=count,
        read_ms=common.milliseconds(seconds),
        written=WRITTEN,
        ms=common.milliseconds(ours),
        orm_ms=common.milliseconds(plain),
        ratio=round(ratio, 2),
        bound=BOUND,
        mb_above_start=grown,
        mb_bound=MEGABYTES,
        passed=passed,
    )
    return passed


def peak():
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def content(prefix, count):
    """A shop's order list as its tool writes it."""
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(HEAD)
    for number in range(count):
        day = f"2025-03-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00"
        goods, postage = 100 + number % 900, 10 * (number % 3 == 0)
        paid, memo = goods + postage, f"{101 + number % 50} 改地址"
        table.writerow(
            [
                f'="{prefix}{number:012}"',
                f"买家{number}",
                f"{goods}.00",
                f"{postage}.00",
                f"{paid}.00",
                f"{paid}.00",
                "交易成功",
                day,
                day,
                "电饭煲",
                memo,
                1,
                "0.00",
            ]
        )
    return stream.getvalue().encode("gb18030")


def make_job(env, shop, prefix, count):
    layout = env.ref("cs_management.cs_import_layout_taobao_orders")
    return env["cs.import.file"].create(
        {
            "company_id": env.company.id,
            "file_name": "orders.csv",
            "file": base64.b64encode(content(prefix, count)),
            "layout_id": layout.id,
            "team_id": shop.id,
            "user_id": env.uid,
        }
    )


def read(env, shop, prefix, count):
    reader = make_job(env, shop, prefix, count)._reader()
    if reader.problems:
        raise AssertionError(reader.problems[0])
    reader.plan()
    return reader


def write_ours(env, shop, number):
    """The file read, checked and written chunk by chunk."""
    file = make_job(env, shop, f"O{number}", WRITTEN)
    reader = file._reader()
    reader.plan()
    while file.position < len(reader.items):
        file._write_chunk(reader)
        env.flush_all()
        env.invalidate_all()


def write_plain(env, shop, prefix):
    """Odoo's own create of the same rows."""
    partner = shop.cs_buyer_id.id
    goods = env.ref("cs_management.cs_import_product_goods").id
    postage = env.ref("cs_management.cs_import_product_postage").id
    moment = fields.Datetime.to_datetime("2025-03-01 08:00:00")
    for start in range(0, WRITTEN, cs_import_file.CHUNK):
        env["sale.order"].create(
            [
                {
                    "company_id": env.company.id,
                    "partner_id": partner,
                    "team_id": shop.id,
                    "user_id": False,
                    "client_order_ref": f"{prefix}{number:012}",
                    "date_order": moment,
                    "state": "sale",
                    "cs_memo": f"{101 + number % 50} 改地址",
                    "order_line": [
                        Command.create(
                            {"product_id": goods, "price_unit": 100 + number % 900}
                        ),
                        *(
                            [Command.create({"product_id": postage, "price_unit": 10})]
                            if number % 3 == 0
                            else []
                        ),
                    ],
                }
                for number in range(start, start + cs_import_file.CHUNK)
            ]
        )
        env.flush_all()
        env.invalidate_all()
