"""Rounding and cent-exact splitting."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

# What divisions leave behind lies in the last of 28 digits, money within the first.
CLEAN = Context(prec=20, rounding=ROUND_HALF_EVEN)
CENT = Decimal("0.01")
ZERO = Decimal(0)


def to_decimal(value: Decimal | float | int | str | None) -> Decimal:
    """Return ``value`` as the decimal a reader would write: ``0.1`` is 0.1."""
    if isinstance(value, Decimal):
        return value
    return Decimal(str(value or 0))


def clean(value: Decimal) -> Decimal:
    """``value`` without the dust of divisions: 5 of 24 parts of 2205 are 459.375.

    Before it is rounded or compared with a bound: 459.3749... would lose a cent,
    and 90.9999... of 91 points would fail.
    """
    return CLEAN.plus(value)


def round_money(amount: Decimal, rounding: Decimal = CENT) -> Decimal:
    """Round half away from zero to a multiple of ``rounding``, as currencies do.

    :param rounding: smallest unit of the currency, e.g. ``0.01`` or ``1``
    """
    units = clean(amount / rounding)
    return units.quantize(Decimal(1), ROUND_HALF_UP) * rounding


def split_by_weight(
    total: Decimal, weights: Sequence[Decimal], rounding: Decimal = CENT
) -> list[Decimal]:
    """Split a rounded ``total`` by ``weights`` so that the shares add up to it exactly.

    Cumulative rounding: each share is the difference of two rounded running totals.
    The SQL of the commission lines uses the same rule. Shares of zero weight are
    zero; if no weight counts, everything is zero.
    """
    whole = sum(weights, ZERO)
    shares, running, given = [], ZERO, ZERO
    for weight in weights:
        running += weight
        reached = round_money(total * running / whole, rounding) if whole else ZERO
        shares.append(reached - given)
        given = reached
    return shares


def split_equally(
    total: Decimal, count: int, rounding: Decimal = CENT
) -> list[Decimal]:
    """Split ``total`` into ``count`` shares that differ by one unit at most (R6.4)."""
    return split_by_weight(total, [Decimal(1)] * count, rounding)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Sum of decimals; zero, not int, when there are none."""
    return sum(amounts, ZERO)
