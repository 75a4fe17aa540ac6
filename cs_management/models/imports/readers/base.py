from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from ....engine import segments
from ....engine.imports import (
    NotReadError,
    day_head,
    days_in,
    is_blank,
    number_of,
    summary_of,
    text_of,
)
from ....engine.imports_table import FileError, Formula

# Rows that are shown as they will be.
SAMPLE = 10
CENT = Decimal("0.01")


def count_days(row):
    """How many headings of a row are days of some month."""
    return sum(
        day_head(cell, date(2024, 1, 1), date(2024, 1, 31)) is not None
        for cell in row.cells
        if text_of(cell)
    )


class Reader:
    """Reads the rows of a file, with all facts fetched at once.

    What it finds: ``items``, each to be written by :meth:`put`; ``problems``, every
    row that is wrong, with its column and a remedy; ``skipped``, rows left out by
    reason; ``notes``, what does not keep the file out.

    :param job: record with the file, see ``cs.import.mixin``
    :param head: where the columns are
    """

    limit = 50_000
    # More are written in the background.
    at_once = 1_000
    # Columns whose sums the row of totals is compared with.
    summed = ()

    def __init__(self, job, head, layout):
        self.job, self.env, self.head, self.layout = job, job.env, head, layout
        self.company = job.company_id
        self.clock = self.company._cs_clock()
        self.columns = head.columns
        self.items, self.problems, self.notes = [], [], []
        self.skipped = Counter()
        self.unknown = defaultdict(list)
        self.totals, self.sums = [], defaultdict(Decimal)
        self.row_count = 0
        # What writing the items would do: "new", "changed", "unchanged".
        self.counts = Counter()
        self.span = self._span()

    def load(self):
        self._read_rows()
        self._report_unknown()
        self._check_totals()
        if not (self.items or self.problems or self.counts):
            self.bad(
                None,
                None,
                "",
                self.env._("The file has no row that can be imported."),
                self.env._("Look whether it is the right file and sheet."),
            )
        self.problems.sort(key=lambda problem: problem["row"])
        return self

    # --- Hooks of the kinds -----------------------------------------------------------

    def _read_rows(self):
        raise NotImplementedError

    def plan(self):
        """Count in ``counts`` what writing the items would do; add problems."""

    def put(self, items):
        """Write items; those that are there already stay as they are.

        :return: a Counter of "new", "changed", "unchanged"
        """
        raise NotImplementedError

    def sample(self):
        """``(headings, rows)`` of the first items as they will be."""
        return [], []

    # --- Rows -------------------------------------------------------------------------

    def rows(self):
        """The rows below the headings, but for totals, means and notes."""
        for row in self.head.table.rows():
            if row.number <= self.head.row:
                continue
            kind = summary_of(row.first)
            if kind == "total":
                self.totals.append(row)
            if kind:
                self.skipped[self._summary_reason(kind)] += 1
                continue
            self.row_count += 1
            if self.row_count > self.limit:
                raise FileError("rows", limit=self.limit)
            yield row

    def _summary_reason(self, kind):
        return {
            "total": self.env._("totals"),
            "mean": self.env._("means"),
            "note": self.env._("remarks of the tool"),
        }[kind]

    def skip(self, reason):
        self.skipped[reason] += 1

    def _day_columns(self, remedy):
        """``{column: day}`` of a table with a column a day.

        The month comes from title, sheet, file name or what the user entered.

        :param remedy: what to do where none of them says it
        """
        if not self.span:
            self.bad(
                None,
                None,
                self.job.file_name,
                self.env._("Nothing says which month it is."),
                remedy,
            )
            return {}
        taken = {at for at in self.columns.values() if at >= 0}
        return {
            at: day
            for at, cell in enumerate(self.head.cells)
            if at not in taken and (day := day_head(cell, *self.span))
        }

    def bad(self, row, field, value, problem, remedy):
        """List what is wrong with a row."""
        column = self.head.name(field) if field else ""
        self.problems.append(
            {
                "row": row.number if row else 0,
                "column": column or (field and self.layout._names([field])) or "",
                "value": text_of(value)[:200],
                "problem": problem,
                "remedy": remedy,
            }
        )

    def text(self, row, field):
        """The text of a cell; empty where the layout's column is not in the file."""
        return text_of(row.cell(self.columns.get(field)))

    def take(self, row, field, parse, default=None):
        """The value of a cell; one that is none is listed and comes as ``default``."""
        value = row.cell(self.columns.get(field))
        if isinstance(value, Formula):
            self.bad(
                row,
                field,
                value,
                self.env._("The cell has a formula that was never calculated."),
                self.env._("Open the file in Excel, save it and choose it again."),
            )
            return default
        try:
            found = parse(value)
        except NotReadError:
            self.bad(row, field, value, *self._unread(parse))
            return default
        return default if found is None else found

    def _unread(self, parse):
        """Problem and remedy of a cell that is no such value."""
        return {
            "number_of": (
                self.env._("This is no number."),
                self.env._("Write it as 1234.50."),
            ),
            "rate_of": (
                self.env._("This is no rate."),
                self.env._("Write it as 72.5%."),
            ),
            "seconds_of": (
                self.env._("This is no span of time."),
                self.env._("Write it as 2分30秒, 00:02:30 or 150."),
            ),
            "clock_of": (
                self.env._("This is no time of day."),
                self.env._("Write it as 08:30, or 次日 01:00 after midnight."),
            ),
            "moment_of": (
                self.env._("This is no time."),
                self.env._("Write it as 2026-03-31 08:30."),
            ),
            "flag_of": (
                self.env._("This is no flag."),
                self.env._("Write red, yellow, green, blue or purple, or nothing."),
            ),
        }.get(
            getattr(parse, "func", parse).__name__,
            (self.env._("This is no date."), self.env._("Write it as 2026-03-31.")),
        )

    # --- Days -------------------------------------------------------------------------

    def _span(self):
        """First and last day that the file is about; ``None`` if nothing says so."""
        if self.job.date_from:
            return self.job.date_from, self.job.date_to or self.job.date_from
        for title in (*self.head.titles, self.head.table.name, self.job.file_name):
            if found := days_in(title):
                return found
        return None

    def _period_name(self, day):
        """The locked period of a day, if it is in one."""
        if not hasattr(self, "_locked"):
            # sudo: that a month is locked is no secret
            self._locked = self.env["cs.period"].sudo()._locked_of(self.company)
        period = self._locked._covering(day)
        return period.name if period else None

    # --- Agents -----------------------------------------------------------------------

    def load_agents(self, rows):
        """Find whoever the rows name, all at once."""
        texts = {
            text
            for row in rows
            for field in ("number", "account", "name")
            if (text := self.text(row, field))
        }
        self.agents = self.env["hr.employee"]._cs_find_agents(texts, self.company)
        ids = [agent.id for agent in self.agents.values() if agent]
        self.versions = self.env["hr.version"]._cs_of_employees(ids)
        user = self.env.user
        is_officer = self.env.su or user._cs_is_officer()
        self.led = None if is_officer else set(user._cs_led_departments().ids)

    def agent(self, row):
        """Who a row is about: by number, else by account, else by name.

        A number that is known decides. Nobody found is asked for, see ``unknown``.
        """
        texts = [self.text(row, field) for field in ("number", "account", "name")]
        given = [text for text in texts if not is_blank(text)]
        for text in given:
            if agent := self.agents.get(text):
                return agent
        if given:
            self.unknown[given[0]].append(row)
        else:
            self.bad(
                row,
                next(f for f in ("number", "account", "name") if f in self.columns),
                "",
                self.env._("The row names no agent."),
                self.env._("Write their work number, or take the row out."),
            )
        return None

    def _report_unknown(self):
        field = next(
            (f for f in ("number", "account", "name") if f in self.columns), None
        )
        for text, rows in self.unknown.items():
            for row in rows:
                self.bad(
                    row,
                    field,
                    text,
                    self.env._("Nobody is known by this number or name."),
                    self.env._(
                        "Say below who it is: it is remembered. Or correct it, or take "
                        "the row out."
                    ),
                )

    def check_agent(self, row, agent, day):
        """Whether somebody was an agent on a day, in a team of the user."""
        field = next(f for f in ("number", "account", "name") if f in self.columns)
        versions = self.versions.get(agent.id, ())
        # sudo: the name of whom the user's own file names
        name = agent.sudo().name
        if not segments.segments(versions, day, day):
            self.bad(
                row,
                field,
                name,
                self.env._("%(agent)s is no agent on %(date)s.", agent=name, date=day),
                self.env._("Check contract and level, or take the row out."),
            )
            return False
        version = segments.version_on(versions, day)
        if self.led is not None and version.department not in self.led:
            self.bad(
                row,
                field,
                name,
                self.env._(
                    "%(agent)s is in no team of yours on %(date)s.",
                    agent=name,
                    date=day,
                ),
                self.env._("Take the row out, or ask the team's leader or HR."),
            )
            return False
        return True

    # --- Totals -----------------------------------------------------------------------

    def _check_totals(self):
        """Compare the sums of the rows with the file's own totals."""
        for row in self.totals:
            for field in self.summed:
                if field not in self.columns or field not in self.sums:
                    continue
                try:
                    told = number_of(row.cell(self.columns[field]))
                except NotReadError:
                    continue
                if told is not None and abs(told - self.sums[field]) >= CENT:
                    self.differ(row, field, self.sums[field], told)

    def differ(self, row, field, counted, told):
        self.notes.append(
            self.env._(
                "Row %(row)s says %(told)s for %(column)s, its rows make %(counted)s.",
                row=row.number,
                told=f"{told:f}",
                counted=f"{counted:f}",
                column=self.head.name(field) or self.layout._names([field]),
            )
        )

    def sample_html(self):
        """The first items as a table."""
        heads, rows = self.sample()
        if not rows:
            return False
        head = Markup().join(Markup("<th>%s</th>") % text for text in heads)
        body = Markup().join(
            Markup("<tr>%s</tr>")
            % Markup().join(Markup("<td>%s</td>") % text for text in row)
            for row in rows
        )
        return Markup(
            '<table class="table table-sm"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table>"
        ) % (head, body)
