"""What is sealed when a month is locked: canonical content, a chain of hashes.

Content is sections of rows, a section for each table: ``{table: Section}``. Every value
is a string as it stands in the database - decimals in the precision of their column or
currency -, ``None``, or parsed JSON (a trace); names and words of a language are not in
it. A section names its columns, so that it can be read and compared after the table has
got others.

The hash of a link covers the hash before it, its own header and its content. So
nothing can be changed, left out, swapped or put between without breaking the chain.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict

# Grows when anything below makes another text of the same content.
SCHEME = 1
DIGITS = 64
SHORT = 16


class Section(TypedDict):
    """Rows of one table: the first ``key`` columns name a row within it."""

    columns: list[str]
    key: int
    rows: list[list[Any]]


Content = dict[str, Section]


class Link(NamedTuple):
    """A link of the chain as it is stored; header and content are canonical texts."""

    number: int
    previous: str
    hash: str
    header: str
    content: str


class Break(NamedTuple):
    """Where the chain is broken: ``missing`` links before a number, one whose
    ``order`` is wrong, or one that was ``changed`` after it was written."""

    kind: str
    number: int
    expected: int


class Difference(NamedTuple):
    """What differs in one row; ``column`` is empty where the row is ``added`` or
    ``gone``."""

    table: str
    key: tuple[str, ...]
    kind: str
    column: str = ""
    before: Any = None
    now: Any = None


def canonical(value: object) -> str:
    """The one text of a value made of dicts, lists, strings, numbers and ``None``.

    :raises TypeError: if something else is in it
    """
    return json.dumps(
        value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False
    )


def section(columns: Sequence[str], key: int, rows: Iterable[Sequence[Any]]) -> Section:
    """A section with its rows in the one order that they can have."""
    return {
        "columns": list(columns),
        "key": key,
        "rows": sorted(map(list, rows), key=lambda row: _name(row, key)),
    }


def digest(text: str) -> str:
    """SHA-256 of a text as hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def link_hash(previous: str, header: str, content: str) -> str:
    """The hash of a link; ``previous`` is empty for the first one."""
    return digest("\n".join((previous, header, content)))


def short(full: str) -> str:
    """The form that people compare: ``1a2b-3c4d-5e6f-7a8b``."""
    return "-".join(full[place : place + 4] for place in range(0, SHORT, 4))


def read_code(text: str) -> str:
    """A typed hash, full or short, as its digits; empty if it is none."""
    digits = "".join(text.split()).replace("-", "").lower()
    wanted = len(digits) in (SHORT, DIGITS) and set(digits) <= set("0123456789abcdef")
    return digits if wanted else ""


def breaks(links: Iterable[Link]) -> Iterator[Break]:
    """Where a chain, given in the order of its numbers, is broken.

    After a break it goes on from what is stored, so that each fault is told once.
    """
    number, previous = 0, ""
    for link in links:
        if link.number != number + 1:
            yield Break("missing", link.number, number + 1)
        elif link.previous != previous:
            yield Break("order", link.number, number + 1)
        if link_hash(link.previous, link.header, link.content) != link.hash:
            yield Break("changed", link.number, link.number)
        number, previous = link.number, link.hash


def project(content: Content, known: dict[str, list[str]]) -> Content:
    """The content without tables and columns that are gone by now.

    :param known: ``{table: columns}`` that there still are; keys are among them
    """
    found: Content = {}
    for table, part in content.items():
        if table not in known:
            continue
        names = [name for name in part["columns"] if name in known[table]]
        places = [part["columns"].index(name) for name in names]
        rows = [[row[place] for place in places] for row in part["rows"]]
        found[table] = section(names, part["key"], rows)
    return found


def differences(before: Content, now: Content) -> Iterator[Difference]:
    """What differs between two contents of the same columns, table by table."""
    for table in sorted(before.keys() | now.keys()):
        old, new = _by_name(before.get(table)), _by_name(now.get(table))
        columns = (before.get(table) or now[table])["columns"]
        for name in sorted(old.keys() | new.keys()):
            if name not in new:
                yield Difference(table, name, "gone")
            elif name not in old:
                yield Difference(table, name, "added")
            else:
                for column, was, has in zip(columns, old[name], new[name], strict=True):
                    if was != has:
                        yield Difference(table, name, "changed", column, was, has)


def rows_of(part: Section | None) -> list[dict[str, Any]]:
    """The rows of a section as ``{column: value}``."""
    if not part:
        return []
    return [dict(zip(part["columns"], row, strict=True)) for row in part["rows"]]


def _name(row: Sequence[Any], key: int) -> tuple[str, ...]:
    return tuple(value or "" for value in row[:key])


def _by_name(part: Section | None) -> dict[tuple[str, ...], list[Any]]:
    if not part:
        return {}
    return {_name(row, part["key"]): row for row in part["rows"]}
