"""Commission on sales by tier, and the pool (R6.1-R6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .bounds import Bound, ordered, reached
from .money import CENT, ZERO, round_money, split_equally
from .trace import TraceStep, step

HUNDRED = Decimal(100)
INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Commission:
    """Amount (rounded once), the rate it comes to, and how it came about.

    ``exact`` is the amount before it was rounded: what a plan reckons on with.
    """

    amount: Decimal
    rate: Decimal
    steps: tuple[TraceStep, ...] = ()
    exact: Decimal = ZERO


def percent(rate: Decimal) -> Decimal:
    """A fraction as per cent: ``0.015`` -> ``1.5``."""
    return rate * HUNDRED


def conversion_rate(asked: int, bought: int) -> Decimal | None:
    """Askers who bought, in per cent; ``None`` when nobody asked (R6.2, R9.2).

    Of the customers who asked in a month no more than all can have bought: who asked
    before its first day and bought in it makes no more than 100 %.
    """
    return Decimal(min(bought, asked)) * HUNDRED / Decimal(asked) if asked else None


def whole_amount(
    sales: Decimal,
    measure: Decimal | None,
    tiers: Sequence[Bound[object]],
    measured: str,
    rounding: Decimal = CENT,
) -> Commission:
    """The rate of the tier that ``measure`` reached, on all sales (R6.2).

    :param measure: conversion in per cent or sales in money; ``None``, not known:
        the lowest tier applies and the trace says so
    :param measured: what that is, and so its unit, for the trace
    """
    tier = reached(measure, tiers)
    if tier is None:
        return Commission(ZERO, ZERO, (step("commission.no_tier"),))
    if measure is None:
        why = [step("commission.no_figures", rate=percent(tier.rate))]
    else:
        reached_by = {"measured": measured, "measure": measure}
        why = [step("commission.tier_by", **reached_by, rate=percent(tier.rate))]
    why.append(place_of(tier, tiers, measured))
    return at_rate(sales, tier.rate, *why, rounding=rounding)


def place_of(
    tier: Bound[object], tiers: Sequence[Bound[object]], measured: str
) -> TraceStep:
    """Where a tier begins, and what the next one above it brings (R6.2).

    :param measured: what the bounds are of, and so their unit, for the trace
    """
    scale = ordered(tiers)
    above = scale[scale.index(tier) + 1 :]
    if not above:
        return step("commission.tier_highest", measured=measured, bound=tier.lower)
    return step(
        "commission.tier_next",
        measured=measured,
        bound=tier.lower,
        following=above[0].lower,
        following_rate=percent(above[0].rate),
    )


def at_rate(
    sales: Decimal, rate: Decimal, *why: TraceStep, rounding: Decimal = CENT
) -> Commission:
    """One rate on all sales, with the reasons for it."""
    exact = sales * rate
    amount = round_money(exact, rounding)
    how = step("commission.amount", sales=sales, rate=percent(rate), amount=amount)
    return Commission(amount, rate, (*why, how), exact)


def marginal(
    sales: Decimal, tiers: Sequence[Bound[object]], rounding: Decimal = CENT
) -> Commission:
    """Each slice of the sales at the rate of its own tier (R6.2).

    Sales below zero, and the slice below the lowest bound, take the lowest rate.
    """
    scale = ordered(tiers)
    if not scale:
        return Commission(ZERO, ZERO, (step("commission.no_tier"),))
    amount, steps = ZERO, []
    lowers = [-INFINITY, *(tier.lower for tier in scale[1:])]
    for tier, low, high in zip(scale, lowers, [*lowers[1:], INFINITY], strict=True):
        part = min(max(sales, low), high) - min(max(ZERO, low), high)
        if part:
            amount += part * tier.rate
            steps.append(step("commission.slice", sales=part, rate=percent(tier.rate)))
    exact, amount = amount, round_money(amount, rounding)
    steps.append(step("commission.total", sales=sales, amount=amount))
    rate = amount / sales if sales else scale[0].rate
    return Commission(amount, rate, tuple(steps), exact)


def pool_shares(
    untagged: Decimal, rate: Decimal, agents: int, rounding: Decimal = CENT
) -> list[Decimal]:
    """Equal shares of ``rate`` x sales carried by nobody, one per agent (R6.3)."""
    return split_equally(round_money(untagged * rate, rounding), agents, rounding)


def taken_back(
    origin_rate: Decimal,
    base_now: Decimal,
    base_paid: Decimal,
    paid: Decimal,
    rounding: Decimal = CENT,
) -> Decimal:
    """Late change of a credit that is paid: origin rate x changed base (R6.4).

    :param base_paid: base and ``paid`` amount so far, earlier adjustments included
    :return: what to add; never takes back more than was paid
    """
    if not base_now:
        return -paid
    change = round_money(origin_rate * (base_now - base_paid), rounding)
    return max(change, -max(paid, ZERO)) if change < 0 else change
