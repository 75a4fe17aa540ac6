"""Who an agent was on each day of a period, and the base pay of those days."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .money import CENT, ZERO, round_money
from .trace import TraceStep, step

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Version:
    """A dated version of an employee, as effective-dated HR data stores it.

    :param level: id of the level; falsy: not an agent under this version
    :param contract_start: ``None``: not in contract
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


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive days of a period under one version."""

    version: Version
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PaidSegment:
    """A segment's part of the base pay; ``share`` is a fraction of the month's wage."""

    segment: Segment
    days: Decimal
    share: Decimal
    amount: Decimal
    steps: tuple[TraceStep, ...] = ()


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


def base_pay(
    parts: Sequence[Segment],
    working_days: Mapping[int | None, Collection[date]],
    first: date,
    last: date,
    days_per_month: Decimal | None = None,
    rounding: Decimal = CENT,
) -> list[PaidSegment]:
    """Monthly wage by segment (``CS_BASE``); equal wages add up to the cent.

    A period worked throughout pays the whole wage, split by working days where it
    changed. Of a period worked in part, each day pays wage / the basis.

    :param working_days: the period's working days by calendar id; a calendar
        without any counts every day
    :param days_per_month: 21.75, say; ``None``: the period's own working days
    """
    every_day = [first + DAY * index for index in range((last - first).days + 1)]
    counts: list[Decimal] = []
    lengths: list[int] = []
    for part in parts:
        days = working_days.get(part.version.calendar) or every_day
        counts.append(Decimal(sum(part.first <= day <= part.last for day in days)))
        lengths.append(len(days))
    whole = sum(((part.last - part.first).days + 1 for part in parts), 0) == len(
        every_day
    )
    if whole and not any(counts):  # A period without a single working day.
        counts = [Decimal((part.last - part.first).days + 1) for part in parts]
    worked, given = sum(counts, ZERO), ZERO
    paid: list[PaidSegment] = []
    for part, count, length in zip(parts, counts, lengths, strict=True):
        month = worked if whole else days_per_month or Decimal(length)
        basis = month or Decimal(1)
        share = min(count / basis, 1 - given) if worked else ZERO
        wage, before, given = part.version.wage, given, given + share
        amount = round_money(wage * given, rounding) - round_money(
            wage * before, rounding
        )
        code = "base.whole" if share == 1 else "base.part"
        how = step(
            code,
            wage=wage,
            first=part.first,
            last=part.last,
            days=count,
            basis=basis,
        )
        paid.append(PaidSegment(part, count, share, amount, (how,)))
    return paid
