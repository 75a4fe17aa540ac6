from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.imports import plain
from ...engine.imports_table import DAYS, Spec

AGENT = frozenset(["number", "account", "name"])
AMOUNT = frozenset(["goods", "total", "paid", "price"])
FIGURES = (
    "served",
    "asked",
    "bought",
    "orders",
    "refunds",
    "sales",
    "first_response",
    "average_response",
    "reply_rate",
    "first_contact",
    "resolution_time",
    "satisfaction",
    "repurchase",
)
# What a file of a kind has at least: of each group one column.
NEEDED = {
    "orders": (
        frozenset(["order_number"]),
        AMOUNT,
        frozenset(["paid_at", "created_at"]),
    ),
    "figures": (AGENT, frozenset(FIGURES)),
    "punches_day": (AGENT, frozenset(["date"]), frozenset(["in1", "out1"])),
    "punches_raw": (AGENT, frozenset(["moment", "clock"])),
    "punches_month": (AGENT, frozenset([DAYS]), frozenset(["attended", "rest"])),
    "roster_matrix": (AGENT, frozenset([DAYS])),
    "roster_rows": (AGENT, frozenset(["date"]), frozenset(["shift"])),
    "people": (frozenset(["name"]), frozenset(["level"])),
}
# More names of columns than this nobody reads.
NAMES_SHOWN = 4
# Kinds that leaders import for their teams; the others are HR's.
LEADERS_KINDS = ("figures", "roster_matrix", "roster_rows")


class CsImportLayout(models.Model):
    """How the files of a tool look: which column means what, by its heading."""

    _name = "cs.import.layout"
    _description = "Layout of Imported Files"
    _inherit = ["cs.shared.mixin", "cs.guard.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    tool = fields.Char(help="The program that writes such files.")
    kind = fields.Selection(
        [
            ("orders", "Orders of a shop"),
            ("figures", "Service figures"),
            ("punches_day", "Punches: a row a day"),
            ("punches_raw", "Punches: a row a punch"),
            ("punches_month", "Punches: a column a day"),
            ("roster_matrix", "Roster: a column a day"),
            ("roster_rows", "Roster: a row a day"),
            ("people", "People"),
        ],
        required=True,
    )
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    sheet = fields.Char(help="Part of the sheet's name, where the file has others.")
    line_ids = fields.One2many(
        "cs.import.layout.line", "layout_id", string="Columns", copy=True
    )
    rows_are = fields.Selection(
        [("order", "Orders"), ("line", "Lines of orders")],
        default="order",
        required=True,
        help="Lines of orders: rows with the same number are one order.",
    )
    order_date = fields.Selection(
        [("paid", "Payment"), ("created", "Creation")],
        string="Orders Count on the Day of",
        default="paid",
        required=True,
        help="The other one where the file has none.",
    )
    cancel_words = fields.Char(
        string="Cancelled If",
        default="关闭|取消|作废|closed|cancel",
        help="Parts of the status of orders that are cancelled, with | between them.",
    )
    unpaid_words = fields.Char(
        string="Not Paid If",
        default="等待买家付款|待付款|未付款|unpaid|pending payment",
        help="Parts of the status of orders that stay quotations.",
    )
    made_good = fields.Selection(
        [("punch", "Count as punched"), ("missed", "Are missed punches")],
        string="Punches Made Good",
        default="punch",
        required=True,
        help="Punches that the tool added after an approval (补卡). As missed punches, "
        "they are confirmed by an exception here, and counted as the regulation says.",
    )
    seconds = fields.Selection(
        [("1", "Seconds"), ("60", "Minutes"), ("3600", "Hours")],
        string="Bare Times Are",
        default="1",
        required=True,
        help="What 5.2 in a column of response times counts. The time to solve is in "
        "hours.",
    )

    @api.constrains("line_ids", "kind")
    def _check_columns(self):
        for layout in self:
            names = {*layout.line_ids.mapped("field"), DAYS}
            for group in NEEDED[layout.kind]:
                if group.isdisjoint(names):
                    raise ValidationError(
                        self.env._(
                            "%(layout)s: such a file needs a column for %(columns)s. "
                            "Say how its heading reads.",
                            layout=layout.name,
                            columns=layout._names(group),
                        )
                    )

    @api.model
    def _names(self, columns):
        """Names of columns, for people."""
        names = dict(
            self.env["cs.import.layout.line"]
            ._fields["field"]
            ._description_selection(self.env)
        )
        names[DAYS] = self.env._("each day")
        found = [names[name] for name in names if name in columns]
        shown = found[:NAMES_SHOWN] + ["..."] * (len(found) > NAMES_SHOWN)
        return self.env._(" or ").join(shown)

    def _spec(self):
        """The layout as the engine looks for it."""
        return Spec(
            words={line.field: line._words() for line in self.line_ids},
            needed=NEEDED[self.kind],
            sheet=(self.sheet or "").strip(),
        )

    def _status(self, text):
        """The state of an order by its status in the file."""
        text = plain(text)
        for state, words in (
            ("cancel", self.cancel_words),
            ("draft", self.unpaid_words),
        ):
            parts = (plain(word) for word in (words or "").split("|"))
            if any(part and part in text for part in parts):
                return state
        return "sale"
