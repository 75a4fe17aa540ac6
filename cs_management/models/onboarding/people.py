"""People who are entered together, from the quick table or from a file."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from odoo.tools import float_compare, single_email_re

AGENT = "cs_management.group_cs_agent"
# What of a person a row may fill in: name of the row's and of the employee's.
FILLED = (
    ("number", "cs_agent_code"),
    ("level", "cs_level_id"),
    ("department", "department_id"),
    ("wage", "wage"),
    ("start", "contract_date_start"),
    ("end", "contract_date_end"),
)


@dataclass(slots=True)
class Person:
    """One row: who somebody is and what they are to be; empty means unsaid.

    :param department: a record, or the name of one that is to be made
    :param employee: who it is, where they are there already
    :param row: whatever the caller finds it by
    """

    name: str
    number: str = ""
    department: Any = None
    level: Any = None
    wage: Decimal | None = None
    start: date | None = None
    end: date | None = None
    login: str = ""
    employee: Any = None
    user: Any = None
    row: Any = None
    values: dict[str, Any] = field(default_factory=dict)


class Problem(NamedTuple):
    """What is wrong with a row, at which of its fields, and what to do."""

    person: Person
    field: str
    value: Any
    text: str
    remedy: str


class People:
    """Checks rows of people and enters them: what is there stays as it is.

    Somebody who is there already gets what they lack; nothing of theirs is changed.
    All is done by the rights of the user. ``problems`` says what is wrong, ``kept`` by
    column whose rows differ from what is there, ``namesakes`` who is new beside
    somebody of the same name.

    :param invites: whether who gets a login is told by mail
    """

    def __init__(self, env, company, invites=False):
        self.env, self.company = env, company
        self.invites = invites
        self.problems: list[Problem] = []
        self.kept: dict[str, list[Person]] = defaultdict(list)
        self.namesakes: list[Person] = []
        self.employees = env["hr.employee"].with_context(active_test=True)

    def check(self, people):
        """Find who is there, what they lack, and what is wrong."""
        self._check_rights(people)
        self._find(people)
        self._check_twice(people, "number")
        self._check_twice(people, "login")
        for person in people:
            self._check(person)
            person.values = self._values(person)
        return self

    # --- Who they are -----------------------------------------------------------------

    def _find(self, people):
        """Whom the rows mean: by number, else by a name that only one has."""
        numbers = {person.number for person in people} - {""}
        names = {person.name for person in people if not person.employee}
        there = self.employees.search(
            [
                ("company_id", "=", self.company.id),
                "|",
                ("cs_agent_code", "in", list(numbers)),
                ("name", "in", list(names)),
            ]
        )
        self.by_number = {row.cs_agent_code: row for row in there if row.cs_agent_code}
        by_name = there.grouped("name")
        for person in people:
            if person.employee:
                continue
            person.employee = self.by_number.get(person.number)
            if not person.employee:
                self._find_by_name(person, by_name.get(person.name, self.employees))

    def _find_by_name(self, person, same):
        if person.number:
            other = same.filtered("cs_agent_code")
            same -= other
            if other and not same:
                self.namesakes.append(person)
        if len(same) > 1:
            self._bad(
                person,
                "number" if not person.number else "name",
                person.name,
                self.env._("Several people have this name."),
                self.env._("Give each of them their work number first."),
            )
        person.employee = same if len(same) == 1 else None

    # --- What is wrong ----------------------------------------------------------------

    def _bad(self, person, name, value, text, remedy):
        self.problems.append(Problem(person, name, value, text, remedy))

    def _check_rights(self, people):
        """Who may enter people, and their logins."""
        user = self.env.user
        self.may_log_in = self.env.su or user.has_group("base.group_erp_manager")
        if not people or self.env.su or user.has_group("hr.group_hr_manager"):
            return
        self._bad(
            people[0],
            "name",
            people[0].name,
            self.env._(
                "Wages and contracts are entered by administrators of Employees."
            ),
            self.env._("Ask one of them, or who gives users their roles."),
        )

    def _check_twice(self, people, name):
        seen = set()
        for person in people:
            value = getattr(person, name)
            if value and value in seen:
                self._bad(
                    person,
                    name,
                    value,
                    self.env._("Another row has it, too."),
                    self.env._("Give each person their own."),
                )
            seen.add(value)

    def _check(self, person):
        self._check_name(person)
        if person.wage is not None and person.wage < 0:
            self._bad(
                person,
                "wage",
                person.wage,
                self.env._("A wage is not below zero."),
                self.env._("Enter the monthly wage."),
            )
        start = person.start or (
            person.employee and person.employee.contract_date_start
        )
        if person.end and start and person.end < start:
            self._bad(
                person,
                "end",
                person.end,
                self.env._("The contract ends before it begins."),
                self.env._("Correct one of the dates."),
            )
        if person.login:
            self._check_login(person)

    def _check_name(self, person):
        if not person.name:
            self._bad(
                person,
                "name",
                "",
                self.env._("The name is missing."),
                self.env._("Enter it, or take the row out."),
            )
        elif person.employee:
            self._check_number(person, person.employee)

    def _check_number(self, person, employee):
        """A number is one person's, and a person has one."""
        owner = self.by_number.get(person.number) or employee
        if owner != employee or employee.name != person.name:
            self._bad(
                person,
                "number",
                person.number,
                self.env._(
                    "%(number)s is the number of %(name)s.",
                    number=person.number,
                    name=owner.name,
                ),
                self.env._("Correct the number or the name."),
            )
        elif person.number and employee.cs_agent_code not in (False, person.number):
            self._bad(
                person,
                "number",
                person.number,
                self.env._(
                    "%(name)s has the number %(number)s already.",
                    name=employee.name,
                    number=employee.cs_agent_code,
                ),
                self.env._("Change it on the employee, if it is to change."),
            )

    def _check_login(self, person):
        """A login is made, or given to whom it belongs."""
        remedy = self.env._("Leave it empty, or have it entered by who may do so.")
        if self.invites and not single_email_re.match(person.login):
            self._bad(
                person,
                "login",
                person.login,
                self.env._("An invitation needs a mail address."),
                self.env._("Write one, or invite nobody."),
            )
            return
        if person.employee and person.employee.user_id:
            return
        # sudo: that a login is taken is said by the database anyhow
        users = self.env["res.users"].sudo().with_context(active_test=False)
        user = users.search([("login", "=", person.login)], limit=1)
        if user and not self._is_free(user):
            self._bad(
                person,
                "login",
                person.login,
                self.env._("Somebody else has this login."),
                self.env._("Choose another one."),
            )
        elif not user and not self.may_log_in:
            self._bad(
                person,
                "login",
                person.login,
                self.env._("Logins are made by users with Access Rights."),
                remedy,
            )
        elif user and not (user.has_group(AGENT) or self.may_log_in):
            self._bad(
                person,
                "login",
                person.login,
                self.env._("Roles are given by users with Access Rights."),
                remedy,
            )
        person.user = user.sudo(self.env.su) or None

    def _is_free(self, user):
        """Whether a user there is, is one of the company's and nobody's yet."""
        return (
            user.active
            and not user.share
            and self.company in user.company_ids
            and not self.employees.search_count(
                [("user_id", "=", user.id), ("company_id", "=", self.company.id)],
                limit=1,
            )
        )

    # --- Entering ---------------------------------------------------------------------

    def _values(self, person):
        """What is to be written: what the person lacks, and nothing else."""
        employee = person.employee or self.employees
        found = {}
        for name, column in FILLED:
            value = getattr(person, name)
            if value is None or value == "":
                value = self._proposed(person, name)
            if not value:
                continue
            there = employee[column]
            if not there:
                found[column] = value
            elif self._differs(name, there, value):
                self.kept[column].append(person)
        if employee.contract_date_start:
            # A contract that is there keeps its end, or that it has none.
            found.pop("contract_date_end", None)
        return {
            name: value.id if hasattr(value, "_name") else value
            for name, value in found.items()
        }

    def _proposed(self, person, name):
        """What the level proposes where the row says nothing."""
        level = person.level
        employee = person.employee or self.employees
        if not level:
            return None
        if name == "wage":
            return employee.wage or level.default_wage
        if name == "start" and not any(
            employee.version_ids.mapped("contract_date_start")
        ):
            return self.company._cs_usual_start()
        return None

    @staticmethod
    def _differs(name, there, value):
        if name == "wage":
            return float_compare(there, float(value), precision_digits=2) != 0
        if name == "department" and isinstance(value, str):
            return there.name != value
        return there != value

    def sort(self, people):
        """How many are new, get something they lack, and lack nothing."""
        counts = Counter()
        for person in people:
            if not person.employee:
                counts["new"] += 1
            elif person.values or (person.login and not person.employee.user_id):
                counts["changed"] += 1
            else:
                counts["unchanged"] += 1
        return counts

    def enter(self, people):
        """Write what was checked; the caller takes all of it back after an error."""
        counts = self.sort(people)
        self._make_departments(people)
        self._make_users(people)
        new = [person for person in people if not person.employee]
        made = self.employees.with_context(allowed_company_ids=self.company.ids).create(
            [self._new_values(person) for person in new]
        )
        for person, employee in zip(new, made, strict=True):
            person.employee = employee
        for person in people:
            if person not in new and (person.values or person.user):
                values = dict(person.values)
                if person.user and not person.employee.user_id:
                    values["user_id"] = person.user.id
                person.employee.write(values)
        return counts

    def _make_departments(self, people):
        """Departments that the rows name and nobody has made."""
        named = {
            person.values["department_id"]: None
            for person in people
            if isinstance(person.values.get("department_id"), str)
        }
        made = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in named]
        )
        by_name = dict(zip(named, made.ids, strict=True))
        for person in people:
            name = person.values.get("department_id")
            if isinstance(name, str):
                person.values["department_id"] = by_name[name]

    def _make_users(self, people):
        wanted = [
            person
            for person in people
            if person.login and not (person.employee and person.employee.user_id)
        ]
        group = self.env.ref(AGENT)
        new = [person for person in wanted if not person.user]
        users = self.env["res.users"].with_context(no_reset_password=not self.invites)
        made = users.create(
            [
                {
                    "name": person.name,
                    "login": person.login,
                    "email": single_email_re.match(person.login) and person.login,
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, group.ids)],
                    "lang": self.env.user.lang,
                    "tz": self.company.cs_tz,
                }
                for person in new
            ]
        )
        for person, user in zip(new, made, strict=True):
            person.user = user
        for person in wanted:
            if not person.user.has_group(AGENT):
                person.user.write({"group_ids": [(4, group.id)]})

    def _new_values(self, person):
        start = person.values.get("contract_date_start")
        return {
            "name": person.name,
            "company_id": self.company.id,
            "tz": self.company.cs_tz or "UTC",
            **person.values,
            **({"date_version": start} if start else {}),
            **({"user_id": person.user.id} if person.user else {}),
        }
