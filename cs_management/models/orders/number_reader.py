"""What the reading of work numbers knows of a company, and makes of each order."""

import hashlib
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from ...engine import segments, worknumbers

# Nothing to do about them, unless what they came from changes.
SETTLED = ("none", "same", "set")


class Read(NamedTuple):
    """An order as SQL gives it to the reading."""

    order_id: int
    day: date
    key: str
    flag: str | None
    texts: list
    agents: list
    own_tag: int | None
    old_state: str | None
    old_numbers: str | None
    writer_id: int | None
    is_decided: bool
    is_locked: bool
    old_key: str | None


class Outcome(NamedTuple):
    """What is stored of a reading, and the tags that it takes and gives."""

    order_id: int
    key: str
    state: str
    numbers: str
    employee_id: int | None
    tag_id: int | None
    drops: int | None
    adds: int | None
    place: int
    writer_id: int | None
    is_new: bool


class Reader:
    """Reads orders of one company; everything it asks for is asked once."""

    def __init__(self, numbers, company, places):
        env = self.env = numbers.env
        self.places, self.company = places, company
        self.agents = numbers._agents_of(company)
        self.codes = {code: agent.id for code, agent in self.agents.items()}
        self.employees = {agent.id: agent for agent in self.agents.values()}
        self.tagged, _special = numbers._flags(company)
        # sudo: how the company reads is no secret
        self.waits = company.sudo().cs_numbers_by_hand == "wait"
        # sudo: salesmen need no access to agents' tags; their names are not told
        tags = env["crm.tag"].sudo()
        tags = tags.search([("cs_employee_id.company_id", "=", company.id)])
        self.tags = {tag.cs_employee_id.id: tag.id for tag in tags}
        self.carriers = {tag.id: tag.cs_employee_id for tag in tags}
        self.dated = env["hr.version"]._cs_of_employees(
            self.employees.keys() | self.tags.keys()
        )
        self.readings, self.on_days, self.trust, self.words = {}, {}, {}, {}
        self.labels = dict(
            env["cs.number.source"]._fields["place"]._description_selection(env)
        )
        known = (places, sorted(self.codes.items()), sorted(self.tagged), self.waits)
        self.version = hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    def is_new(self, row):
        """Whether there is anything to read: another version, or something open."""
        if row.old_state is None:
            return any(row.texts)
        same = self._key(row, row.agents) == row.old_key
        return not same or row.old_state not in SETTLED

    def outcome(self, row):
        """What becomes of an order; ``None`` where there never was anything."""
        if row.old_state is None and not any(row.texts):
            return None
        place, reading = self._reading(row)
        named = reading.agents[0] if reading.kind == "one" else None
        carrier = self.carriers.get(row.own_tag)
        own = carrier.id if carrier else None
        order = worknumbers.Order(
            tuple(row.agents),
            own,
            row.is_locked,
            row.is_decided,
            named is None or self._on_day(named, row.day) is not None,
            self._is_trusted(row, {named, own} - {None}),
            self.waits,
        )
        result = worknumbers.decide(order, reading)
        agents = result.agents(order)
        tag = self.tags.get(result.own)
        numbers = ", ".join(reading.numbers)
        return Outcome(
            row.order_id,
            self._key(row, agents),
            result.state,
            numbers,
            named,
            tag,
            row.own_tag if own in order.agents and own not in agents else None,
            tag if result.own in agents and result.own not in order.agents else None,
            place,
            row.writer_id,
            (row.old_state or "none", row.old_numbers or "", row.own_tag)
            != (result.state, numbers, tag),
        )

    @staticmethod
    def _key(row, agents):
        """The version of what was read, and of whom the order carried then."""
        return f"{row.key}:{','.join(map(str, agents))}"

    def _reading(self, row):
        if self.tagged and row.flag not in self.tagged:
            return -1, worknumbers.NOTHING
        texts = tuple(row.texts)
        if texts not in self.readings:
            places = [
                (worknumbers.plain(text or "", is_html=place == "note"), pattern)
                for text, (place, pattern) in zip(texts, self.places, strict=True)
            ]
            self.readings[texts] = self._with_tag(
                *worknumbers.read_order(places, self.codes)
            )
        return self.readings[texts]

    def _with_tag(self, place, reading):
        """Somebody whose number makes no tag cannot be set: it is nobody's yet."""
        if reading.kind == "one" and reading.agents[0] not in self.tags:
            reading = worknumbers.Reading("unknown", reading.numbers)
        return place, reading

    def _on_day(self, employee_id, day):
        """The version of an agent on a day; ``None`` for who was none then (R2.9)."""
        key = employee_id, day
        if key not in self.on_days:
            parts = segments.segments(self.dated.get(employee_id, ()), day, day)
            self.on_days[key] = parts[0].version if parts else None
        return self.on_days[key]

    def _is_trusted(self, row, concerned):
        """Whether who wrote the text may give orders to the agents concerned: HR and
        those who lead them, nobody to themselves; and imports (R6.8)."""
        if not row.writer_id or not concerned:
            return True
        versions = {key: self._on_day(key, row.day) for key in concerned}
        key = (row.writer_id, frozenset(versions.items()))
        if key not in self.trust:
            self.trust[key] = self._may_give(row.writer_id, versions)
        return self.trust[key]

    def _may_give(self, writer_id, versions):
        # sudo: who leads whom is no secret
        user = self.env["res.users"].sudo().browse(writer_id)
        Employee, Department = self.env["hr.employee"].sudo(), self.env["hr.department"]
        if user in Employee.browse(versions).user_id:
            return False
        if user._cs_is_officer():
            return True
        teams = [version and version.department for version in versions.values()]
        return all(team and user._cs_leads(Department.browse(team)) for team in teams)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def why(self, row):
        """The note in the order's history: what was read, and what follows."""
        if not row.is_new or row.state == "same":
            return None
        if row.state == "none" and not row.drops:
            return None
        key = (row.state, row.numbers, row.employee_id, row.drops, row.place)
        key += (row.writer_id,)
        if key not in self.words:
            self.words[key] = str(Markup("<p>%s</p>") % escape(self._sentence(row)))
        return self.words[key]

    def _sentence(self, row):
        env = self.env
        before = self.carriers.get(row.drops)
        before = before.name if before else env._("nobody (pool)")
        agent = self.employees.get(row.employee_id)
        # sudo: the name of who wrote it
        writer = env["res.users"].sudo().browse(row.writer_id or [])
        values = {
            "numbers": row.numbers,
            "agent": agent.name if agent else "",
            "before": before,
            "place": self.labels[self.places[row.place][0]] if row.place >= 0 else "",
            "writer": writer.name or "",
        }
        if row.state in ("set", "listed"):
            return env._(
                "Agent set from %(before)s to %(agent)s: %(place)s says %(numbers)s.",
                **values,
            )
        texts = {
            "none": env._("%(before)s is no longer set: no work number.", **values),
            "several": env._(
                "Two work numbers (%(numbers)s): nobody is set, somebody decides in "
                "the Order Check.",
                **values,
            ),
            "unknown": env._(
                "Nobody has the work number %(numbers)s: nobody is set, somebody "
                "decides in the Order Check.",
                **values,
            ),
            "left": env._(
                "%(agent)s (%(numbers)s) was no agent on the day of the order: nobody "
                "is set, somebody decides in the Order Check.",
                **values,
            ),
            "hand": env._(
                "%(writer)s wrote the work number: nothing changes until a leader "
                "decides in the Order Check. Read: %(numbers)s",
                **values,
            ),
            "other": env._(
                "The work number %(numbers)s is not of who was set by hand: nothing "
                "changed.",
                **values,
            ),
            "locked": env._(
                "The work number changed behind a locked month: nothing changed. "
                "Read: %(numbers)s",
                **values,
            ),
        }
        return texts[row.state]
