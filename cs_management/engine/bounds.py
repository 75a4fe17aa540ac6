"""Scales with one bound per step: no gap and no overlap can exist."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from .money import clean

Key_co = TypeVar("Key_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Bound(Generic[Key_co]):
    """The lower end of a step of a scale.

    :param lower: where the step begins
    :param exclusive: the step begins just above ``lower`` ("over 90", R3.8)
    :param key: whatever the caller wants back: a grade, an id
    :param rate: a fraction, ``0.015`` for 1.5 %
    """

    lower: Decimal
    exclusive: bool = False
    key: Key_co | None = None
    rate: Decimal = Decimal(0)

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` has reached this step."""
        value = clean(value)
        return value > self.lower if self.exclusive else value >= self.lower


def ordered(bounds: Iterable[Bound[Key_co]]) -> list[Bound[Key_co]]:
    """Bounds from the lowest to the highest step."""
    return sorted(bounds, key=lambda bound: (bound.lower, bound.exclusive))


def reached(
    value: Decimal | None, bounds: Iterable[Bound[Key_co]]
) -> Bound[Key_co] | None:
    """Return the highest step that ``value`` has reached (R3.8, R6.2).

    A value below every step, or an unknown one (``None``), is on the lowest step.
    """
    found = None
    for bound in ordered(bounds):
        if found is None or (value is not None and bound.holds(value)):
            found = bound
    return found
