import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from odoo import Command, fields
from odoo.tools import SQL

from ....engine import imports as cells
from .base import CENT, SAMPLE, Reader

ZERO = Decimal(0)
PRODUCTS = {
    "goods": "cs_management.cs_import_product_goods",
    "postage": "cs_management.cs_import_product_postage",
    "refund": "cs_management.cs_import_product_refund",
}
# Made in bulk, as the shop had them long ago: nobody is told, nothing is tracked.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


@dataclass(slots=True)
class Line:
    """A line of an order; ``kind`` is a key of PRODUCTS."""

    kind: str
    name: str
    quantity: Decimal
    amount: Decimal
    sku: str = ""


@dataclass(slots=True)
class Order:
    """An order as the file has it.

    :param refund: what of the goods was given back
    """

    number: str
    row: int
    team_id: int
    at: datetime
    state: str
    buyer: str
    memo: str
    flag: str
    lines: list[Line]
    postage: Decimal = ZERO
    refund: Decimal = ZERO

    def digest(self):
        """The same for the same: of the order, and of what is written at it."""
        facts = [
            self.at.isoformat(),
            self.state,
            *(
                f"{line.name}|{line.sku}|{line.quantity.normalize()}|"
                f"{line.amount.normalize()}"
                for line in self.lines
            ),
            str(self.postage.normalize()),
            str(self.refund.normalize()),
        ]
        return ":".join(
            hashlib.sha1("\n".join(part).encode(), usedforsecurity=False).hexdigest()
            for part in (facts, self.texts())
        )

    def texts(self):
        return self.memo, self.flag, self.buyer

    @property
    def goods(self):
        return sum((line.amount for line in self.lines), ZERO)


class OrdersReader(Reader):
    """Orders of a shop: a row each, or one for each of their lines (R6.1, R6.8)."""

    limit = 300_000
    at_once = 1_000
    summed = ("goods", "postage", "total", "paid", "refund", "quantity")

    def _read_rows(self):
        self._load_shops()
        self.latest = fields.Datetime.now() + timedelta(days=1)
        orders = {}
        for row in self.rows():
            if order := self._read_row(row):
                self._keep(orders, order, row)
        self.items = list(orders.values())
        self._tell()

    # --- Shops ------------------------------------------------------------------------

    def _load_shops(self):
        # sudo: names of the shops whose orders HR brings in
        teams = (
            self.env["crm.team"]
            .sudo()
            .search([("company_id", "in", [False, self.company.id])])
        )
        self.shops = {cells.plain(team.name): team.id for team in teams}
        self.strange = Counter()

    def _team(self, row):
        """The sales team of a row: its shop's, else the one that was chosen."""
        shop = self.text(row, "shop")
        chosen = self.job.team_id.id
        found = self.shops.get(cells.plain(shop)) if shop else None
        if found:
            return found
        if chosen:
            if shop:
                self.strange[shop] += 1
            return chosen
        self.bad(
            row,
            "shop" if "shop" in self.columns else None,
            shop,
            self.env._("No sales team has the name of this shop."),
            self.env._("Choose the shop above."),
        )
        return None

    def _tell(self):
        if len(self.strange) > 1:
            self.bad(
                None,
                "shop",
                ", ".join(self.strange),
                self.env._("The file has orders of several shops."),
                self.env._("Give each shop a sales team of its name, or divide it."),
            )
        for shop in self.strange:
            self.notes.append(
                self.env._(
                    "No sales team is called %(shop)s: its orders go to %(team)s.",
                    shop=shop,
                    # sudo: the name of the shop that the user has chosen
                    team=self.job.team_id.sudo().name,
                )
            )
        late = [
            order
            for order in self.items
            if self._period_name(self.clock.day_of(order.at))
        ]
        if late:
            self.notes.append(
                self.env._(
                    "%(count)s orders lie in locked months: what they change is "
                    "settled as late in the open one.",
                    count=len(late),
                )
            )

    # --- A row ------------------------------------------------------------------------

    def _read_row(self, row):
        before = len(self.problems)
        number = self.text(row, "order_number")
        if not number or len(number) > 64:
            self.bad(
                row,
                "order_number",
                number,
                self.env._("The row has no order number."),
                self.env._("Write it, or take the row out."),
            )
        team = self._team(row)
        at = self._date(row)
        amounts = {
            name: self.take(row, name, cells.number_of)
            for name in (*self.summed, "price")
            if name in self.columns
        }
        flag = self.take(row, "flag", cells.flag_of) if "flag" in self.columns else None
        line = self._line(row, amounts) if len(self.problems) == before else None
        if len(self.problems) > before:
            return None
        return Order(
            number=number,
            row=row.number,
            team_id=team,
            at=at,
            state=self.layout._status(self.text(row, "status")),
            buyer=self.text(row, "buyer"),
            memo=self.text(row, "memo"),
            flag=flag or "",
            lines=[line],
            postage=amounts.get("postage") or ZERO,
            refund=amounts.get("refund") or ZERO,
        )

    def _date(self, row):
        """When the order counts, in UTC: when it was paid, as the layout says."""
        names = ["paid_at", "created_at"]
        if self.layout.order_date == "created":
            names.reverse()
        for name in names:
            if name not in self.columns or cells.is_blank(self.text(row, name)):
                continue
            if not (wall := self.take(row, name, cells.moment_of)):
                return None
            moment = self.clock.utc(wall)
            if moment > self.latest:
                self.bad(
                    row,
                    name,
                    wall,
                    self.env._("The order lies ahead."),
                    self.env._("Correct the date."),
                )
            return moment
        self.bad(
            row,
            next(name for name in names if name in self.columns),
            "",
            self.env._("The order has no date."),
            self.env._("Write it as 2026-03-31 08:30."),
        )
        return None

    def _line(self, row, amounts):
        """What was ordered; without an amount of the goods, what was paid for them."""
        postage = amounts.get("postage") or ZERO
        goods = amounts.get("price")
        if goods is None:
            goods = amounts.get("goods")
        if goods is None:
            whole = amounts.get("total")
            whole = amounts.get("paid") if whole is None else whole
            goods = None if whole is None else whole - postage
        refund = amounts.get("refund") or ZERO
        if goods is None or goods < 0 or postage < 0 or refund < 0:
            self.bad(
                row,
                next(
                    name
                    for name in ("price", "goods", "total", "paid")
                    if name in self.columns
                ),
                "" if goods is None else goods,
                self.env._("The order has no amount, or one below zero."),
                self.env._("Write what the goods cost; refunds have their own column."),
            )
            return None
        quantity = amounts.get("quantity")
        return Line(
            "goods",
            self.text(row, "title"),
            quantity if quantity and quantity > 0 else Decimal(1),
            goods,
            self.text(row, "sku"),
        )

    def _keep(self, orders, order, row):
        """Add an order, or the line of one; the same row twice counts once."""
        key = (order.team_id, order.number)
        earlier = orders.get(key)
        if not earlier:
            orders[key] = order
            self._add(row, order)
        elif self.layout.rows_are == "line":
            earlier.lines += order.lines
            earlier.postage = max(earlier.postage, order.postage)
            earlier.refund += order.refund
            self._add(row, order)
        elif earlier.digest() == order.digest():
            self.skip(self.env._("the same order twice in the file"))
        else:
            self.bad(
                row,
                "order_number",
                order.number,
                self.env._(
                    "Row %(row)s has the same number with other contents.",
                    row=earlier.row,
                ),
                self.env._(
                    "Keep one of them, or use a layout whose rows are lines of orders."
                ),
            )

    def _add(self, row, order):
        for name in self.summed:
            if name in self.columns:
                value = row.cell(self.columns[name])
                self.sums[name] += cells.number_of(value) or ZERO
        if order.refund > order.goods + order.postage + CENT:
            self.bad(
                row,
                "refund",
                order.refund,
                self.env._("More is refunded than was ordered."),
                self.env._("Correct the amount."),
            )

    # --- What is there ----------------------------------------------------------------

    def _there(self, items):
        """Orders that there are: ``{(team, number): (id, digest, fixed, texts)}``.

        ``fixed``: invoiced or locked, so that only memo and flag can change.
        """
        query = SQL(
            """
            SELECT sale.team_id, sale.client_order_ref, sale.id,
                   sale.cs_import_digest, sale.locked OR EXISTS (
                        SELECT FROM sale_order_line AS line
                         WHERE line.order_id = sale.id AND line.qty_invoiced <> 0),
                   COALESCE(sale.cs_memo, ''), COALESCE(sale.cs_flag, ''),
                   COALESCE(sale.cs_buyer, '')
              FROM sale_order AS sale
             WHERE sale.company_id = %(company)s
               AND sale.team_id = ANY(%(teams)s)
               AND sale.client_order_ref = ANY(%(numbers)s)
             ORDER BY sale.id DESC
            """,
            company=self.company.id,
            teams=list({order.team_id for order in items}),
            numbers=[order.number for order in items],
        )
        # sudo: HR sees which of the shop's orders are there already
        self.env["sale.order"].sudo().flush_model()
        rows = self.env.execute_query(query)
        return {
            (team, number): (order_id, digest or "", is_fixed, tuple(texts))
            for team, number, order_id, digest, is_fixed, *texts in rows
        }

    def _sort(self, items):
        """``(new, [(id, order, digest)], unchanged, [order] that cannot change)``."""
        there = self._there(items)
        new, changed, unchanged, fixed = [], [], 0, []
        for order in items:
            facts = there.get((order.team_id, order.number))
            if not facts:
                new.append(order)
                continue
            order_id, digest, is_fixed, texts = facts
            wanted = order.digest()
            by_hand = not digest and texts == order.texts()
            if digest == wanted or by_hand:
                unchanged += 1
            elif is_fixed and digest.split(":")[0] != wanted.split(":")[0]:
                fixed.append(order)
            else:
                changed.append((order_id, order, digest))
        return new, changed, unchanged, fixed

    def plan(self):
        for start in range(0, len(self.items), 5_000):
            part = self.items[start : start + 5_000]
            new, changed, unchanged, fixed = self._sort(part)
            self.counts.update(new=len(new), changed=len(changed), unchanged=unchanged)
            for order in fixed:
                self.problems.append(
                    {
                        "row": order.row,
                        "column": self.head.name("order_number"),
                        "value": order.number,
                        "problem": self.env._(
                            "The order is invoiced or locked here and has changed in "
                            "the shop."
                        ),
                        "remedy": self.env._(
                            "Make the credit note here, and take the row out."
                        ),
                    }
                )

    # --- Writing ----------------------------------------------------------------------

    def put(self, items):
        # sudo: HR needs no sales rights to bring the shop's orders in
        self.orders = self.env["sale.order"].sudo().with_company(self.company)
        self._load_products(items)
        new, changed, unchanged, _fixed = self._sort(items)
        made = self.orders.with_context(**SILENT).create(
            [self._values(order) for order in new]
        )
        altered = self.orders.browse()
        for order_id, order, digest in changed:
            altered |= self._change(self.orders.browse(order_id), order, digest)
        self.orders._cs_read_numbers(made | altered)
        return Counter(new=len(new), changed=len(changed), unchanged=unchanged)

    def _load_products(self, items):
        # sudo: HR needs no rights on articles
        env = self.env(su=True)
        self.products = {name: env.ref(xmlid) for name, xmlid in PRODUCTS.items()}
        skus = {line.sku for order in items for line in order.lines} - {""}
        found = env["product.product"].search(
            [
                ("default_code", "in", list(skus)),
                ("company_id", "in", [False, self.company.id]),
            ]
        )
        self.by_sku = {product.default_code: product for product in found}
        teams = env["crm.team"].browse({order.team_id for order in items})
        self.buyers = {team.id: team._cs_buyers().id for team in teams}

    def _values(self, order):
        """Values of a new order."""
        partner = self.buyers[order.team_id]
        return {
            "company_id": self.company.id,
            "partner_id": partner,
            "partner_invoice_id": partner,
            "partner_shipping_id": partner,
            "team_id": order.team_id,
            "user_id": False,
            "pricelist_id": False,
            "client_order_ref": order.number,
            "date_order": order.at,
            "state": order.state,
            **self._texts(order),
            "order_line": [
                Command.create(values) for values in self._lines(order).values()
            ],
        }

    def _texts(self, order):
        file = self.job if self.job._name == "cs.import.file" else None
        return {
            "cs_memo": order.memo or False,
            "cs_flag": order.flag or False,
            "cs_buyer": order.buyer or False,
            "cs_import_digest": order.digest(),
            **({"cs_import_file_id": file.id} if file else {}),
        }

    def _lines(self, order):
        """Values of the lines by their key: goods, postage, what was given back.

        A refund beyond the goods is one of the postage, which is nobody's sales.
        """
        found = {}
        for number, line in enumerate(order.lines, start=1):
            found[f"goods{number}"] = self._line_values(
                self.by_sku.get(line.sku) or self.products["goods"],
                line.name or self.env._("Goods"),
                line.quantity,
                line.amount,
            )
        back = min(order.refund, order.goods)
        postage = order.postage - (order.refund - back)
        if postage:
            found["postage"] = self._line_values(
                self.products["postage"], self.env._("Postage"), Decimal(1), postage
            )
        if back:
            found["refund"] = self._line_values(
                self.products["refund"], self.env._("Refunded"), Decimal(1), -back
            )
        for key, values in found.items():
            values["cs_import_key"] = key
        return found

    def _line_values(self, product, name, quantity, amount):
        """A line of its amount, to the cent: one piece where it would not be."""
        price = amount / quantity
        if price != round(price, 2):
            name, quantity, price = f"{name} x {quantity:f}", Decimal(1), amount
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "name": name,
            "product_uom_qty": float(quantity),
            "price_unit": float(price),
            # The shop's own price: no agent has lowered it (R6.7).
            "technical_price_unit": float(price),
            "tax_ids": [Command.clear()],
        }

    def _change(self, order, target, digest):
        """Make an order what the file says by now.

        One that was entered by hand keeps its lines, state and date.
        """
        texts = self._texts(target)
        if not digest:
            texts.pop("cs_import_digest")
        if not digest or digest.split(":")[0] == target.digest().split(":")[0]:
            order.write(texts)
            return order
        if target.state == "cancel" and order.state != "cancel":
            order.with_context(disable_cancel_warning=True).action_cancel()
        wanted = self._lines(target)
        commands = []
        for line in order.order_line:
            values = wanted.pop(line.cs_import_key, None)
            if values:
                commands.append(Command.update(line.id, values))
            elif line.cs_import_key:
                commands.append(
                    Command.update(line.id, {"product_uom_qty": 0, "price_unit": 0})
                )
        commands += [Command.create(values) for values in wanted.values()]
        values = {**texts, "order_line": commands}
        if order.date_order != target.at:
            values["date_order"] = target.at
        if order.state != target.state:
            values["state"] = target.state
        order.write(values)
        return order

    def sample(self):
        states = dict(
            self.env["sale.order"]._fields["state"]._description_selection(self.env)
        )
        names = (
            self.env._("Shop's order number"),
            self.env._("Date"),
            self.env._("Status"),
            self.env._("Goods"),
            self.env._("Postage"),
            self.env._("Refunded"),
            self.env._("Seller's memo"),
        )
        return names, [
            [
                order.number,
                self.clock.local(order.at).strftime("%Y-%m-%d %H:%M"),
                states[order.state],
                f"{order.goods:f}",
                f"{order.postage:f}",
                f"{order.refund:f}",
                order.memo,
            ]
            for order in self.items[:SAMPLE]
        ]
