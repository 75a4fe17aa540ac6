"""What is sealed when a month is locked: canonical content, a chain of hashes.

Content is sections of rows, a section for each table: ``{table: Section}``. Every value
is a string as it stands in the database - decimals in the precision of their column or
currency -, ``None``, or parsed JSON (a trace); names and words of a language are not in
it. A section names its columns, so that it can be read and compared after the table has
got others.

What people wrote is not in it, but a digest with a salt of its own (:func:`veil`). Text
and salt lie beside the chain, and go when the time to keep them is over: the chain
still holds, and nobody can guess from the digest what was written. Scheme 1 had these
texts in the content; of its links the text is taken out (:func:`redacted`), and a later
link of the chain vouches for what is left (:func:`rest_hash`).

The hash of a link covers the hash before it, its own header and its content. So
nothing can be changed, left out, swapped or put between without breaking the chain.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict

# Grows when anything below makes another text of the same content.
SCHEME = 2
# Since this one, what people wrote is veiled.
VEILED_SCHEME = 2
# What stands in place of a text that was taken out of a link of scheme 1.
REDACTED = {"removed": True}
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


class Place(NamedTuple):
    """Where a text stands in a content; ``row`` is the name of its row."""

    table: str
    row: tuple[str, ...]
    column: str


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


def veil(salt: str, text: str) -> dict[str, str]:
    """What stands in a content for a text: nothing can be read from it.

    :param salt: random, and kept as long as the text is
    """
    return {"sealed": hmac.new(salt.encode(), text.encode(), sha256).hexdigest()}


def mapped(
    content: Content,
    personal: Mapping[str, Iterable[str]],
    change: Callable[[Place, Any], Any],
) -> Content:
    """The content with what ``change`` makes of each value in its personal columns.

    :param personal: ``{table: columns}``
    """
    found: Content = {}
    for table, part in content.items():
        columns, key = part["columns"], part["key"]
        places = [
            (columns.index(name), name)
            for name in personal.get(table, ())
            if name in columns[key:]
        ]
        rows = [list(row) for row in part["rows"]] if places else part["rows"]
        for row in rows if places else ():
            for at, name in places:
                row[at] = change(Place(table, _name(row, key), name), row[at])
        found[table] = {"columns": columns, "key": key, "rows": rows}
    return found


def redacted(content: Content, places: Iterable[Place]) -> Content:
    """A content of scheme 1 without the texts of these places."""
    gone = set(places)
    personal: dict[str, set[str]] = {}
    for place in gone:
        personal.setdefault(place.table, set()).add(place.column)
    return mapped(
        content, personal, lambda at, value: REDACTED if at in gone else value
    )


def rest_hash(header: str, content: str) -> str:
    """What a later link vouches for of one from which a text was taken out."""
    return digest("\n".join((header, content)))


def holds(link: Link, vouched: Mapping[int, tuple[str, str]]) -> bool:
    """Whether a link is as it was written, but for what was taken out by the rules.

    :param vouched: ``{number: (hash, rest)}``: what later links say is left of it
    """
    if link_hash(link.previous, link.header, link.content) == link.hash:
        return True
    return vouched.get(link.number) == (
        link.hash,
        rest_hash(link.header, link.content),
    )


def breaks(
    links: Iterable[Link], vouched: Mapping[int, tuple[str, str]] | None = None
) -> Iterator[Break]:
    """Where a chain, given in the order of its numbers, is broken.

    After a break it goes on from what is stored, so that each fault is told once.

    :param vouched: see :func:`holds`
    """
    number, previous = 0, ""
    for link in links:
        if link.number != number + 1:
            yield Break("missing", link.number, number + 1)
        elif link.previous != previous:
            yield Break("order", link.number, number + 1)
        if not holds(link, vouched or {}):
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
