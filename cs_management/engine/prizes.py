"""Prizes for the first of the month, and for months running (R2.13, R2.14)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from .money import CENT, ZERO, split_equally
from .trace import TraceStep, step

Key = TypeVar("Key", bound=Hashable)

EACH = "each"
SHARE = "share"
NONE = "none"


@dataclass(frozen=True, slots=True)
class PrizeStep:
    """What is paid from the ``first`` month running on."""

    first: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PrizeRules:
    """A prize of a policy.

    :param one_off: a step pays in the month that reaches it only; after the last
        step counting starts anew (R2.14)
    :param ties: each of the tied gets it, they share it, or nobody gets it
    """

    steps: Sequence[PrizeStep]
    one_off: bool = False
    ties: str = EACH


@dataclass(frozen=True, slots=True)
class Award:
    """What one of the first gets, and the months running to remember."""

    amount: Decimal
    streak: int
    steps: tuple[TraceStep, ...] = ()


def first_of(values: Mapping[Key, Decimal], above: Decimal | None = None) -> list[Key]:
    """Who has the highest value, in the order given; several when they are tied.

    :param above: only values above count: without any sales nobody is champion (R2.13)
    """
    counted = [value for value in values.values() if above is None or value > above]
    best = max(counted, default=None)
    return [key for key, value in values.items() if best is not None and value == best]


def amount_for(rules: PrizeRules, streak: int) -> Decimal:
    """What the ``streak``-th month running pays: 50, 100, then 200 (R2.13)."""
    if rules.one_off:
        return next((row.amount for row in rules.steps if row.first == streak), ZERO)
    due = [row for row in rules.steps if row.first <= streak]
    last = max(due, key=lambda row: row.first, default=None)
    return last.amount if last else ZERO


def award(
    rules: PrizeRules,
    before: int,
    tied: int = 1,
    position: int = 0,
    rounding: Decimal = CENT,
) -> Award:
    """The prize of one of the first of a month (R2.13, R2.14).

    A tie keeps the months running of each. Where nobody gets the prize in a tie, the
    month neither counts nor breaks them.

    :param before: months running up to the month before
    :param tied: how many are first together
    :param position: which of them this is, from 0: equal amounts are shared to the cent
    """
    if tied > 1 and rules.ties == NONE:
        return Award(ZERO, before, (step("prize.tie_none", agents=tied),))
    streak = before + 1
    last = max((row.first for row in rules.steps), default=0)
    if rules.one_off:
        streak = min(streak, last)
    amount = amount_for(rules, streak)
    steps = [step("prize.streak", months=streak, amount=amount)]
    if tied > 1 and rules.ties == SHARE:
        amount = split_equally(amount, tied, rounding)[position]
        steps.append(step("prize.tie_share", agents=tied, amount=amount))
    elif tied > 1:
        steps.append(step("prize.tie_each", agents=tied))
    anew = rules.one_off and streak >= last
    return Award(amount, 0 if anew else streak, tuple(steps))
