"""Merits that a whole month earns: the best, and a month without a blemish (R3.2)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from .commission import conversion_rate
from .score import ranks
from .segments import Segment

Key = TypeVar("Key", bound=Hashable)

SERVED = "served"
BOUGHT = "bought"
CONVERSION = "conversion"
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Work:
    """An agent's service figures of a month: workload and quality (R3.2)."""

    served: int = 0
    asked: int = 0
    bought: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """One day on which somebody had to come, as full attendance sees it (R4.1).

    :param worked: some of it was worked, here or off site
    :param blemish: late, early, away, absent, or a punch that nobody confirmed
    :param leave: some of it was leave
    """

    worked: bool
    blemish: bool = False
    leave: bool = False


def _figures(works: Mapping[Key, Work]) -> dict[str, dict[Key, Decimal]]:
    """What can be compared, by measure; who has no such figure is left out."""
    quality = {
        key: rate
        for key, work in works.items()
        if (rate := conversion_rate(work.asked, work.bought)) is not None
    }
    return {
        SERVED: {key: Decimal(w.served) for key, w in works.items() if w.served > 0},
        BOUGHT: {key: Decimal(w.bought) for key, w in works.items() if w.bought > 0},
        CONVERSION: quality,
    }


def best_of(works: Mapping[Key, Work], measure: str = BOTH) -> list[Key]:
    """Who has the best workload and quality of the month; several when tied (R3.2).

    By both, the ranks by customers served and by conversion are added, and the lowest
    sum is the best. Who lacks one of the figures does not compete.

    :param measure: one of SERVED, BOUGHT, CONVERSION, BOTH
    """
    figures = _figures(works)
    if measure != BOTH:
        return _highest(figures[measure])
    complete = figures[SERVED].keys() & figures[CONVERSION].keys()
    places = [
        ranks({key: figures[name][key] for key in works if key in complete})
        for name in (SERVED, CONVERSION)
    ]
    return _highest({key: Decimal(-sum(p[key] for p in places)) for key in places[0]})


def _highest(values: Mapping[Key, Decimal]) -> list[Key]:
    best = max(values.values(), default=None)
    return [key for key, value in values.items() if value == best]


def full_attendance(days: Iterable[Presence], leave_allowed: bool = False) -> bool:
    """Whether every day was worked without a blemish, and one at least (R4.1).

    :param leave_allowed: whether approved leave keeps the attendance full
    """
    days = list(days)
    return any(day.worked for day in days) and not any(
        day.blemish or (day.leave and not leave_allowed) for day in days
    )


def covers(parts: Iterable[Segment], first: date, last: date) -> bool:
    """Whether somebody was an agent on each day of a span (R3.2)."""
    expected = first
    for part in parts:
        if part.first > expected:
            return False
        expected = max(expected, part.last + timedelta(days=1))
    return expected > last
