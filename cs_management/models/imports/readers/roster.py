from collections import Counter, defaultdict

from ....engine import sheet
from ....engine.imports import day_of, plain, text_of
from .base import SAMPLE, Reader

REST = {"r", "rest", "off", "休", "休息"}

# Headings below the headings: the weekdays of a matrix.
WEEKDAYS = set("一二三四五六日天") | {
    f"{head}{day}" for head in ("周", "星期") for day in "一二三四五六日天"
}


class RosterReader(Reader):
    """A roster with a row for each agent and day; the roster's own import checks it."""

    summed = ("shift",)
    # The roster is checked and written as a whole.
    at_once = Reader.limit

    def _read_rows(self):
        rows = [row for row in self.rows() if not self._is_weekdays(row)]
        self.load_agents(rows)
        self.cells = []
        for row in rows:
            if agent := self.agent(row):
                self.cells += self._cells(row, agent)
        self.sums["shift"] += len(self.cells)
        self.items = self._check()

    def _is_weekdays(self, row):
        """Whether it is a second row of headings with the weekdays."""
        texts = {text for cell in row.cells if (text := text_of(cell))}
        return texts <= WEEKDAYS

    def _cells(self, row, agent):
        """What the roster's import reads: ``[(row, {column: value})]``."""
        day = self.take(row, "date", day_of)
        if day is None and not self.text(row, "date"):
            self.bad(
                row,
                "date",
                "",
                self.env._("The day is missing."),
                self.env._("Write it as 2026-03-31."),
            )
        if day is None:
            return []
        return [
            (row, self._values(agent, day, self.text(row, "shift"), self.hours(row)))
        ]

    def _values(self, agent, day, shift, hours=""):
        # sudo: the number of whom the user's own file names
        code = agent.sudo().cs_agent_code
        return {"number": code, "date": day, "shift": self.shift(shift), "hours": hours}

    def hours(self, row):
        """Hours as the roster's import has them: an end after midnight is 01:00."""
        text = self.text(row, "hours").replace("：", ":")
        return text.replace("次日", "").replace(" ", "")

    def shift(self, text):
        """The code of a shift that is written as its name."""
        if not hasattr(self, "_shifts"):
            shifts = self.env["cs.shift"].search([("company_id", "=", self.company.id)])
            names = shifts.grouped(lambda shift: plain(shift.name))
            self._by_code = {shift.code: shift for shift in shifts}
            self._shifts = {
                name: same.code for name, same in names.items() if len(same) == 1
            } | {plain(shift.code): shift.code for shift in shifts}
        return self._shifts.get(plain(text)) or self._alike(plain(text)) or text

    def _alike(self, text):
        """``晚班 17:30-次日01:00`` is the shift 晚班."""
        head = text.split(" ")[0]
        return self._shifts.get(head) if head != text else None

    def _check(self):
        """Checked by the roster's own import: teams, locked months, collisions."""
        importer = self.env["cs.roster.import"].new(
            {"company_id": self.company.id, "existing": self.job.existing}
        )
        self.cells = self._without_same()
        rows = {row.number: row for row, _values in self.cells}
        self.checked = importer._check_rows(
            [(row.number, values) for row, values in self.cells]
        )
        values = self.checked.values()
        for problem in self.checked.problems:
            row = rows[problem["row"]]
            field = problem["field"]
            self.bad(
                row,
                field if field in self.columns else "shift",
                problem["value"],
                problem["problem"],
                problem["remedy"],
            )
        return values

    def _without_same(self):
        """The cells of days that are not planned so already."""
        days = {values["date"] for _row, values in self.cells}
        codes = {values["number"] for _row, values in self.cells}
        if not days:
            return []
        # sudo: what is planned for whom the file names is only compared
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("employee_id.cs_agent_code", "in", list(codes)),
                    ("company_id", "=", self.company.id),
                    ("date", "in", list(days)),
                ]
            )
        )
        planned = lines.grouped(
            lambda line: (line.employee_id.cs_agent_code, line.date)
        )
        wanted = defaultdict(list)
        for row, values in self.cells:
            wanted[values["number"], values["date"]].append((row, values))
        left = []
        for key, cells in wanted.items():
            there = sorted(self._line_key(line) for line in planned.get(key, ()))
            if there == sorted(self._cell_key(values) for _row, values in cells):
                self.counts["unchanged"] += len(cells)
            else:
                left += cells
        return sorted(left, key=lambda cell: cell[0].number)

    def _line_key(self, line):
        if line.kind == "rest":
            return ("", "")
        start, stop = self.clock.local(line.start), self.clock.local(line.stop)
        return (line.shift_id.code or "", sheet.write_hours(start, stop))

    def _cell_key(self, values):
        shift = self._by_code.get(values["shift"])
        if not shift:
            return ("", "") if plain(values["shift"]) in REST else ("?", "")
        hours = sheet.parse_hours(values["hours"])
        if hours:
            start, stop = (self.clock.at(values["date"], at / 60) for at in hours)
        else:
            start, stop = shift._bounds(values["date"])
        local = self.clock.local
        return (shift.code, sheet.write_hours(local(start), local(stop)))

    def plan(self):
        self.counts["new"] = len(self.items)

    def put(self, items):
        if self.job.existing == "replace":
            self.checked.own_lines().unlink()
        self.env["cs.roster.line"].create(items)
        return Counter(new=len(items))

    def sample(self):
        agents = self.env["hr.employee"].browse(
            [values["employee_id"] for values in self.items[:SAMPLE]]
        )
        # sudo: names and shifts of the user's own file
        shifts = self.env["cs.shift"].sudo()
        rows = []
        # sudo: names of whom the user's own file names
        for agent, values in zip(agents.sudo(), self.items, strict=False):
            shift = shifts.browse(values["shift_id"] or [])
            hours = ""
            if values["kind"] == "shift":
                start, stop = values["start"], values["stop"]
                hours = sheet.write_hours(
                    self.clock.local(start), self.clock.local(stop)
                )
            rows.append(
                [agent.name, values["date"], shift.code or self.env._("day off"), hours]
            )
        names = (
            self.env._("Agent"),
            self.env._("Day"),
            self.env._("Shift"),
            self.env._("Hours"),
        )
        return names, rows


class MatrixReader(RosterReader):
    """A roster with a row for each agent and a column for each day."""

    summed = ()

    def _read_rows(self):
        self.days = self._day_columns(
            self.env._("Enter the days above, or name the file as 排班表202701.")
        )
        if not self.days:
            return
        super()._read_rows()

    def _cells(self, row, agent):
        return [
            (row, self._values(agent, day, *self._split(text)))
            for at, day in self.days.items()
            if (text := text_of(row.cell(at)))
        ]

    def _split(self, text):
        """``L 17:30-次日01:00``: shift and hours."""
        head, _blank, hours = text.partition(" ")
        clean = hours.replace("次日", "").replace("：", ":").strip()
        if clean and sheet.parse_hours(clean) and self.shift(text) == text:
            return head, clean
        return text, ""
