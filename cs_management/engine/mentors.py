"""Prizes for mentors, by how fast their new starters passed the trial (R2.11)."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from .money import CENT, ZERO, split_equally, total_of

Key = TypeVar("Key", bound=Hashable)

EACH = "each"
SHARE = "share"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the cohort, and what it pays.

    :param tied: how many have this place together
    """

    place: int
    amount: Decimal
    tied: int = 1


def days_to_pass(start: date, passed: date) -> int:
    """Days from the start of the trial until it was passed (R2.11)."""
    return (passed - start).days


def places(
    days: Mapping[Key, int],
    amounts: Sequence[Decimal],
    ties: str = EACH,
    rounding: Decimal = CENT,
) -> dict[Key, Place]:
    """Places of a cohort: the fastest first; ties have one place: 1, 1, 3 (R2.11).

    Each of the tied gets the amount of their place, or they share those of all the
    places that they take, to the cent: two first share 150 and 100.

    :param days: days of each who passed
    :param amounts: what the places pay, first to last; further places pay nothing
    """
    groups = defaultdict(list)
    for key, value in days.items():
        groups[value].append(key)
    found: dict[Key, Place] = {}
    for value in sorted(groups):
        tied, place = groups[value], len(found) + 1
        taken = amounts[place - 1 : place - 1 + len(tied)]
        if ties == SHARE:
            parts = list(split_equally(total_of(taken), len(tied), rounding))
        else:
            parts = [taken[0] if taken else ZERO] * len(tied)
        for key, amount in zip(tied, parts, strict=True):
            found[key] = Place(place, amount, len(tied))
    return found
