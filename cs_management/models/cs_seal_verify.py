import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..engine import sealing
from .cs_seal_removal import Removals
from .told import ToldField

# More faults than these are only counted.
MOST = 200
# Links that are fetched at once: each holds all orders of an agent's month.
LINKS = 100
HEADER = (
    "company_id",
    "employee_id",
    "is_late",
    "kind",
    "number",
    "period_id",
    "reason",
    "scheme",
    "sealed_by",
    "sealed_on",
)


class Fault(NamedTuple):
    """Something that is not as it was sealed; ``period`` and ``employee`` are ids."""

    text: str
    number: int = 0
    period: int = 0
    employee: int = 0


@dataclass(slots=True)
class Month:
    """The last sealing of a period, as the chain says."""

    number: int
    period: int
    content: dict[str, Any]
    is_late: bool
    scheme: int = sealing.SCHEME
    layout: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=dict)
    # Digest and number of the link by the agent's id.
    statements: dict[int, tuple[str, int]] = field(default_factory=dict)
    is_sound: bool = True

    @property
    def is_whole(self):
        """Whether all columns that were sealed are still there."""
        return self.layout == self.known


@dataclass(slots=True)
class Check:
    """What the verification of a company's chain found."""

    links: int = 0
    statements: int = 0
    first: str = ""
    last: str = ""
    months: dict[int, Month] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    more: int = 0
    # Numbers of links that do not hold: what they say is not compared.
    broken: set[int] = field(default_factory=set)
    # What was taken out under a rule: told, and no fault.
    removed: list[Fault] = field(default_factory=list)
    removals: Removals = field(default_factory=Removals)

    def tell(self, fault):
        if len(self.faults) < MOST:
            self.faults.append(fault)
        else:
            self.more += 1


class CsSeal(models.Model):
    """Is everything as it was sealed? First the chain, then what it was made of.

    Contents pass by one at a time; kept of each is a digest. The number of SELECTs
    depends on months, not on agents or orders.
    """

    _inherit = "cs.seal"

    @api.model
    def _header_columns(self):
        return HEADER

    @api.model
    def _verify(self, company):
        """Verify the chain of a company, and its locked months against it.

        Called in sudo: a hash over what somebody may not read would be another one.

        :return: the :class:`Check`
        """
        self.env.flush_all()
        check = Check(removals=self._removals(company))
        self._verify_chain(company, check)
        self._verify_states(company, check)
        for month in sorted(check.months.values(), key=lambda month: month.number):
            self._verify_month(month, check)
        check.faults.sort(key=lambda fault: fault.number or 1 << 31)
        return check

    # ------------------------------------------------------------------
    # The chain
    # ------------------------------------------------------------------

    @api.model
    def _verify_chain(self, company, check):
        """Walk along the links; what is sealed by now stands in ``check.months``."""
        places = {}

        def walk():
            for row in self._stream(self._chain_query(company), LINKS):
                previous, full, content, *values = row
                header = dict(zip(HEADER, values, strict=True))
                check.links += 1
                check.first, check.last = check.first or full, full
                places[header["number"]] = header
                self._follow(check, header, content)
                yield sealing.Link(
                    header["number"],
                    previous or "",
                    full,
                    sealing.canonical(self._header(header)),
                    content,
                )

        for broken in sealing.breaks(walk(), check.removals.vouched):
            header = places[broken.number]
            if broken.kind == "changed":
                check.broken.add(broken.number)
            check.tell(
                Fault(
                    self._say_break(broken),
                    min(broken.expected, broken.number),
                    header["period_id"],
                    header["employee_id"] or 0,
                )
            )
            if month := check.months.get(header["period_id"]):
                month.is_sound = False

    @api.model
    def _chain_query(self, company):
        columns = SQL(", ").join(map(SQL.identifier, HEADER))
        return SQL(
            "SELECT previous, hash, content, %s FROM cs_seal WHERE company_id = %s "
            "ORDER BY number, id",
            columns,
            company.id,
        )

    @api.model
    def _follow(self, check, header, text):
        """Keep what a link says about the state of its month."""
        period_id = header["period_id"]
        if header["kind"] == "reopen":
            check.months.pop(period_id, None)
            return
        if header["kind"] == "removal":
            self._tell_removal(check, header)
            return
        try:
            content = json.loads(text) if header["kind"] == "lock" else None
        except ValueError:
            content = {}
        if header["kind"] == "lock":
            check.months[period_id] = Month(
                header["number"],
                period_id,
                content,
                header["is_late"],
                header["scheme"],
            )
            return
        check.statements += 1
        if month := check.months.get(period_id):
            if not month.layout:
                self._read_layout(month, text)
            if not month.is_whole:
                text = sealing.canonical(self._projected(text, month.known))
            month.statements[header["employee_id"]] = (
                sealing.digest(text),
                header["number"],
            )

    @api.model
    def _tell_removal(self, check, header):
        """Say what was taken out, when and why: that is no fault."""
        text = self.env._(
            "%(count)s texts were removed on %(date)s under “%(rule)s”. What else was "
            "sealed with them is as it was.",
            count=check.removals.counts.get(header["number"], 0),
            date=header["sealed_on"].date(),
            rule=header["reason"] or "",
        )
        check.removed.append(Fault(text, header["number"], header["period_id"]))

    @api.model
    def _read_layout(self, month, text):
        """The columns that a month was sealed with, and those that there still are."""
        try:
            content = json.loads(text)
            month.layout = {name: part["columns"] for name, part in content.items()}
            month.known = self._known(content)
        except (AttributeError, KeyError, TypeError, ValueError):
            # The link itself is told as changed.
            month.layout = month.known = self._layout()

    @api.model
    def _projected(self, text, known):
        try:
            return sealing.project(json.loads(text), known)
        except (AttributeError, KeyError, TypeError, ValueError):
            return {}

    @api.model
    def _say_break(self, broken):
        if broken.kind == "missing":
            return self.env._(
                "Links %(first)s to %(last)s of the chain are missing: they were "
                "deleted, or moved.",
                first=broken.expected,
                last=broken.number - 1,
            )
        if broken.kind == "order":
            return self.env._(
                "Link %(number)s does not follow from the one before it: links were "
                "put in another order, replaced or put between.",
                number=broken.number,
            )
        return self.env._(
            "Link %(number)s was changed after it was written: its hash is not that of "
            "what it holds.",
            number=broken.number,
        )

    # ------------------------------------------------------------------
    # What is locked, and what is sealed
    # ------------------------------------------------------------------

    @api.model
    def _verify_states(self, company, check):
        """What is locked is sealed, and what was reopened says so in the chain."""
        periods = self.env["cs.period"].search(
            [("company_id", "=", company.id)], order="date_from"
        )
        for period in periods:
            month = check.months.get(period.id)
            if period.state == "locked" and not month:
                text = self.env._(
                    "%(period)s is locked and not sealed: its links are missing at the "
                    "end of the chain, or it was never sealed.",
                    period=period.name,
                )
                check.tell(Fault(text, check.links + 1, period.id))
            elif month and period.state != "locked":
                text = self.env._(
                    "%(period)s is open, and no link of the chain says that it was "
                    "reopened.",
                    period=period.name,
                )
                check.tell(Fault(text, month.number, period.id))
                month.is_sound = False

    # ------------------------------------------------------------------
    # A month against its links
    # ------------------------------------------------------------------

    @api.model
    def _verify_month(self, month, check):
        """Make the contents of a month anew, and name what is another one."""
        faults = len(check.faults)
        period = self.env["cs.period"].browse(month.period)
        if month.number not in check.broken:
            pair = self._lock_pair(month)
            self._compare(check, period, 0, month.number, *pair)
        changed, current = {}, set()
        layout = month.known or self._layout()
        kept = self._texts_of(month)
        gone = check.removals.places
        for employee_id, content in self._contents(period, layout):
            current.add(employee_id)
            sealed, number = month.statements.get(employee_id, ("", 0))
            if not sealed:
                self._tell_statement(check, month, employee_id, is_there=True)
                continue
            texts = kept.get(number, {}), gone.get(number, ())
            now = self._as_sealed(content, *texts)
            if number in check.broken:
                continue
            if sealing.digest(sealing.canonical(now)) != sealed:
                changed[number] = employee_id, content, texts
        for employee_id in month.statements.keys() - current:
            self._tell_statement(check, month, employee_id, is_there=False)
        for seal in self.search(
            [
                ("company_id", "=", period.company_id.id),
                ("number", "in", list(changed)[:MOST]),
            ],
            order="number",
        ):
            employee_id, content, texts = changed[seal.number]
            before = sealing.project(seal._read_content(), month.known)
            pair = self._in_the_clear(before, content, *texts)
            self._compare(check, period, employee_id, seal.number, *pair)
        if len(check.faults) > faults:
            month.is_sound = False

    @api.model
    def _texts_of(self, month):
        """The texts beside the links of a month, ``{number: {Place: Kept}}``."""
        if month.scheme < sealing.VEILED_SCHEME:
            return {}
        return self._kept_texts(
            SQL("seal.period_id = %s AND seal.number > %s", month.period, month.number)
        )

    @api.model
    def _lock_pair(self, month):
        """Period and policies as they were sealed, and as they are."""
        period = self.env["cs.period"].browse(month.period)
        decimals = period.currency_id.decimal_places
        sealed = month.content
        policies = {name: part for name, part in sealed.items() if name != "cs.period"}
        known = self._known(policies)
        before = sealing.project(policies, known)
        ids = [int(row[0]) for row in before.get("cs.policy", {}).get("rows", ())]
        now = self._policy_sections(self.env["cs.policy"].browse(ids), known, decimals)
        current = self._lock_content(period, policies=now)
        if "cs.period" in sealed:
            before["cs.period"] = sealed["cs.period"]
        else:
            current.pop("cs.period")
        return before, current

    @api.model
    def _tell_statement(self, check, month, employee_id, is_there):
        # sudo: a name in a report of officers
        name = self.env["hr.employee"].sudo().browse(employee_id).display_name
        period = self.env["cs.period"].browse(month.period).name
        behind = max([month.number, *(row[1] for row in month.statements.values())]) + 1
        number = month.statements.get(employee_id, ("", behind))[1]
        if is_there:
            text = self.env._(
                "The statement of %(agent)s in %(period)s is not in the chain: it was "
                "added after the lock, or its link is missing.",
                agent=name,
                period=period,
            )
        else:
            text = self.env._(
                "The statement of %(agent)s in %(period)s is in the chain and no "
                "longer there: it was deleted.",
                agent=name,
                period=period,
            )
        check.tell(Fault(text, number, month.period, employee_id))

    @api.model
    def _compare(self, check, period, employee_id, number, before, now):
        """Tell what differs in words and numbers."""
        months_own = ("statements", "total")
        for found in sealing.differences(before, now):
            if not (found.table == "cs.period" and found.column in months_own):
                text = self._say_difference(found, before)
                check.tell(Fault(text, number, period.id, employee_id))

    @api.model
    def _say_difference(self, found, before):
        """A difference as a sentence in the reader's language."""
        model = self.env[found.table].with_context(active_test=False)
        row = self._say_row(model, found, before)
        if found.kind == "gone":
            return self.env._("%(row)s: was sealed and is gone.", row=row)
        if found.kind == "added":
            return self.env._("%(row)s: was not there when it was sealed.", row=row)
        column = model._fields[found.column]
        return self.env._(
            "%(row)s: %(column)s was sealed as %(before)s and is %(now)s.",
            row=row,
            column=column._description_string(self.env) or found.column,
            before=self._say_value(column, found.before),
            now=self._say_value(column, found.now),
        )

    @api.model
    def _say_row(self, model, found, before):
        """What a row is called: a line by its code, a fact by its name."""
        label = model._description
        if model._name == "cs.statement.line":
            code = model._fields["code"]
            parts = [self._say_value(code, found.key[0]), *found.key[1:2]]
            return self.env._(
                "%(model)s %(name)s",
                model=label,
                name=" ".join(filter(None, parts)),
            )
        # sudo: names in a report of officers
        record = model.sudo().browse(int(found.key[0])).exists()
        name = record.display_name if record else f"#{found.key[0]}"
        if not record and (part := before.get(found.table)):
            name = self._say_gone(model, part, found.key) or name
        return self.env._("%(model)s %(name)s", model=label, name=name)

    @api.model
    def _say_gone(self, model, part, key):
        """What the content says of a row that is gone: its day and its amounts."""
        row = next((row for row in sealing.rows_of(part) if row["id"] == key[0]), {})
        told = [
            f"{model._fields[name]._description_string(self.env)} {row[name]}"
            for name in ("date", "order_name", "name", "amount", "status")
            if row.get(name) and name in model._fields
        ]
        return f"#{key[0]} ({', '.join(told)})" if told else ""

    @api.model
    def _say_value(self, column, value):
        """A value as people read it: names, labels, and a calculation in words."""
        if value in (None, "", "false"):
            return self.env._("empty") if value != "false" else self.env._("no")
        if value == "true":
            return self.env._("yes")
        if isinstance(value, dict) and value.keys() <= {"sealed", "removed"}:
            return self.env._("a text that is no longer there")
        if column.name == "trace" and isinstance(value, dict):
            trace = self.env["cs.trace.mixin"]
            messages = trace._trace_messages()
            steps = value.get("steps", ())
            lines = [trace._trace_line(messages, step) for step in steps]
            return "“" + "; ".join(lines) + "”"
        if column.type == "selection":
            labels = dict(column._description_selection(self.env))
            return labels.get(value, value)
        if column.type == "many2one" and str(value).isdigit():
            # sudo: names in a report of officers
            record = self.env[column.comodel_name].sudo().browse(int(value)).exists()
            return record.display_name if record else f"#{value}"
        if isinstance(column, ToldField):
            return column.in_words(str(value), self.env)
        if isinstance(value, dict | list):
            return sealing.canonical(value)
        return str(value)

    # ------------------------------------------------------------------
    # One link
    # ------------------------------------------------------------------

    def _why_not_sound(self):
        """Why a link of a statement is not what was sealed; called in sudo.

        :return: texts of what differs; none if link and statement are as they were
        """
        self.ensure_one()
        removals = self._removals(self.company_id)
        if not sealing.holds(self._as_link(), removals.vouched):
            return [self._say_break(sealing.Break("changed", self.number, self.number))]
        if self.is_former or self.kind != "statement":
            return []
        sealed = self._read_content()
        known = self._known(sealed)
        before = sealing.project(sealed, known)
        kept = self._kept_texts(SQL("seal.id = %s", self.id)).get(self.number, {})
        gone = removals.places.get(self.number, ())
        for _employee_id, content in self._contents(
            self.period_id, known, self.employee_id
        ):
            before, now = self._in_the_clear(before, content, kept, gone)
            return [
                self._say_difference(found, before)
                for found in sealing.differences(before, now)
            ]
        return [self.env._("The statement is no longer there.")]
