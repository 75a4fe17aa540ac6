"""Commission plans: orders with a rate of their own, coefficients, gates, cap (R6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .bounds import Bound, reached
from .commission import HUNDRED, Commission, percent
from .money import CENT, ZERO, round_money, split_by_weight, total_of
from .trace import TraceStep, step

ONE = Decimal(1)
PERCENT_UNITS = ("percent", "margin")


@dataclass(frozen=True, slots=True)
class Part:
    """What one plan line of a policy pays on: some of an agent's orders.

    :param key: id of the plan line
    :param unit: ``percent`` of sales, ``margin``: per cent of the margin, ``order`` or
        ``piece``
    :param measure: the sales, margin, orders or pieces that are paid
    :param rate: a fraction, or money for each order or piece
    """

    key: int
    unit: str
    measure: Decimal
    rate: Decimal

    @property
    def exact(self) -> Decimal:
        """What it comes to, not rounded."""
        return self.measure * self.rate

    def how(self) -> TraceStep:
        """In words, with the name of the line."""
        measured = {"percent": "sales", "margin": "base"}.get(self.unit, "count")
        if self.unit in PERCENT_UNITS:
            each = {"rate": percent(self.rate)}
        else:
            each = {"each": self.rate}
        return step(
            f"plan.{self.unit}",
            plan_line=self.key,
            **{measured: self.measure},
            **each,
            amount=self.exact,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What changes the whole commission: its factor, and why."""

    factor: Decimal
    why: TraceStep


@dataclass(frozen=True, slots=True)
class Settled:
    """A month's commission: ``amount`` is rounded once, and split on what made it.

    ``factor`` is what coefficients, gates and cap came to together; late changes of the
    month's orders are worth their rate times this factor (R6.4).
    """

    amount: Decimal
    factor: Decimal
    plain: Decimal
    parts: tuple[Decimal, ...]
    steps: tuple[TraceStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A target for some months, each counted as ``year * 12 + month``."""

    first: int
    last: int
    amount: Decimal


def coefficient(
    measure: str, value: Decimal | None, scale: Sequence[Bound[object]]
) -> Change:
    """The coefficient that ``value`` has reached; none if it is not known (R6.2).

    :param measure: name of what is measured, for the words
    :param scale: the factor of each step is its ``rate``
    """
    if value is None:
        return Change(ONE, step("plan.factor_unknown", measured=measure))
    found = reached(value, scale)
    factor = found.rate if found else ONE
    return Change(
        factor,
        step("plan.factor", measured=measure, value=value, factor=percent(factor)),
    )


def gate(
    measure: str, value: Decimal | None, bound: Decimal, at_most: bool, pays: Decimal
) -> Change:
    """All of the commission if ``value`` is within ``bound``, else ``pays`` (R6.2).

    :param at_most: the bound is the highest value that is within, else the lowest
    :param pays: a fraction; what is not known passes
    """
    if value is None:
        return Change(ONE, step("plan.gate_unknown", measured=measure))
    passed = value <= bound if at_most else value >= bound
    if passed:
        return Change(ONE, step("plan.gate_passed", measured=measure, value=value))
    side = "most" if at_most else "least"
    why = step(
        f"plan.gate_{side}",
        measured=measure,
        value=value,
        bound=bound,
        pays=percent(pays),
    )
    return Change(pays, why)


def cell(
    first: Decimal | None,
    second: Decimal | None,
    cells: Iterable[tuple[Bound[object], Bound[object]]],
) -> Bound[object] | None:
    """The cell of a matrix that two measures have reached (R6.2).

    :param cells: bound by the first measure, bound by the second with the rate; the row
        is found first, then the cell in it
    """
    rows = list(cells)
    row = reached(first, [own for own, _other in rows])
    if row is None:
        return None
    place = (row.lower, row.exclusive)
    return reached(
        second,
        [other for own, other in rows if (own.lower, own.exclusive) == place],
    )


def month_of(day: date) -> int:
    """The month of a day as targets count them."""
    return day.year * 12 + day.month


def attainment(sales: Decimal, target: Decimal) -> Decimal | None:
    """Sales of the target in per cent; ``None`` without a target (R6.2)."""
    return sales * HUNDRED / target if target > 0 else None


def target_to_date(targets: Iterable[Target], first: int, last: int) -> Decimal:
    """What is due in the months ``first`` to ``last`` (R6.2).

    Of each target its months have equal parts.
    """
    due = ZERO
    for target in targets:
        months = min(last, target.last) - max(first, target.first) + 1
        if months > 0:
            due += target.amount * months / (target.last - target.first + 1)
    return due


def step_bonus(
    measure: str, value: Decimal | None, scale: Sequence[Bound[object]]
) -> tuple[Decimal, TraceStep] | None:
    """The bonus of the highest step reached; ``None``: of none (R6.2).

    :param scale: the money of each step is its ``rate``
    """
    if value is None:
        return None
    held = [bound for bound in scale if bound.holds(value)]
    found = reached(value, held)
    if found is None:
        return None
    why = step("plan.bonus", measured=measure, value=value, amount=found.rate)
    return found.rate, why


def settle(
    plain: Commission,
    parts: Sequence[Part],
    changes: Sequence[Change] = (),
    cap: Decimal = ZERO,
    rounding: Decimal = CENT,
) -> Settled:
    """The month's commission: tiers and plan lines, times what changes them (R6.2).

    :param plain: what the tiers pay on the orders of no plan line
    :param cap: the most that is paid; zero: no limit
    """
    exact = [plain.exact, *(part.exact for part in parts)]
    whole = total_of(exact)
    steps = [*plain.steps, *(part.how() for part in parts)]
    factor = ONE
    for change in changes:
        factor *= change.factor
        steps.append(change.why)
    value = whole * factor
    if cap and value > cap:
        factor *= cap / value
        steps.append(step("plan.cap", earned=value, amount=cap))
        value = cap
    amount = round_money(value, rounding)
    if parts or changes or cap:
        steps.append(step("plan.total", amount=amount))
    own, *others = split_by_weight(amount, exact, rounding)
    return Settled(amount, factor, own, tuple(others), tuple(steps))


def within_cap(
    amounts: Sequence[Decimal], paid: Decimal, cap: Decimal
) -> list[Decimal]:
    """Late changes of a month that has a limit: what they add stays within it (R6.4).

    What is taken back is taken back; of what is added the last is cut first.

    :param paid: for the month so far
    """
    kept = list(amounts)
    excess = paid + total_of(kept) - cap
    for place in reversed(range(len(kept))):
        if excess > 0 and kept[place] > 0:
            cut = min(kept[place], excess)
            kept[place] -= cut
            excess -= cut
    return kept


def held_back(amount: Decimal, share: Decimal, rounding: Decimal = CENT) -> Decimal:
    """What of commission on orders that can still be returned is held back (R6.4)."""
    return round_money(amount * share, rounding)


def override(base: Decimal, rate: Decimal, rounding: Decimal = CENT) -> Decimal:
    """A leader's share of what their team sold or earned (R6.2)."""
    return round_money(base * rate, rounding)


def override_due(
    base_then: Decimal,
    change: Decimal,
    rate: Decimal,
    paid_then: Decimal,
    rounding: Decimal = CENT,
) -> Decimal:
    """Late change of an override: what all changes since are worth (R6.4).

    :param base_then: what was paid on, at the lock
    :param change: of that base since then
    :return: what is due on top of ``paid_then``; never less than nothing in all
    """
    due = round_money((base_then + change) * rate, rounding) - paid_then
    return max(due, -max(paid_then, ZERO))
