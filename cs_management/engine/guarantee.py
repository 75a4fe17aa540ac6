"""The yearly guarantee: what is missing from a year's pay is paid at its end (R5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .money import ZERO, round_money, total_of
from .seniority import completed_years
from .trace import TraceStep, step

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy guarantees.

    :param steps: ``(year of service, amount a month)``; the last one that has begun
        counts
    :param by_service: years run from the day of joining, else with the calendar
    """

    steps: Sequence[tuple[int, Decimal]]
    by_service: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """What one month of an account guarantees, and what of its pay counts."""

    guaranteed: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True)
class TopUp:
    """What a year has to pay on top (never below zero), and how it came about."""

    amount: Decimal
    steps: tuple[TraceStep, ...]


def monthly(rules: Rules, joined: date | None, day: date) -> Decimal:
    """What a whole month guarantees in the year of service on ``day`` (R5.3).

    An anniversary within the month counts for the whole of it.

    :param day: the agent's last day in the month
    """
    year = completed_years(joined, day) + 1
    begun = [(first, amount) for first, amount in rules.steps if first <= year]
    return max(begun)[1] if begun else ZERO


def month(
    rules: Rules,
    joined: date | None,
    day: date,
    shares: Iterable[tuple[Decimal, bool]],
    earned: Decimal,
    rounding: Decimal,
) -> Month:
    """A month of the account (R5.3): by days for who came, left or changed level.

    :param shares: parts of the month's wage that were paid, each with whether its
        level is guaranteed
    :param earned: the month's pay that counts; of a month guaranteed in part, the
        same part of it
    """
    parts = list(shares)
    held = total_of(share for share, guaranteed in parts if guaranteed)
    whole = total_of(share for share, _guaranteed in parts)
    if not held:
        return Month(ZERO, ZERO)
    return Month(
        round_money(monthly(rules, joined, day) * held, rounding),
        earned if held == whole else round_money(earned * held / whole, rounding),
    )


def account_year(rules: Rules, joined: date | None, day: date) -> str:
    """Which account a month belongs to, by its last day (R5.3)."""
    if rules.by_service and joined:
        return str(joined.year + completed_years(joined, day))
    return str(day.year)


def top_up(months: Iterable[Month], late: Decimal = ZERO) -> TopUp:
    """What the year's pay lacks of its guarantee (R5.3).

    :param late: counted pay of the year that was settled behind a lock
    """
    rows = list(months)
    due = total_of(row.guaranteed for row in rows)
    counted = total_of(row.counted for row in rows) + late
    missing = max(due - counted, ZERO)
    if missing:
        how = step("guarantee.short", due=due, counted=counted)
    else:
        how = step("guarantee.reached", due=due, counted=counted)
    return TopUp(missing, (how,))
