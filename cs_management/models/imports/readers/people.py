from collections import Counter, defaultdict

from ....engine import imports as cells
from ....engine.money import to_decimal
from ...onboarding.people import People, Person
from .base import SAMPLE, Reader

COLUMNS = {"start": "contract_start", "end": "contract_end"}


class PeopleReader(Reader):
    """A list of people with level, wage, number, contract and login."""

    limit = 5_000
    # Checked and written as a whole.
    at_once = Reader.limit

    def _read_rows(self):
        self._load_names()
        for row in self.rows():
            self.items.append(self._read_row(row))
        self.people = People(self.env, self.company, self.job.invites)
        self.people.check(self.items)
        for problem in self.people.problems:
            self.bad(
                problem.person.row,
                COLUMNS.get(problem.field, problem.field),
                problem.value,
                problem.text,
                problem.remedy,
            )
        self._tell_kept()
        self._tell_departments()

    def _load_names(self):
        """Levels and departments of the company, by what a file may call them."""
        own = [("company_id", "=", self.company.id)]
        self.levels = defaultdict(lambda: self.env["cs.level"])
        for level in self.env["cs.level"].search(own):
            for text in {level.name, level.code, level.display_name}:
                self.levels[cells.plain(text)] |= level
        self.departments = {
            cells.plain(text): team
            for team in self.env["hr.department"].search(own)
            for text in (team.complete_name, team.name)
        }

    def _read_row(self, row):
        """Whom a row means; a cell that cannot be read is told, and left out."""
        values = {
            "name": self.text(row, "name"),
            "number": self._given(row, "number"),
            "login": self._given(row, "login"),
            "department": self._department(row),
            "level": self._level(row),
            "start": self.take(row, "contract_start", cells.day_of),
            "end": self.take(row, "contract_end", cells.day_of),
        }
        if (wage := self.take(row, "wage", cells.number_of)) is not None:
            values["wage"] = to_decimal(wage)
        return Person(row=row, **values)

    def _given(self, row, column):
        text = self.text(row, column)
        return "" if cells.is_blank(text) else text

    def _department(self, row):
        """The department, or the name of one that is to be made."""
        text = self._given(row, "department")
        return self.departments.get(cells.plain(text), text) or None

    def _level(self, row):
        text = self._given(row, "level")
        if not text:
            return None
        found = self.levels.get(cells.plain(text))
        if found and len(found) == 1:
            return found
        if found:
            self.bad(
                row,
                "level",
                text,
                self.env._("Several ladders have this level."),
                self.env._(
                    "Write it with its ladder, as %(level)s.",
                    level=found[0].display_name,
                ),
            )
        else:
            self.bad(
                row,
                "level",
                text,
                self.env._("No ladder of the company has this level."),
                self.env._("Write one of: %(levels)s.", levels=self._level_names())
                if self.levels
                else self.env._("Load a policy pack first: it brings the levels."),
            )
        return None

    def _level_names(self):
        levels = self.env["cs.level"].union(*self.levels.values())
        return ", ".join(levels.mapped("name"))

    def _tell_kept(self):
        """What differs from what is there; no names and amounts, the note is kept."""
        columns = self.env["hr.employee"]._fields
        for column, people in self.people.kept.items():
            self.notes.append(
                self.env._(
                    "%(field)s is there already and stays as it is, row %(rows)s.",
                    field=columns[column]._description_string(self.env),
                    rows=self._row_numbers(people),
                )
            )
        if self.people.namesakes:
            self.notes.append(
                self.env._(
                    "Somebody of the same name is there with another number, so who is "
                    "entered is new, row %(rows)s.",
                    rows=self._row_numbers(self.people.namesakes),
                )
            )

    @staticmethod
    def _row_numbers(people):
        return ", ".join(str(person.row.number) for person in people)

    def _tell_departments(self):
        new = {
            person.department: None
            for person in self.items
            if isinstance(person.department, str)
        }
        if new:
            self.notes.append(
                self.env._("Departments that are made: %(names)s", names=", ".join(new))
            )

    # --- Writing ----------------------------------------------------------------------

    def plan(self):
        self.counts.update(self.people.sort(self.items))

    def put(self, items):
        return Counter(self.people.enter(items))

    def sample(self):
        names = ("name", "number", "level", "wage", "contract_start", "login")
        heads = [self.layout._names([name]) for name in names]
        rows = []
        for person in self.items[:SAMPLE]:
            there, values = person.employee, person.values
            level = person.level or (there and there.cs_level_id)
            wage = values.get("wage") or (there and there.wage) or ""
            start = values.get("contract_date_start") or (
                there and there.contract_date_start
            )
            number = person.number or (there and there.cs_agent_code)
            rows.append(
                [
                    person.name,
                    number or "",
                    level.name if level else "",
                    f"{wage:.2f}" if wage else "",
                    start or "",
                    person.login,
                ]
            )
        return heads, rows
