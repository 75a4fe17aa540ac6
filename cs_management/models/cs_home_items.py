"""What a home is made of: tiles, rows and charts, each in a block."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

COUNT, MONEY, NUMBER, PERCENT, TEXT = "count", "money", "number", "percent", "text"


@dataclass(frozen=True, slots=True)
class Now:
    """Who looks at a home, at what moment.

    :param period: the company's pay period of today; empty if there is none
    :param employees: the user's own employees in the company, in sudo
    :param found: what several chapters look at and one fetches
    """

    company: Any
    user: Any
    today: date
    period: Any
    employees: Any
    found: dict[Any, Any] = field(default_factory=dict)

    @property
    def own(self) -> tuple[str, str, list[int]]:
        """The condition of what is the user's own."""
        return self.own_as("employee_id")

    def own_as(self, name: str) -> tuple[str, str, list[int]]:
        """The same of another field that holds an employee."""
        return (name, "in", self.employees.ids)

    @property
    def of_company(self) -> tuple[str, str, int]:
        return ("company_id", "=", self.company.id)


@dataclass(slots=True)
class Link:
    """A list that opens: the records that a tile counts, and no others.

    :param views: types of views, the first is shown
    """

    model: str
    domain: list[Any]
    name: str = ""
    views: tuple[str, ...] = ("list", "kanban", "form")
    context: dict[str, Any] = field(default_factory=dict)

    def action(self, label: str) -> dict[str, Any]:
        return {
            "type": "ir.actions.act_window",
            "name": self.name or label,
            "res_model": self.model,
            "views": [[False, view] for view in self.views],
            "domain": self.domain,
            "context": {"create": False, **self.context},
        }


@dataclass(slots=True)
class Tile:
    """A figure with a way to what it counts.

    Without a ``value`` the home counts the records of the link, all tiles in one query,
    by the rights of who looks.

    :param kind: how the value is written
    :param tone: ``danger``, ``warning`` or ``success`` where it is not zero
    :param is_quiet: shown only where it is not zero
    """

    block: str
    code: str
    label: str
    link: Link | None = None
    value: Any = None
    kind: str = COUNT
    hint: str = ""
    tone: str = ""
    is_quiet: bool = False

    def content(self) -> dict[str, Any]:
        return {
            "type": "tile",
            "code": self.code,
            "label": self.label,
            "value": self.value,
            "kind": self.kind,
            "hint": self.hint,
            "tone": self.tone if self.value else "",
            "action": self.link.action(self.label) if self.link else False,
        }


@dataclass(slots=True)
class Rows:
    """A short table: words, then a figure.

    :param rows: ``[(label, hint, value)]``
    """

    block: str
    code: str
    label: str
    rows: list[tuple[str, str, Any]]
    kind: str = NUMBER
    link: Link | None = None
    empty: str = ""

    def content(self) -> dict[str, Any]:
        keys = ("label", "hint", "value")
        return {
            "type": "rows",
            "code": self.code,
            "label": self.label,
            "rows": [dict(zip(keys, row, strict=True)) for row in self.rows],
            "kind": self.kind,
            "action": self.link.action(self.label) if self.link else False,
            "empty": self.empty,
        }


@dataclass(slots=True)
class Chart:
    """Figures to look at.

    :param shape: ``bar``, ``stacked``, ``line`` or ``across`` (bars that lie)
    :param labels: of the places, left to right
    :param series: ``[(name, [value])]``
    """

    block: str
    code: str
    label: str
    shape: str
    labels: list[str]
    series: list[tuple[str, list[float]]]
    kind: str = NUMBER
    link: Link | None = None
    empty: str = ""

    def content(self) -> dict[str, Any]:
        return {
            **{
                name: value
                for name, value in asdict(self).items()
                if name not in ("block", "link", "series")
            },
            "type": "chart",
            "series": [{"name": name, "values": row} for name, row in self.series],
            "action": self.link.action(self.label) if self.link else False,
        }
