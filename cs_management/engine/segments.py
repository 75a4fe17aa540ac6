"""Who an agent was on each day of a period."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .money import ZERO

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A dated version of an employee, as effective-dated HR data stores it.

    :param level: id of the level; falsy: not an agent under this version
    :param contract_start: ``None``: not in contract
    :param own: further amounts a month that are the employee's own, by name
    """

    id: int
    date: date
    # Not "date": that is the field here.
    contract_start: datetime.date | None = None
    contract_end: datetime.date | None = None
    level: int | None = None
    wage: Decimal = ZERO
    calendar: int | None = None
    department: int | None = None
    own: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive days of a period under one version."""

    version: Version
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether ``day`` is one of these days."""
        return self.first <= day <= self.last


def version_on(versions: Sequence[Version], day: date) -> Version | None:
    """The version in force on ``day``; before the first one, the first one."""
    found = None
    for version in sorted(versions, key=lambda version: version.date):
        if found is None or version.date <= day:
            found = version
    return found


def segments(versions: Iterable[Version], first: date, last: date) -> list[Segment]:
    """The days of the period on which somebody was an agent, by version.

    An agent on a day is a version with a level that is in contract on that day.
    """
    ordered = sorted(versions, key=lambda version: version.date)
    found: list[Segment] = []
    for index, version in enumerate(ordered):
        if not version.level or not version.contract_start:
            continue
        following = ordered[index + 1 : index + 2]
        start = max(first, version.date, version.contract_start)
        stop = min(
            last,
            version.contract_end or last,
            following[0].date - DAY if following else last,
        )
        if start <= stop:
            found.append(Segment(version, start, stop))
    return found


def joined_on(versions: Iterable[Version]) -> date | None:
    """The first day of any contract; ``None`` without one."""
    starts = (version.contract_start for version in versions)
    return min((start for start in starts if start), default=None)


def level_since(versions: Iterable[Version], day: date) -> date | None:
    """Since when somebody has had the level that they have on a day.

    A new version with the same level, or a new contract that follows without a gap,
    does not begin it anew (R5.14, R5.15).

    :return: ``None`` for who is no agent on the day
    """
    parts = segments(versions, date.min, day)
    if not parts or parts[-1].last != day:
        return None
    first = parts[-1].first
    for part in reversed(parts[:-1]):
        if part.version.level != parts[-1].version.level or part.last + DAY != first:
            break
        first = part.first
    return first


def part_on(parts: Iterable[Segment], day: date) -> Segment | None:
    """The segment that holds ``day``; ``None`` where nobody was an agent on it."""
    return next((part for part in parts if part.holds(day)), None)
