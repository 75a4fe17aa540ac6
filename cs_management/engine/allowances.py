"""Allowances by kind, performance pay moved by grades, and bonuses (R5.5, R5.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .money import CENT, ZERO, round_money
from .trace import TraceStep, step

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Monthly:
    """A monthly amount, and how it came about; zero pays nothing."""

    amount: Decimal = ZERO
    steps: tuple[TraceStep, ...] = ()


def skill(
    low: Decimal,
    high: Decimal,
    typed: Decimal | None = None,
    level: Decimal | None = None,
    rounding: Decimal = CENT,
) -> Monthly:
    """The allowance for skills within its range (R5.5: 1000 to 2000).

    :param typed: what HR has set for the agent; kept within the range
    :param level: how far the agent has come, in per cent, where nothing is typed;
        ``None``: no skill is known, nothing is paid
    """
    if typed:
        amount = min(max(typed, low), high)
        how = step("allowance.skill_set", set=typed, low=low, high=high, amount=amount)
        return Monthly(amount, (how,))
    if level is None:
        return Monthly()
    part = min(max(level, ZERO), HUNDRED)
    amount = round_money(low + (high - low) * part / HUNDRED, rounding)
    how = step("allowance.skill_level", level=part, low=low, high=high, amount=amount)
    return Monthly(amount, (how,))


def performance(
    amount: Decimal, changes: Iterable[Decimal], rounding: Decimal = CENT
) -> Monthly:
    """Performance pay a month, moved by the grades of the years (R5.6).

    :param changes: per cent, oldest first; each is of what was paid before it
    """
    if not amount:
        return Monthly()
    steps = [step("allowance.performance", amount=amount)]
    for percent in changes:
        before, amount = (
            amount,
            round_money(amount * (HUNDRED + percent) / HUNDRED, rounding),
        )
        steps.append(
            step("allowance.grade", percent=percent, before=before, amount=amount)
        )
    return Monthly(amount, tuple(steps))


def bonus(
    amount: Decimal, percent: Decimal, base: Decimal, rounding: Decimal = CENT
) -> tuple[Decimal, TraceStep]:
    """A bonus that was set: an amount, else per cent of the month's base pay (R5.5)."""
    if amount:
        return round_money(amount, rounding), step("bonus.amount", amount=amount)
    paid = round_money(base * percent / HUNDRED, rounding)
    return paid, step("bonus.percent", percent=percent, base=base)


def within(value: Decimal, low: Decimal, high: Decimal) -> bool:
    """Whether a bonus lies in its range, bounds included (R5.5, R3.13).

    :param high: zero: no upper bound
    """
    return value >= low and (not high or value <= high)
