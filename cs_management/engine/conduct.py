"""Occurrences of violations, what the nth one costs, and measured fines (R2)."""

import calendar
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Generic, TypeVar

from .money import ZERO
from .periods import period_bounds

Key = TypeVar("Key", bound=Hashable)

CALENDAR_MONTH = "calendar_month"
PERIOD = "period"
QUARTER = "quarter"
ROLLING = "rolling"
EVER = "ever"


@dataclass(frozen=True, slots=True)
class Occurrence(Generic[Key]):
    """One entry of one rule and agent: its key, day and order of arrival."""

    key: Key
    date: date
    arrival: int


@dataclass(frozen=True, slots=True)
class Step:
    """What holds from the ``first`` occurrence on; ``None`` keeps the rule's value."""

    first: int
    amount: Decimal | None = None
    points: Decimal | None = None
    sanction: str = ""


def window(
    day: date, kind: str, period_start_day: int = 1, days: int = 0
) -> tuple[date, date]:
    """First and last day of the counting window that ``day`` falls in (R2.1).

    A rolling window ends on ``day`` itself and is ``days`` long.
    """
    if kind == CALENDAR_MONTH:
        return day.replace(day=1), day.replace(
            day=calendar.monthrange(day.year, day.month)[1]
        )
    if kind == PERIOD:
        return period_bounds(day, period_start_day)
    if kind == QUARTER:
        last = 3 * ((day.month - 1) // 3) + 3
        return date(day.year, last - 2, 1), date(
            day.year, last, calendar.monthrange(day.year, last)[1]
        )
    if kind == ROLLING:
        return day - timedelta(days=max(days, 1) - 1), day
    return date.min, date.max


def number_occurrences(
    entries: Iterable[Occurrence[Key]],
    kind: str,
    period_start_day: int = 1,
    days: int = 0,
) -> dict[Key, int]:
    """Number each entry within its window, by day and then by arrival (R2.1)."""
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.arrival))
    numbers: dict[Key, int] = {}
    for index, entry in enumerate(ordered):
        start, _stop = window(entry.date, kind, period_start_day, days)
        numbers[entry.key] = 1 + sum(
            start <= earlier.date for earlier in ordered[:index]
        )
    return numbers


def step_for(occurrence: int, steps: Sequence[Step]) -> Step | None:
    """The last step that begins by this occurrence; ``None`` before all (R2.1)."""
    due = [step for step in steps if step.first <= occurrence]
    return max(due, key=lambda step: step.first, default=None)


def measured_units(
    value: Decimal, threshold: Decimal, unit: Decimal, begun: bool = True
) -> Decimal:
    """Units by which ``value`` passes ``threshold``, begun or completed (R2.6).

    35 s, with a threshold of 30 s and units of 30 s: one begun, none completed.
    """
    if value <= threshold or unit <= 0:
        return ZERO
    mode = ROUND_CEILING if begun else ROUND_FLOOR
    return ((value - threshold) / unit).to_integral_value(mode)
