"""KPI sheets: lines, total and bar, parts, grades, what the year moves (R7, R5.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from .bounds import Bound, ordered, reached
from .money import CENT, ZERO, clean, round_money, total_of
from .periods import DAY
from .trace import TraceStep, step

HUNDRED = Decimal(100)
# What a line that does not apply to somebody does to the sheet.
PROPORTION = "proportion"
FULL = "full"
# Grades, the best first (R7.3); a sheet says which of them it uses.
GRADES = ("excellent", "good", "pass", "poor", "fail")
# Parts that a sheet may weigh (R7.5).
PARTS = ("performance", "ability", "attitude")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a sheet.

    :param points: what was given; ``None``: nothing yet
    :param most: the most that the line gives
    :param applies: whether the agent can be judged by it
    """

    points: Decimal | None
    most: Decimal
    part: str = ""
    applies: bool = True


@dataclass(frozen=True, slots=True)
class SheetRules:
    """A sheet as its template says; total and bar in points, not sums of its lines.

    :param weights: of the parts, in per cent; none: the lines are added up (R7.5)
    :param grades: lower bounds in per cent of the total, keyed by the grade (R7.3)
    """

    total: Decimal
    bar: Decimal
    not_applicable: str = PROPORTION
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    grades: Sequence[Bound[str]] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet comes to; ``grade`` is empty where the sheet has none."""

    points: Decimal
    total: Decimal
    bar: Decimal
    percent: Decimal
    passed: bool
    grade: str = ""
    steps: tuple[TraceStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a grade moves performance pay by: from ``low`` to ``high`` per cent (R5.6).

    :param lower: where the grade begins, in per cent of the total
    """

    lower: Decimal
    low: Decimal = ZERO
    high: Decimal = ZERO
    exclusive: bool = False
    grade: str = ""


def banded(value: Decimal | None, bands: Iterable[Bound[Decimal]]) -> Decimal | None:
    """Points that a figure reaches (R7.1); ``None`` while the figure is not known."""
    if value is None:
        return None
    band = reached(value, bands)
    return band.key if band else None


def open_items(items: Iterable[Item]) -> list[int]:
    """Places of the lines that apply and have no points yet."""
    return [
        place
        for place, item in enumerate(items)
        if item.applies and item.points is None
    ]


def result(
    rules: SheetRules, items: Sequence[Item], calibration: Decimal = ZERO
) -> Result:
    """Points, whether the bar is reached, and the grade (R7.1, R7.3, R7.5).

    A line that does not apply counts in full, or leaves total and bar in proportion
    of what the other lines can give: it makes passing neither harder nor easier. In a
    weighted sheet it leaves its part, and a part without any line leaves the weights.

    :param calibration: points that the calibration across the team adds or takes
    """
    total, bar, steps = rules.total, rules.bar, []
    if rules.weights:
        points, how = _weighted(rules, items)
        steps += how
    else:
        points = total_of(_given(rules, item) for item in items)
        share = _share_left(rules, items)
        total, bar = total * share, bar * share
        steps.append(step("review.points", points=points))
        if share != 1:
            steps.append(step("review.left_out", total=total, bar=bar))
    if calibration:
        points = min(max(points + calibration, ZERO), total)
        steps.append(step("review.calibrated", change=calibration, points=points))
    percent = points * HUNDRED / total if total else ZERO
    passed = clean(points) >= clean(bar)
    grade = reached(percent, rules.grades)
    code = "review.passed" if passed else "review.failed"
    steps.append(step(code, points=points, total=total, bar=bar))
    key = grade.key if grade and grade.key else ""
    return Result(points, total, bar, percent, passed, key, tuple(steps))


def _given(rules: SheetRules, item: Item) -> Decimal:
    """Points of a line; one that does not apply may count in full."""
    if item.applies:
        return item.points or ZERO
    return item.most if rules.not_applicable == FULL else ZERO


def _counted(rules: SheetRules, items: Iterable[Item]) -> list[Item]:
    """Lines that the total is measured by."""
    if rules.not_applicable == FULL:
        return list(items)
    return [item for item in items if item.applies]


def _share_left(rules: SheetRules, items: Sequence[Item]) -> Decimal:
    """The part of total and bar that the lines that apply stand for."""
    every = total_of(item.most for item in items)
    left = total_of(item.most for item in _counted(rules, items))
    return left / every if every and left != every else Decimal(1)


def _weighted(
    rules: SheetRules, items: Sequence[Item]
) -> tuple[Decimal, list[TraceStep]]:
    """Points by the weights of the parts, out of the whole total (R7.5)."""
    shares: dict[str, Decimal] = {}
    steps = []
    for part, weight in rules.weights.items():
        own = [item for item in _counted(rules, items) if item.part == part]
        most = total_of(item.most for item in own)
        if not (weight and most):
            continue
        points = total_of(_given(rules, item) for item in own)
        shares[part] = weight * points / most
        steps.append(
            step("review.part", part=part, points=points, most=most, weight=weight)
        )
    weights = total_of(rules.weights[part] for part in shares)
    if not weights:
        return ZERO, steps
    points = rules.total * total_of(shares.values()) / weights
    steps.append(step("review.weighted", points=points, weights=weights))
    return points, steps


def proposed_change(percent: Decimal, grades: Iterable[Change]) -> Decimal:
    """By how many per cent performance pay moves (R5.6).

    Within the range of the grade, by where between the grade's bound and the next
    one's (or the whole total) the result lies: at the bound the lower end.
    """
    scale = {(row.lower, row.exclusive): row for row in grades}
    steps = [
        Bound(row.lower, row.exclusive, key=row)
        for row in sorted(scale.values(), key=lambda row: (row.lower, row.exclusive))
    ]
    own = reached(percent, steps)
    if own is None or own.key is None:
        return ZERO
    change = own.key
    bounds = ordered(steps)
    place = bounds.index(own)
    upper = bounds[place + 1].lower if place + 1 < len(bounds) else HUNDRED
    if upper <= change.lower:
        return change.high
    place_in = (percent - change.lower) / (upper - change.lower)
    inside = min(max(place_in, ZERO), Decimal(1))
    return round_money(change.low + (change.high - change.low) * inside, CENT)


def within(percent: Decimal, change: Change) -> bool:
    """Whether somebody may decide this change for the grade (R5.6)."""
    return change.low <= percent <= change.high


def failed_running(months: Sequence[bool | None]) -> int:
    """Fails running up to the last month, who was left out aside (R7.3).

    :param months: whether each month was failed, oldest first; ``None``: left out
    """
    count = 0
    for failed in reversed([month for month in months if month is not None]):
        if not failed:
            break
        count += 1
    return count


def away_for_long(spans: Iterable[tuple[date, date]], months: int) -> bool:
    """Whether somebody was away for more than so many months (R7.4).

    In one piece by the calendar, or else 31 days a month in all. Days that several
    spans share count once.
    """
    merged: list[list[date]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + DAY:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    days = sum((last - first).days + 1 for first, last in merged)
    return days > 31 * months or any(
        last >= first + relativedelta(months=months) for first, last in merged
    )


def review_days(period_end: date, first: int, last: int) -> tuple[date, date]:
    """When a period is reviewed: from a day to a day of the next month (R7.4)."""
    following = period_end.replace(day=1) + relativedelta(months=1)
    return (
        following + relativedelta(day=first),
        following + relativedelta(day=max(first, last)),
    )


def bonus(
    amount: Decimal,
    share: Decimal,
    base: Decimal,
    percent: Decimal,
    rounding: Decimal = CENT,
) -> tuple[Decimal, TraceStep]:
    """The bonus of who passed: an amount by days, or per cent of base pay (R5.4).

    :param share: of the month that is paid, at most 1
    :param percent: of ``base``; used where there is no amount
    """
    if amount:
        how = step("kpi.amount", amount=amount, share=share * HUNDRED)
        return round_money(amount * share, rounding), how
    how = step("kpi.rate", base=base, rate=percent)
    return round_money(base * percent / HUNDRED, rounding), how
