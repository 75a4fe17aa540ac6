"""What days of leave cost, and how long a leave is (R1.40, R1.41)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .money import CENT, ZERO, round_money, total_of
from .periods import days_between

DAY = timedelta(days=1)
ONE = Decimal(1)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave as it was granted.

    :param kind: id of its type
    :param calendar: every day of the calendar counts, not the working days only
    :param hours: of each of its days, if it was asked for by the hour
    :param starts_late: begins at noon of its first day
    :param ends_soon: ends at noon of its last day
    """

    id: int
    kind: int
    first: date
    last: date
    calendar: bool = False
    hours: Decimal | None = None
    starts_late: bool = False
    ends_soon: bool = False

    def part(self, day: date, hours_per_day: Decimal) -> Decimal:
        """The part of a day that the leave takes, 0 to 1."""
        if not self.first <= day <= self.last:
            return ZERO
        if self.hours is not None:
            return min(self.hours / hours_per_day, ONE) if hours_per_day else ONE
        part = ONE
        if self.starts_late and day == self.first:
            part -= HALF
        if self.ends_soon and day == self.last:
            part -= HALF
        return part

    def counted(self, calendar: bool) -> "Leave":
        """The same leave in calendar days, or in working days."""
        return self if calendar == self.calendar else replace(self, calendar=calendar)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one leave took of one day."""

    leave: Leave
    day: date
    part: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a type of leave pays (R1.41).

    :param paid: per cent of the wage that is paid
    :param floor: a month of it pays at least that, if the month's wage is not less
    """

    paid: Decimal
    floor: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Deduction:
    """What days of one type cost: an amount, the per cent of it, and the reason."""

    amount: Decimal
    percent: Decimal
    code: str = "leave.days"


def taken(
    leaves: Iterable[Leave],
    first: date,
    last: date,
    working: Collection[date],
    hours_per_day: Decimal,
    planned: Collection[date] = (),
    covered: Mapping[date, Decimal] | None = None,
    halves: Collection[date] = (),
) -> list[Taken]:
    """The days from ``first`` to ``last`` that leaves take, none twice (R1.41).

    :param working: days of the working schedule
    :param planned: days of the roster: they count instead, in a leave that has any
    :param covered: the part of a planned day that leave covers, where it is known
    :param halves: days on which there is half a day to work only
    """
    ordered = sorted(leaves, key=lambda leave: (leave.first, leave.id))
    spans = [
        days_between(max(one.first, first), min(one.last, last)) for one in ordered
    ]
    count = Counter(day for span in spans for day in span)
    used: dict[date, Decimal] = defaultdict(lambda: ZERO)
    found = []
    for leave, span in zip(ordered, spans, strict=True):
        rostered = [day for day in span if day in planned]
        counted = rostered or [day for day in span if day in working]
        for day in span if leave.calendar else counted:
            part = leave.part(day, hours_per_day)
            if covered and day in covered:
                part = covered[day] if count[day] == 1 else min(part, covered[day])
            whole = HALF if day in halves else ONE
            part = min(part, whole - used[day])
            if part > ZERO:
                used[day] += part
                found.append(Taken(leave, day, part))
    return found


def deduct(
    gross: Decimal, wage: Decimal, terms: Terms, rounding: Decimal = CENT
) -> Deduction:
    """What days of leave cost: the wage that is not paid (R1.41).

    :param gross: the wage of those days, not rounded
    :param wage: of the whole month, which the floor is compared with
    """
    kept, code = terms.paid / 100, "leave.days"
    lowest = min(terms.floor / wage, ONE) if wage else ONE
    if kept < lowest:
        kept, code = lowest, "leave.floor"
    share = ONE - min(kept, ONE)
    return Deduction(round_money(gross * share, rounding), share * 100, code)


def chain(
    own: tuple[date, date],
    others: Sequence[tuple[date, date]],
    idle: Collection[date] = (),
) -> list[int]:
    """Which of ``others`` make one continuous leave with ``own`` (R1.40).

    :param idle: days off: they do not break a leave
    :return: their places
    """
    first, last = own
    found: list[int] = []
    growing = True
    while growing:
        growing = False
        for place, (start, stop) in enumerate(others):
            if place in found:
                continue
            after = _touch(last, start, idle) and stop >= first
            before = _touch(stop, first, idle) and start <= last
            if after or before:
                first, last = min(first, start), max(last, stop)
                found.append(place)
                growing = True
    return sorted(found)


def _touch(last: date, first: date, idle: Collection[date]) -> bool:
    """Whether nothing but days off lies between the end of one and the next."""
    return all(day in idle for day in days_between(last + DAY, first - DAY))


def total_days(days: Iterable[Taken]) -> Decimal:
    """Days in all."""
    return total_of(day.part for day in days)


def levels(
    length: Decimal,
    bounds: Iterable[tuple[Decimal, str]],
    always: Iterable[str] = (),
) -> list[str]:
    """Who must agree to a leave of ``length`` days, in order (R1.40).

    :param bounds: ``(over so many days, who)``, in their order
    :param always: who must agree whatever the length, last
    """
    found: list[str] = []
    for over, who in bounds:
        if length > over and who not in found:
            found.append(who)
    return found + [who for who in always if who not in found]
