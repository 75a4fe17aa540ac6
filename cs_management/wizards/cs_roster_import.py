import base64
import codecs
import csv
import io
import zlib
from datetime import timedelta
from itertools import islice
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import segments, sheet

# What the columns may be called, and what a day off may be written as.
HEADERS = {
    "number": {"work number", "number", "employee", "工号"},
    "date": {"date", "day", "日期"},
    "shift": {"shift", "shift code", "code", "班次"},
    "hours": {"hours", "from-to", "time", "时间", "时段"},
}
REST = {"r", "rest", "off", "休", "休息"}
DAY = timedelta(days=1)
# A month of 1,500 agents; more would keep the server busy for minutes.
ROW_LIMIT = 50_000
# What openpyxl raises for files that are damaged or something else: a SyntaxError is
# XML that does not parse.
UNREADABLE = (
    BadZipFile,
    InvalidFileException,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


class CsRosterImport(models.TransientModel):
    """Read a roster from a table; all of it, or nothing (R10).

    Columns: work number, date, shift code (or R for a day off), and hours where they
    differ from the shift's.
    """

    _name = "cs.roster.import"
    _description = "Import a Roster"
    _inherit = "cs.value.mixin"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    existing = fields.Selection(
        [("keep", "Kept"), ("replace", "Replaced")],
        string="Days Planned Already",
        required=True,
        default="keep",
        help="Replaced: what the agents of the file had on the days of the file goes.",
    )
    problem_ids = fields.One2many(
        "cs.roster.import.problem", "import_id", string="Problems", readonly=True
    )
    row_count = fields.Integer(readonly=True)

    def action_import(self):
        """Write the file to the roster, or list what is wrong with it."""
        self.ensure_one()
        rows = self._read_rows()
        reader = _Reader(self, rows)
        values = reader.values()
        self.problem_ids = [
            Command.clear(),
            *[Command.create(problem) for problem in reader.problems],
        ]
        self.row_count = len(rows)
        if reader.problems:
            return self._get_records_action(
                name=self.env._("Import a Roster"), target="new", context={}
            )
        if not values:
            raise UserError(
                self.env._("%(file)s has no rows.", file=self.file_name or "")
            )
        if self.existing == "replace":
            reader.own_lines().unlink()
        lines = self.env["cs.roster.line"].create(values)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_roster_line_action"
        )
        return {
            **action,
            # Noon: the same day in nearly every zone.
            "context": {"initial_date": f"{min(lines.mapped('date'))} 12:00:00"},
        }

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------

    def _read_rows(self):
        """Rows of the file: ``[(row number, {column: cell})]``, without empty ones."""
        content = base64.b64decode(self.file or b"")
        is_csv = (self.file_name or "").lower().endswith((".csv", ".txt"))
        tables = self._read_csv(content) if is_csv else self._read_xlsx(content)
        for cells in tables:
            if columns := self._columns(cells[:1]):
                self._check_length(cells)
                return [
                    (
                        number,
                        {
                            name: row[at]
                            for name, at in columns.items()
                            if at < len(row)
                        },
                    )
                    for number, row in enumerate(cells[1:], start=2)
                    if any(sheet.text_of(cell) for cell in row)
                ]
        raise UserError(
            self.env._(
                "%(file)s has no row of headings. The first row names the columns: "
                "Work Number, Date, Shift, and Hours where they differ from the "
                "shift's.",
                file=self.file_name or self.env._("The file"),
            )
        )

    def _check_length(self, cells):
        if len(cells) > ROW_LIMIT + 1:
            raise UserError(
                self.env._(
                    "%(file)s has more than %(limit)s rows. Divide it by month or team "
                    "and read one part after the other.",
                    file=self.file_name or self.env._("The file"),
                    limit=ROW_LIMIT,
                )
            )

    def _read_csv(self, content):
        text = self._decode(content)
        first = text.lstrip().partition("\n")[0]
        mark = max(",;\t", key=first.count)
        # Without newline, so that the endings of any system are read.
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        try:
            return [list(islice(rows, ROW_LIMIT + 2))]
        except csv.Error as error:
            raise UserError(
                self.env._(
                    "%(file)s is no text of rows and columns. Save it as .xlsx or .csv "
                    "and choose it again.",
                    file=self.file_name or self.env._("The file"),
                )
            ) from error

    @api.model
    def _decode(self, content):
        """Text as UTF-8; Excel also writes UTF-16 and, in China, GB 18030."""
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16", errors="replace")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("gb18030", errors="replace")

    def _read_xlsx(self, content):
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            # Read here: a damaged table shows only when its rows are read.
            return [
                [
                    list(row)
                    for row in islice(table.iter_rows(values_only=True), ROW_LIMIT + 2)
                ]
                for table in book.worksheets
            ]
        except UNREADABLE as error:
            raise UserError(
                self.env._(
                    "%(file)s is no Excel file. Save it as .xlsx or .csv and choose it "
                    "again.",
                    file=self.file_name or self.env._("The file"),
                )
            ) from error

    @api.model
    def _columns(self, heads):
        """Places of the columns in a table whose first row has their names."""
        found = {}
        for at, cell in enumerate(heads[0] if heads else ()):
            text = sheet.text_of(cell).lower()
            for name, words in HEADERS.items():
                if text in words:
                    found.setdefault(name, at)
        return found if {"number", "date", "shift"} <= found.keys() else {}


class _Reader:
    """Checks the rows of a file one by one, with all facts fetched at once."""

    def __init__(self, wizard, rows):
        self.wizard, self.env, self.rows = wizard, wizard.env, rows
        self.company = wizard.company_id
        self.clock = self.company._cs_clock()
        self.problems = []
        self.days = {
            day for _n, row in rows if (day := sheet.parse_date(row.get("date")))
        }
        self._load()

    def _load(self):
        numbers = {sheet.text_of(row.get("number")) for _n, row in self.rows}
        agents = self.env["hr.employee"].search(
            [
                ("cs_agent_code", "in", list(numbers - {""})),
                ("company_id", "=", self.company.id),
            ]
        )
        self.agents = {agent.cs_agent_code: agent for agent in agents}
        self.versions = self.env["hr.version"]._cs_of_employees(agents.ids)
        shifts = self.env["cs.shift"].search([("company_id", "=", self.company.id)])
        self.shifts = {shift.code.lower(): shift for shift in shifts}
        self.locked = self.env["cs.period"]._locked_of(self.company)
        self.led = self._led_departments()
        self.existing = self._existing(agents)

    def _led_departments(self):
        """Ids of the departments whose roster the user keeps; ``None``: all."""
        user = self.env.user
        return None if user._cs_is_officer() else set(user._cs_led_departments().ids)

    def _existing(self, agents):
        """Lines of the agents around the days of the file, by agent.

        Of what is replaced nothing is left to collide with.
        """
        if not self.days:
            return {}
        # sudo: that an agent is taken is told, whoever planned them
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", agents.ids),
                    ("date", ">=", min(self.days) - DAY),
                    ("date", "<=", max(self.days) + DAY),
                ]
            )
        )
        if self.wizard.existing == "replace":
            lines -= self.own_lines()
        return lines.grouped("employee_id")

    def own_lines(self):
        """Lines on the agents and days of the file."""
        pairs = set()
        for _number, row in self.rows:
            agent = self.agents.get(sheet.text_of(row.get("number")))
            if agent:
                pairs.add((agent.id, sheet.parse_date(row.get("date"))))
        lines = self.env["cs.roster.line"].search(
            Domain("employee_id", "in", [agent for agent, _day in pairs])
            & Domain("date", "in", list(self.days))
        )
        return lines.filtered(lambda line: (line.employee_id.id, line.date) in pairs)

    def values(self):
        """Values of the roster lines; meaningless where there are ``problems``."""
        self.planned = {}
        return [
            values for number, row in self.rows if (values := self._read(number, row))
        ]

    def _bad(self, number, field, value, problem, remedy):
        self.problems.append(
            {
                "row": number,
                "field": field,
                "value": sheet.text_of(value),
                "problem": problem,
                "remedy": remedy,
            }
        )

    def _read(self, number, row):
        before = len(self.problems)
        agent = self._agent(number, row.get("number"))
        day = self._day(number, row.get("date"))
        kind, shift = self._shift(number, row.get("shift"))
        hours = self._hours(number, row.get("hours"), kind)
        if agent and day:
            self._check_agent(number, row, agent, day)
        if len(self.problems) > before:
            return None
        values = {
            "employee_id": agent.id,
            "date": day,
            "kind": kind,
            "shift_id": shift.id if shift else False,
        }
        if kind == "shift":
            start, stop = self._instants(day, hours) if hours else shift._bounds(day)
            values |= {"start": start, "stop": stop}
        self._check_free(number, row, agent, values)
        return values

    def _agent(self, number, value):
        text = sheet.text_of(value)
        if text not in self.agents:
            self._bad(
                number,
                "number",
                value,
                self.env._("No employee has this work number."),
                self.env._("Correct it, or give the employee the number first."),
            )
        return self.agents.get(text)

    def _day(self, number, value):
        day = sheet.parse_date(value)
        if not day:
            self._bad(
                number,
                "date",
                value,
                self.env._("This is no date."),
                self.env._("Write it as 2026-03-31."),
            )
            return None
        if period := self.locked._covering(day):
            self._bad(
                number,
                "date",
                day,
                self.env._("%(period)s is locked.", period=period.name),
                self.env._("Take the row out: that roster does not change any more."),
            )
        return day

    def _shift(self, number, value):
        text = sheet.text_of(value).lower()
        if text in REST and text not in self.shifts:
            return "rest", None
        shift = self.shifts.get(text)
        if not shift:
            codes = sorted(shift.code for shift in self.shifts.values())
            self._bad(
                number,
                "shift",
                value,
                self.env._("No shift has this code."),
                self.env._(
                    "Write one of %(codes)s, or R for a day off.",
                    codes=", ".join(codes),
                ),
            )
        return "shift", shift

    def _hours(self, number, value, kind):
        if not sheet.text_of(value) or kind == "rest":
            return None
        hours = sheet.parse_hours(sheet.text_of(value))
        if not hours:
            self._bad(
                number,
                "hours",
                value,
                self.env._("These are no hours."),
                self.env._(
                    "Write them as 08:30-17:30. An end after midnight is 01:00, not "
                    "25:00."
                ),
            )
        return hours

    def _check_agent(self, number, row, agent, day):
        """An agent on that day, in a team of the user."""
        version = segments.version_on(self.versions.get(agent.id, ()), day)
        if not segments.segments(self.versions.get(agent.id, ()), day, day):
            self._bad(
                number,
                "number",
                row.get("number"),
                self.env._(
                    "%(agent)s is no agent on %(date)s.", agent=agent.name, date=day
                ),
                self.env._("Check contract and level, or take the row out."),
            )
        elif self.led is not None and version.department not in self.led:
            self._bad(
                number,
                "number",
                row.get("number"),
                self.env._(
                    "%(agent)s is in no team of yours on %(date)s.",
                    agent=agent.name,
                    date=day,
                ),
                self.env._("Take the row out, or ask the team's leader or HR."),
            )

    def _instants(self, day, hours):
        return tuple(self.clock.at(day, minutes / 60) for minutes in hours)

    def _check_free(self, number, row, agent, values):
        """No overlap with earlier rows of the file, nor with the roster."""
        for earlier, other in self.planned.get(agent, ()):
            if _collide(values, other):
                self._bad(
                    number,
                    "date",
                    row.get("date"),
                    self.env._(
                        "%(agent)s is planned at this time in row %(row)s already.",
                        agent=agent.name,
                        row=earlier,
                    ),
                    self.env._("Keep one of the two rows, or change their hours."),
                )
                return
        self.planned.setdefault(agent, []).append((number, values))
        for line in self.existing.get(agent, ()):
            if _collide(values, line):
                self._bad(
                    number,
                    "date",
                    row.get("date"),
                    self.env._(
                        "%(agent)s is on the roster on %(date)s already: %(shift)s.",
                        agent=agent.name,
                        date=line.date,
                        shift=line.shift_id.code or self.env._("day off"),
                    ),
                    self.env._("Take the row out, or have planned days replaced."),
                )
                return


def _collide(one, other):
    """Whether two lines of an agent exclude each other."""
    if "rest" in (one["kind"], other["kind"]):
        return one["date"] == other["date"]
    return one["start"] < other["stop"] and other["start"] < one["stop"]
