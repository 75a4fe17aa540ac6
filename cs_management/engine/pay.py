"""Base pay by days: which part of a month's wage days earn, and days away cost (R5).

Days and divisor are of one kind. In every basis a month fully worked pays the wage, a
month fully away pays nothing, and between the smaller side is counted: who misses one
day loses the wage of one day, who works one day gets it. Where both sides meet, at
half, neither passes it, so that a day more never pays less.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .money import CENT, ZERO, round_money
from .segments import Segment, part_on
from .trace import TraceStep, step

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one agent in one period, of the kind that the basis counts.

    :param days: of the whole period, those before joining and after leaving included
    :param basis: days that a month's wage is divided by; zero: its own ``days``
    :param whole: an agent on every day of the period
    """

    days: Decimal
    basis: Decimal = ZERO
    whole: bool = True

    @property
    def divisor(self) -> Decimal:
        """Days that a month's wage is divided by for the wage of one day."""
        return self.basis or self.days or ONE


@dataclass(frozen=True, slots=True)
class PaidSegment:
    """A segment's part of the base pay; ``share`` is a fraction of the month's wage.

    :param code: how the share came about, see :func:`base_pay`
    :param args: the figures of that, as exact as they were used
    """

    segment: Segment
    days: Decimal
    share: Decimal
    amount: Decimal
    code: str
    args: tuple[tuple[str, Decimal], ...] = ()

    def step(self, chapter: str, monthly: Decimal) -> TraceStep:
        """The step of a trace for a monthly amount that is paid by this share."""
        return step(
            f"{chapter}.{self.code}",
            wage=monthly,
            first=self.segment.first,
            last=self.segment.last,
            **dict(self.args),
        )


@dataclass(frozen=True, slots=True)
class DayWage:
    """The wage of a day and an hour, and of a segment's days away (R1.5, R1.41).

    Rates are not rounded; what is made of them is, once.

    :param wage: of the month
    :param month: the agent's days
    :param hours: of a day
    :param share: of the month's wage that the segment pays
    :param required: days of the segment that were to be worked
    :param away: those of them that are not paid in full
    """

    wage: Decimal
    month: Month
    hours: Decimal
    share: Decimal = ONE
    required: Decimal = ZERO
    away: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """Days of the segment that are not away."""
        return self.required - self.away

    @property
    def code(self) -> str:
        """Which side is counted: ``days`` away, the days left, or ``half``."""
        half = self.share * self.divisor / 2
        if 2 * self.away <= self.required:
            return "days" if self.away <= half else "half"
        return "most" if self.left < half else "half"

    @property
    def day(self) -> Decimal:
        """What one day away costs."""
        if self.code == "days":
            return self.wage / self.divisor
        cost = missing(self.away, self.required, self.divisor, self.share)
        return self.wage * cost / self.away

    def gross(self, days: Decimal) -> tuple[Decimal, TraceStep]:
        """What ``days`` away cost before any factor, and how that is computed."""
        figures = {"days": days, "away": self.away, "base": self.wage * self.share}
        by_day = {"wage": self.wage, "basis": self.divisor}
        steps = {
            "days": step("time.days", days=days, **by_day),
            "half": step("time.half", **figures),
            "most": step("time.most", left=self.left, **figures, **by_day),
        }
        return self.day * days, steps[self.code]

    def minutes(self, minutes: int) -> tuple[Decimal, TraceStep]:
        """The wage of so many minutes, and how that is computed."""
        how = step(
            "time.minutes",
            minutes=minutes,
            wage=self.wage,
            basis=self.divisor,
            hours=self.hours,
        )
        return self.hour * minutes / 60, how

    @property
    def divisor(self) -> Decimal:
        """Days that a month's wage is divided by."""
        return self.month.divisor

    @property
    def hour(self) -> Decimal:
        """The wage of one hour that was worked more or less."""
        return self.wage / self.month.divisor / self.hours if self.hours else ZERO


def earned(days: Decimal, of: Decimal, basis: Decimal, whole: Decimal = ONE) -> Decimal:
    """The part of ``whole`` that ``days`` of ``of`` days earn, at ``1 / basis`` a day.

    The smaller side is counted, and neither passes half.
    """
    if days <= 0:
        return ZERO
    away = of - days
    if away <= 0:
        return whole
    if away <= days:
        return max(whole - away / basis, whole / 2)
    return min(days / basis, whole / 2)


def missing(
    away: Decimal, of: Decimal, basis: Decimal, whole: Decimal = ONE
) -> Decimal:
    """The part of ``whole`` that ``away`` of ``of`` days cost: the rest of `earned`."""
    return whole - earned(of - away, of, basis, whole)


def month_of(
    first: date,
    last: date,
    parts: Sequence[Segment],
    counted: Collection[date],
    scheduled: Collection[date] | None,
    basis: Decimal = ZERO,
) -> Month:
    """The days of a period of one agent.

    :param counted: the days that count while they were an agent
    :param scheduled: days of their working schedule in the whole period; ``None``:
        they have none, days outside are as dense as those counted, in full days
    """
    span = (last - first).days + 1
    inside = sum((part.last - part.first).days + 1 for part in parts)
    own = len(within(counted, parts))
    if inside == span:
        return Month(Decimal(own), basis)
    if scheduled is not None:
        outside = len(set(scheduled)) - len(within(scheduled, parts))
    else:
        outside = own * (span - inside) // inside if inside else 0
    return Month(Decimal(own + outside), basis, whole=False)


def weight(days: Collection[date], halves: Collection[date] = ()) -> Decimal:
    """How many days they are: those with half a day of work count half (R1.5)."""
    return sum((ONE / 2 if day in halves else ONE for day in days), ZERO)


def within(days: Collection[date], parts: Sequence[Segment]) -> set[date]:
    """Those of the days that lie in a segment."""
    return {day for day in days if part_on(parts, day)}


def base_pay(
    parts: Sequence[Segment],
    counted: Collection[date],
    month: Month,
    rounding: Decimal = CENT,
) -> list[PaidSegment]:
    """Monthly wage by segment (``CS_BASE``, R5.7); equal wages add up to the cent.

    The ``code`` of a segment says how its share came about: ``whole`` the period;
    ``part`` of a period worked throughout; ``worked`` days by the divisor; ``missed``
    days by the divisor taken off; ``half`` where the two sides meet.

    :param counted: days that count, see :func:`month_of`
    """
    counts = [Decimal(len(within(counted, [part]))) for part in parts]
    if not any(counts) and month.whole:  # A period without a single day to work.
        counts = [Decimal((part.last - part.first).days + 1) for part in parts]
        month = Month(sum(counts, ZERO))
    of = sum(counts, ZERO)
    total = earned(of, month.days, month.divisor)
    paid: list[PaidSegment] = []
    # By wage: the share of another one has no cents of this one to make up for.
    given: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for part, count in zip(parts, counts, strict=True):
        share = total * count / of if of else ZERO
        wage = part.version.wage
        before = round_money(wage * given[wage], rounding)
        given[wage] += share
        amount = round_money(wage * given[wage], rounding) - before
        code, args = _reason(count, of, total, month)
        paid.append(PaidSegment(part, count, share, amount, code, args))
    return paid


def _reason(
    count: Decimal, of: Decimal, total: Decimal, month: Month
) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    away = month.days - of
    if away <= 0:
        if count == of:
            return "whole", ()
        return "part", (("days", count), ("of", of))
    if total == Decimal("0.5") and month.basis:
        return "half", (("days", count), ("of", of))
    if away <= of:
        figures = ("days", count), ("of", of), ("away", away), ("basis", month.divisor)
        return "missed", figures
    return "worked", (("days", count), ("basis", month.divisor))
