import base64
import csv
import io
from collections import defaultdict
from datetime import timedelta

import xlsxwriter
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.sheet import neutral, write_hours

DAY = timedelta(days=1)
# A day off in the exported table, which the import reads back.
REST = "R"


class CsRosterExport(models.TransientModel):
    """The roster as a table: agents by days, and rows that the import reads (R10)."""

    _name = "cs.roster.export"
    _description = "Export a Roster"
    _inherit = ["cs.span.mixin", "cs.value.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=31),
    )
    department_id = fields.Many2one(
        "hr.department", string="Team", help="Empty: all that you see."
    )
    format = fields.Selection(
        [("xlsx", "Excel: table and rows"), ("csv", "CSV: rows only")],
        required=True,
        default="xlsx",
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Make the file and download it."""
        self.ensure_one()
        lines = self._lines()
        if not lines:
            raise UserError(self.env._("Nobody is planned in this span."))
        content = self._csv(lines) if self.format == "csv" else self._xlsx(lines)
        self.file = base64.b64encode(content)
        self.file_name = f"roster_{self.date_from}_{self.date_to}.{self.format}"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "download",
        }

    def _lines(self):
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date", ">=", self.date_from)
            & Domain("date", "<=", self.date_to)
        )
        if self.department_id:
            domain &= Domain("department_id", "child_of", self.department_id.id)
        # sudo: names and numbers of this roster, wherever the agents work by now
        lines = self.env["cs.roster.line"].search(domain).sudo()
        return lines.sorted(
            lambda line: (
                line.employee_id.cs_agent_code or "",
                line.employee_id.id,
                line.date,
                line.start or line.create_date,
            )
        )

    @api.model
    def _heads(self):
        return [
            self.env._("Work Number"),
            self.env._("Agent"),
            self.env._("Date"),
            self.env._("Shift"),
            self.env._("Hours"),
        ]

    def _row(self, line):
        """One row as the import reads it."""
        return [
            line.employee_id.cs_agent_code or "",
            line.employee_id.name,
            line.date.isoformat(),
            line.shift_id.code or "" if line.kind == "shift" else REST,
            self._hours(line),
        ]

    def _hours(self, line):
        if line.kind == "rest":
            return ""
        clock = self.company_id._cs_clock()
        return write_hours(clock.local(line.start), clock.local(line.stop))

    def _csv(self, lines):
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(self._heads())
        for line in lines:
            writer.writerow([neutral(text) for text in self._row(line)])
        # The mark lets Excel read Chinese names.
        return stream.getvalue().encode("utf-8-sig")

    def _xlsx(self, lines):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True})
            self._write_table(book, book.add_worksheet(self.env._("Roster")), lines)
            rows = book.add_worksheet(self.env._("Rows"))
            for at, head in enumerate(self._heads()):
                rows.write_string(0, at, head, bold)
            for number, line in enumerate(lines, start=1):
                for at, text in enumerate(self._row(line)):
                    rows.write_string(number, at, text)
            rows.set_column(0, 4, 14)
            rows.freeze_panes(1, 0)
        return stream.getvalue()

    def _write_table(self, book, table, lines):
        """Agents by days, weekends shaded."""
        bold = book.add_format({"bold": True})
        center = {"align": "center", "border": 1, "border_color": "#CCCCCC"}
        plain = book.add_format(center)
        shaded = book.add_format({**center, "bg_color": "#EEEEEE"})
        days = [
            self.date_from + DAY * number
            for number in range((self.date_to - self.date_from).days + 1)
        ]
        heads = self._heads()
        table.write_string(0, 0, heads[0], bold)
        table.write_string(0, 1, heads[1], bold)
        for at, day in enumerate(days, start=2):
            weekend = shaded if day.weekday() >= 5 else plain
            table.write_string(0, at, str(day.day), weekend)
            name = format_date(self.env, day, date_format="E")
            table.write_string(1, at, name, weekend)
        cells = defaultdict(list)
        for line in lines:
            cells[line.employee_id, line.date].append(self._row(line)[3])
        for number, agent in enumerate(lines.employee_id, start=2):
            table.write_string(number, 0, agent.cs_agent_code or "")
            table.write_string(number, 1, agent.name)
            for at, day in enumerate(days, start=2):
                weekend = shaded if day.weekday() >= 5 else plain
                table.write_string(number, at, "/".join(cells[agent, day]), weekend)
        table.set_column(0, 1, 12)
        table.set_column(2, len(days) + 1, 5)
        table.freeze_panes(2, 2)
