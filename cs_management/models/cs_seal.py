import base64

from reportlab.graphics import renderSVG
from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from ..engine import sealing

# Links that are written together: contents are big, memory stays small.
BATCH = 100
# What names a line of a statement, whatever its id.
LINE_KEY = ("code", "key", "origin_period_id")
KINDS = [
    ("lock", "Month locked"),
    ("statement", "Statement"),
    ("reopen", "Month reopened"),
    ("removal", "Texts removed"),
]


class CsSeal(models.Model):
    """A link of a company's chain of sealed months.

    Locking a month writes one link for the month and one for each statement, in the
    order of their ids; reopening it writes one more. Each holds what was sealed as
    canonical text and the hash over it and over the hash before, so nothing that a
    locked month rests on can change unseen. A row is written once: nobody changes or
    deletes it, the administrator included.

    What is sealed says ``cs_seal_content.py``, how it is verified
    ``cs_seal_verify.py``, how texts leave it ``cs_seal_removal.py``; the chain itself
    is :mod:`engine.sealing`.
    """

    _name = "cs.seal"
    _description = "Seal"
    _order = "company_id, number desc"
    _rec_name = "short_hash"
    # When and by whom is part of what is sealed.
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(
        required=True, readonly=True, help="Its place in the chain, without gaps."
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    period_id = fields.Many2one(
        "cs.period", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # Not the statement: one that a reopened month no longer needs may go.
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    scheme = fields.Integer(
        required=True, readonly=True, help="How the text was made that is hashed."
    )
    sealed_on = fields.Datetime(required=True, readonly=True)
    sealed_by = fields.Char(required=True, readonly=True)
    is_late = fields.Boolean(
        string="Sealed Afterwards",
        readonly=True,
        help="The month was locked before there were seals: what it held between its "
        "lock and this day, nobody can prove.",
    )
    reason = fields.Text(readonly=True, help="Why the month was reopened.")
    content = fields.Text(
        required=True,
        readonly=True,
        prefetch=False,
        groups="cs_management.group_cs_officer",
        help="What was sealed, as the text that was hashed.",
    )
    comparison = fields.Html(
        string="Then and Now", compute="_compute_comparison", sanitize=False
    )
    previous = fields.Char(string="Hash Before", readonly=True)
    hash = fields.Char(required=True, readonly=True)
    short_hash = fields.Char(compute="_compute_short_hash", search="_search_short_hash")
    is_former = fields.Boolean(
        string="Superseded",
        compute="_compute_former",
        search="_search_is_former",
        help="The month was reopened afterwards.",
    )
    former_reason = fields.Text(string="Why Reopened", compute="_compute_former")
    former_on = fields.Datetime(string="Reopened On", compute="_compute_former")
    former_by = fields.Char(string="Reopened By", compute="_compute_former")

    _number_uniq = models.UniqueIndex(
        "(company_id, number)",
        "Another month of the company was sealed at this moment. Try again.",
    )
    _hash_uniq = models.UniqueIndex("(hash)", "This is sealed already.")

    @api.depends("hash")
    def _compute_short_hash(self):
        for seal in self:
            seal.short_hash = sealing.short(seal.hash or "")

    def _search_short_hash(self, operator, value):
        """Found by what is typed of it, full or short, with or without hyphens."""
        if operator not in ("=", "ilike", "=ilike"):
            return NotImplemented
        return Domain("hash", "=like", f"{sealing.read_code(value or '') or '-'}%")

    @api.depends("hash")
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = f"{seal.period_id.name} #{seal.number}"

    @api.depends("number")
    def _compute_former(self):
        """The first reopening behind it, if there is one."""
        # sudo: the reason stands in the period's history, which agents read
        seals = self.sudo()
        reopened = seals.search(
            [("kind", "=", "reopen"), ("period_id", "in", seals.period_id.ids)],
            order="number",
        ).grouped("period_id")
        for seal in seals:
            later = reopened.get(seal.period_id, seals.browse()).filtered(
                lambda other, s=seal: other.number > s.number and s.kind != "reopen"
            )[:1]
            seal.is_former = bool(later)
            seal.former_reason = later.reason
            seal.former_on = later.sealed_on
            seal.former_by = later.sealed_by

    def _search_is_former(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = SQL(
            """(
            SELECT seal.id
              FROM cs_seal AS seal
             WHERE seal.kind <> 'reopen' AND EXISTS (
                   SELECT FROM cs_seal AS later
                    WHERE later.period_id = seal.period_id
                      AND later.kind = 'reopen'
                      AND later.number > seal.number))"""
        )
        domain = Domain("id", "in", query)
        return domain if True in value else ~domain

    @api.depends("hash")
    @api.depends_context("lang", "uid")
    def _compute_comparison(self):
        """The lines as they were sealed, beside those of today."""
        for seal in self:
            seal.comparison = seal.kind == "statement" and self.env["ir.qweb"]._render(
                "cs_management.cs_seal_comparison", seal._comparison_values()
            )

    def _comparison_values(self):
        """Lines before and now, in the reader's language."""
        # sudo: who reads the seal of a statement reads the lines that it sealed
        sealed = self.sudo()
        content = sealed._read_content()
        before = sealing.rows_of(content.get("cs.statement.line"))
        # Whoever may not see the statement as it is, sees it as it was.
        statement = self.env["cs.statement"].search(
            [
                ("employee_id", "=", sealed.employee_id.id),
                ("period_id", "=", sealed.period_id.id),
            ]
        )
        currency = sealed.company_id.currency_id
        rows = {}
        for line in before:
            key = tuple(line[name] or "" for name in LINE_KEY)
            rows[key] = [sealed._line_name(line), float(line["amount"]), 0.0]
        for line in statement.line_ids:
            key = (line.code, line.key or "", str(line.origin_period_id.id or ""))
            rows.setdefault(key, [line.name, 0.0, 0.0])[2] = line.amount
        order = self.env["cs.statement.line"]._ordered_codes()
        places = {code: place for place, code in enumerate(order)}
        lines = [
            rows[key] for key in sorted(rows, key=lambda key: (places[key[0]], key))
        ]
        total = [sum(line[1] for line in lines), sum(line[2] for line in lines)]
        return {
            "lines": lines,
            "total": total,
            "statement": statement,
            "is_former": self.is_former,
            "money": lambda amount: format_amount(self.env, amount, currency),
        }

    @api.model
    def _line_name(self, line):
        """What a line of a content is called in the reader's language."""
        values = {name: line.get(name) for name in ("code", "adjusted_code")}
        origin = line.get("origin_period_id")
        return (
            self.env["cs.statement.line"]
            .new({**values, "origin_period_id": origin and int(origin)})
            .name
        )

    def _page_url(self):
        """Where the code on a print leads to, for whoever holds the paper."""
        self.ensure_one()
        return f"{self.company_id.get_base_url()}/cs/seal/{self.hash}"

    def _page_code(self):
        """The same as a QR code, which needs no library that draws pixels."""
        code = createBarcodeDrawing(
            "QR", value=self._page_url(), width=160, height=160, barBorder=1
        )
        drawn = base64.b64encode(renderSVG.drawToString(code).encode()).decode()
        return f"data:image/svg+xml;base64,{drawn}"

    @api.model
    def _find(self, code):
        """The seal of a statement by its hash, full or short; empty if there is none.

        A short one that two have is none's.
        """
        found = self.search(
            [("hash", "=like", f"{code}%"), ("kind", "=", "statement")], limit=2
        )
        return found if len(found) == 1 else self.browse()

    # ------------------------------------------------------------------
    # Append only
    # ------------------------------------------------------------------

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    def copy_data(self, default=None):
        self._refuse()
        return super().copy_data(default)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        self._refuse()

    def _refuse(self):
        if self:
            raise UserError(
                self.env._(
                    "%(seal)s: a seal is written once, by locking a month. Nobody "
                    "changes, copies or deletes it: the chain would break.",
                    seal=self[0].display_name,
                )
            )

    @api.model
    def _append(self, company, links):
        """Write links behind the last one of a company; called in sudo.

        :param links: ``{"kind", "period_id", "content"}`` each, with what else the
            columns hold, and ``texts`` that lie beside the link; taken one by one, so
            that contents do not pile up
        """
        last = self.search([("company_id", "=", company.id)], limit=1)
        previous = last.hash or ""
        now, name = fields.Datetime.now(), self.env.user.name
        batch = []
        for number, values in enumerate(links, start=last.number + 1):
            texts = values.pop("texts", ())
            values = {
                "employee_id": False,
                "is_late": False,
                "reason": False,
                **values,
                "company_id": company.id,
                "number": number,
                "scheme": sealing.SCHEME,
                "sealed_on": now,
                "sealed_by": name,
                "previous": previous,
            }
            header = sealing.canonical(self._header(values))
            previous = sealing.link_hash(previous, header, values["content"])
            batch.append(({**values, "hash": previous}, texts))
            if len(batch) == BATCH:
                self._write_links(batch)
                batch = []
        self._write_links(batch)

    @api.model
    def _write_links(self, batch):
        seals = self.create([values for values, _texts in batch])
        seals.flush_recordset()
        texts = self.env["cs.seal.text"].create(
            [
                {**text, "seal_id": seal.id}
                for seal, (_values, texts) in zip(seals, batch, strict=True)
                for text in texts
            ]
        )
        texts.flush_recordset()
        texts.invalidate_model(flush=False)
        self.invalidate_model(flush=False)

    @api.model
    def _header(self, values):
        """What stands above the content in the text that is hashed.

        :param values: of the columns, relations as ids
        """
        return {
            "company": values["company_id"],
            "employee": values["employee_id"] or None,
            "kind": values["kind"],
            "late": bool(values["is_late"]),
            "number": values["number"],
            "on": fields.Datetime.to_string(values["sealed_on"]),
            "by": values["sealed_by"],
            "period": values["period_id"],
            "reason": values["reason"] or None,
            "scheme": values["scheme"],
        }
