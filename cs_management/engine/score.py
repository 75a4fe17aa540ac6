"""Monthly score, grade, float and rank (R3.1, R3.5, R3.8-R3.11)."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from dateutil.relativedelta import relativedelta

from .money import CENT, ZERO, round_money, total_of
from .trace import TraceStep, step

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark:
    """One confirmed entry as the score sees it: signed points, severity, rule."""

    points: Decimal
    severity: str = ""
    rule: str = ""
    violation: bool = True


@dataclass(frozen=True, slots=True)
class Penalty:
    """A further deduction once ``severity`` was met ``count`` times (R3.5)."""

    severity: str
    count: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """The score chapter of a policy; points, and money per point.

    :param count_rules: count articles broken instead of occurrences (R3.5)
    """

    base: Decimal
    cap: Decimal | None = None
    floor: Decimal | None = None
    penalties: Sequence[Penalty] = ()
    count_rules: bool = False
    float_reference: Decimal = ZERO
    float_rate: Decimal = ZERO
    float_min: Decimal = ZERO
    float_max: Decimal = ZERO
    waiting_months: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """A score or an amount, and how it came about."""

    value: Decimal
    steps: tuple[TraceStep, ...] = ()


def further_penalty(rules: ScoreRules, marks: Iterable[Mark]) -> Penalty | None:
    """The heaviest further penalty reached: once a month, not one per line (R3.5)."""
    broken = [mark for mark in marks if mark.violation]
    if rules.count_rules:
        broken = list({(mark.severity, mark.rule): mark for mark in broken}.values())
    counts = Counter(mark.severity for mark in broken)
    due = [line for line in rules.penalties if counts[line.severity] >= line.count]
    return max(due, key=lambda line: line.points, default=None)


def score(rules: ScoreRules, marks: Sequence[Mark]) -> Result:
    """Base plus points, less the further penalty, within floor and cap (R3.1, R3.5)."""
    merits = total_of(mark.points for mark in marks if mark.points > 0)
    losses = total_of(mark.points for mark in marks if mark.points < 0)
    value = rules.base + merits + losses
    steps = [step("score.base", points=rules.base)]
    if merits:
        steps.append(step("score.merits", points=merits))
    if losses:
        steps.append(step("score.violations", points=losses))
    if penalty := further_penalty(rules, marks):
        value -= penalty.points
        steps.append(
            step(
                "score.penalty",
                points=-penalty.points,
                count=penalty.count,
                severity=penalty.severity,
            )
        )
    if rules.cap is not None and value > rules.cap:
        value = rules.cap
        steps.append(step("score.cap", points=value))
    if rules.floor is not None and value < rules.floor:
        value = rules.floor
        steps.append(step("score.floor", points=value))
    steps.append(step("score.total", points=value))
    return Result(value, tuple(steps))


def floats(joined: date | None, period_end: date, waiting_months: int) -> bool:
    """Whether pay floats yet: the first months after joining do not (R3.11)."""
    if joined is None or not waiting_months:
        return True
    return joined + relativedelta(months=waiting_months) <= period_end


def float_pay(
    rules: ScoreRules,
    points: Decimal,
    joined: date | None,
    period_end: date,
    rounding: Decimal = CENT,
) -> Result:
    """(score - reference) x rate, within the policy's limits (R3.9, R3.11, R4.2)."""
    if not floats(joined, period_end, rules.waiting_months):
        return Result(
            ZERO, (step("float.waiting", months=rules.waiting_months, joined=joined),)
        )
    raw = (points - rules.float_reference) * rules.float_rate
    limited = min(max(raw, rules.float_min), rules.float_max)
    steps = [
        step(
            "float.rate",
            score=points,
            reference=rules.float_reference,
            rate=rules.float_rate,
            amount=raw,
        )
    ]
    if limited != raw:
        steps.append(step("float.limit", low=rules.float_min, high=rules.float_max))
    return Result(round_money(limited, rounding), tuple(steps))


def ranks(scores: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Rank by score, highest first; ties share a rank: 1, 1, 3 (R3.10)."""
    ordered = sorted(scores.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for position, value in enumerate(ordered, start=1):
        first.setdefault(value, position)
    return {key: first[value] for key, value in scores.items()}
