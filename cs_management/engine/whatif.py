"""The same month under several rules, side by side: what each agent is paid by code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO
from .trace import TraceStep


@dataclass(frozen=True, slots=True)
class Side:
    """What one code pays under one set of rules, and how it came about."""

    amount: Decimal = ZERO
    steps: tuple[TraceStep, ...] = ()


NOTHING = Side()


def by_code(
    lines: Iterable[tuple[str, Decimal, tuple[TraceStep, ...]]],
) -> dict[str, Side]:
    """The lines of one statement, those of a code as one.

    :param lines: code, amount and calculation of each
    """
    found: dict[str, Side] = {}
    for code, amount, steps in lines:
        before = found.get(code, NOTHING)
        found[code] = Side(before.amount + amount, (*before.steps, *steps))
    return found


def beside(sides: Sequence[dict[str, Side]]) -> dict[str, tuple[Side, ...]]:
    """Several statements of one agent and month: for each code what each side pays.

    A code that pays nothing on any side is left out.
    """
    codes = {code: None for side in sides for code in side}
    rows = {code: tuple(side.get(code, NOTHING) for side in sides) for code in codes}
    return {code: row for code, row in rows.items() if any(side.amount for side in row)}
