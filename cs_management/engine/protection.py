"""Wage protection: what deductions may take of a month's pay (R2.10, R2.16, R2.17).

Deductions for violations and loss take at most 20 % of the month's wage, and what is
left is never under the minimum wage; the rest is carried or dropped. A clawback
(R6.4) that the month does not bear is carried. No net pay is below zero.

How this is read:

- *Earned* is all that the month pays before deductions: wage, allowances and variable
  pay, less absence and leave. Absence, leave and a negative float make it smaller;
  they are no deductions: nothing of them is given back to reach the minimum wage.
  What they take beyond all pay is forgiven, as nobody owes for time not worked.
- *The month's wage* of the limit is what was earned, variable pay included, as labour
  law counts wages. The limit is rounded down: "at most".
- *The floor* is for all deductions, clawbacks included. Who earned less than the
  minimum wage keeps what was earned.
- *Clawbacks* are not under the limit: they are pay that was never due. They go first.
- *Violations reduce the variable pay first*: they go before losses, and the wage bears
  only what is beyond variable pay. That part is under the limit, too, as "at most"
  knows no exception; variable pay makes the limit larger in turn.
- *Losses* go last: a claim has its own record and waits without being lost.
- Within a kind the oldest goes first, then by key.
- What is *given back* (a cancelled fine, late pay: an amount below zero) first meets
  what is open of its kind, its own key before others. That touches no pay, so neither
  limit nor floor holds for it. The rest of it is paid.
- *Dropped* are violations and losses only. Clawbacks are carried always.
- *At the exit* nothing more is taken than in any month; what is open is shown.
- *Switched off*, only the last line of defence remains: the net is not below zero.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import accumulate

from .money import CENT, ZERO, round_money, split_equally, total_of
from .trace import TraceStep, step

CLAWBACK = "clawback"
VIOLATION = "violation"
COMPENSATION = "compensation"

# Who goes first, and who is under the limit.
KINDS = (CLAWBACK, VIOLATION, COMPENSATION)
LIMITED = (VIOLATION, COMPENSATION)

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ProtectionRules:
    """Wage protection as a company sets it.

    :param rate: violations and losses take at most so many per cent of the month's
        wage, 0 to 100
    :param minimum: the minimum wage of a month
    :param carry: what is not taken is carried; else dropped
    """

    rate: Decimal = Decimal(20)
    minimum: Decimal = ZERO
    carry: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Pay:
    """What a month pays before deductions, rounded, as the lines have it.

    :param fixed: base wage paid, allowances, seniority, overtime
    :param variable: float (also below zero), commission, pool, prizes, rewards
    :param time: absence and leave, below zero
    """

    fixed: Decimal = ZERO
    variable: Decimal = ZERO
    time: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """The sum; below zero where time and float take more than there is."""
        return self.fixed + self.variable + self.time


@dataclass(frozen=True, slots=True)
class Due:
    """One deduction that is due, rounded.

    :param key: one matter, e.g. an entry or a claim: unique by kind and origin
    :param amount: above zero; below: given back to the agent
    :param origin: the start of the period it is carried from; ``None``: of this one
    """

    kind: str
    key: str
    amount: Decimal
    origin: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one due: ``taken + carried + dropped`` is its amount."""

    due: Due
    taken: Decimal = ZERO
    carried: Decimal = ZERO
    dropped: Decimal = ZERO

    @property
    def is_new(self) -> bool:
        """Whether it is of this period, so that a line of it stands there already."""
        return self.due.origin is None

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """How a carried amount was settled: the trace of its own line."""
        return (
            step(
                "protection.settled",
                since=self.due.origin,
                due=self.due.amount,
                taken=self.taken,
                rest=self.due.amount - self.taken,
            ),
        )


@dataclass(frozen=True, slots=True)
class Protection:
    """What one month's pay bears.

    The lines of the month, plus ``given_back``, less ``settled``, are the net.

    :param earned: pay before deductions, not below zero
    :param missing: what absence, leave and float took beyond all pay; forgiven
    :param room: what deductions may take so that the minimum wage is left
    :param limit: what violations and losses may take; ``None``: protection is off
    :param from_variable: the part of the violations taken that variable pay bears
    :param outcomes: of each due, by kind, oldest first
    :param closing: what is open now: the carried dues of the next period
    :param steps: how ``given_back`` came about
    """

    earned: Decimal
    missing: Decimal
    room: Decimal
    limit: Decimal | None
    from_variable: Decimal
    net: Decimal
    outcomes: tuple[Outcome, ...] = ()
    closing: tuple[Due, ...] = ()
    steps: tuple[TraceStep, ...] = ()

    @property
    def given_back(self) -> Decimal:
        """What the month's own lines take too much: ``CS_PROTECTION``, not below 0."""
        return self.missing + total_of(
            one.carried + one.dropped for one in self.outcomes if one.is_new
        )

    @property
    def settled(self) -> Decimal:
        """What was taken of earlier periods: lines of their own, below zero."""
        return total_of(one.taken for one in self.outcomes if not one.is_new)

    @property
    def opening_balance(self) -> Decimal:
        """What was open from earlier periods."""
        return total_of(one.due.amount for one in self.outcomes if not one.is_new)

    @property
    def closing_balance(self) -> Decimal:
        """What is open now."""
        return total_of(due.amount for due in self.closing)

    @property
    def to_fund(self) -> Decimal:
        """Fines really taken, less those given back; never compensation (R2.10)."""
        return self.taken(VIOLATION)

    def taken(self, kind: str) -> Decimal:
        """What was taken of a kind, less what was given back."""
        return total_of(one.taken for one in self.outcomes if one.due.kind == kind)


def protect(
    rules: ProtectionRules,
    pay: Pay,
    dues: Iterable[Due],
    period: date,
    leaving: bool = False,
    rounding: Decimal = CENT,
) -> Protection:
    """What the pay of one agent and period bears of ``dues`` (R2.10, R6.4).

    :param dues: of this period, and what is open from earlier ones, in any order
    :param period: first day of the period, where what is not taken is carried from
    :param leaving: the agent's last period: what is open is shown
    :raise ValueError: a kind is not known, a due stands twice, or something is carried
        from a period that is not an earlier one
    """
    ordered = _ordered(dues, period)
    back = _met(ordered)
    returned = _unspent(ordered, back)
    earned = max(pay.total, ZERO)
    minimum = rules.minimum if rules.enabled else ZERO
    room = _round_down(max(earned + returned - minimum, ZERO), rounding)
    limit = (
        _round_down(earned * rules.rate / HUNDRED, rounding) if rules.enabled else None
    )
    borne = _borne(ordered, back, room, limit)
    outcomes = tuple(
        _outcome(rules, due, back[due], borne)
        for due in sorted(ordered, key=lambda due: KINDS.index(due.kind))
    )
    bound = _bearable(pay, earned, total_of(_of(CLAWBACK, borne)))
    fines = total_of(_of(VIOLATION, borne))
    result = Protection(
        earned=earned,
        missing=earned - pay.total,
        room=room,
        limit=limit,
        from_variable=min(fines, bound),
        net=earned - total_of(one.taken for one in outcomes),
        outcomes=outcomes,
        closing=tuple(
            replace(one.due, amount=one.carried, origin=one.due.origin or period)
            for one in outcomes
            if one.carried
        ),
    )
    return replace(
        result, steps=_steps(rules, pay, result, returned, fines, bound, leaving)
    )


def _ordered(dues: Iterable[Due], period: date) -> list[Due]:
    """Dues that ask or give back something: oldest first, then by key."""
    found: dict[tuple[str, date, str], Due] = {}
    for due in dues:
        if due.kind not in KINDS:
            raise ValueError(f"{due.kind!r} is no kind of deduction")
        if due.origin and (due.origin >= period or due.amount < 0):
            raise ValueError(f"{due.key!r} cannot be carried from {due.origin}")
        place = (due.kind, due.origin or period, due.key)
        if place in found:
            raise ValueError(f"{due.kind} {due.key!r} stands twice")
        found[place] = due
    return sorted(
        (due for due in found.values() if due.amount),
        key=lambda due: (due.origin or period, due.key, due.kind),
    )


def _met(ordered: list[Due]) -> dict[Due, Decimal]:
    """What each due is met by from what is given back: no pay is touched."""
    met: dict[Due, Decimal] = defaultdict(lambda: ZERO)
    for credit in (due for due in ordered if due.amount < 0):
        left = -credit.amount
        own = [due for due in ordered if due.kind == credit.kind and due.amount > 0]
        for due in sorted(own, key=lambda due: due.key != credit.key):
            part = min(left, due.amount - met[due])
            met[due] += part
            left -= part
    return met


def _unspent(ordered: list[Due], met: dict[Due, Decimal]) -> Decimal:
    """What is given back and met nothing: it is paid."""
    back = total_of(-due.amount for due in ordered if due.amount < 0)
    return back - total_of(met.values())


def _borne(
    ordered: list[Due],
    met: dict[Due, Decimal],
    room: Decimal,
    limit: Decimal | None,
) -> dict[Due, Decimal]:
    """What the month's pay bears of each due, kind after kind."""
    borne: dict[Due, Decimal] = {}
    for kind in KINDS:
        for due in ordered:
            if due.kind != kind or due.amount < 0:
                continue
            part = min(due.amount - met[due], room)
            if limit is not None and kind in LIMITED:
                part = min(part, limit)
                limit -= part
            room -= part
            borne[due] = part
    return borne


def _outcome(
    rules: ProtectionRules, due: Due, met: Decimal, borne: dict[Due, Decimal]
) -> Outcome:
    if due.amount < 0:
        return Outcome(due, taken=due.amount)
    taken = met + borne[due]
    rest = due.amount - taken
    if rules.carry or due.kind not in LIMITED:
        return Outcome(due, taken, carried=rest)
    return Outcome(due, taken, dropped=rest)


def _of(kind: str, borne: dict[Due, Decimal]) -> Iterable[Decimal]:
    return (part for due, part in borne.items() if due.kind == kind)


def _bearable(pay: Pay, earned: Decimal, clawed: Decimal) -> Decimal:
    """Variable pay that violations can reduce: clawbacks correct it before."""
    return max(min(pay.variable, earned) - clawed, ZERO)


def _round_down(amount: Decimal, rounding: Decimal) -> Decimal:
    """At most: a limit is never passed by rounding."""
    return (amount / rounding).quantize(Decimal(1), ROUND_FLOOR) * rounding


def _steps(
    rules: ProtectionRules,
    pay: Pay,
    result: Protection,
    returned: Decimal,
    fines: Decimal,
    bound: Decimal,
    leaving: bool,
) -> tuple[TraceStep, ...]:
    """The calculation of ``given_back``; nothing where there is nothing to tell."""
    if not (result.outcomes or result.missing):
        return ()
    steps = [
        step(
            "protection.earned",
            fixed=pay.fixed,
            variable=pay.variable,
            time=pay.time,
            earned=pay.total,
        )
    ]
    if result.missing:
        steps.append(step("protection.missing", amount=result.missing))
    back = total_of(-one.taken for one in result.outcomes if one.taken < 0)
    if back:
        steps.append(
            step("protection.returned", amount=back, met=back - returned, paid=returned)
        )
    if any(one.due.amount > 0 for one in result.outcomes):
        steps += _bounds(rules, result, returned)
        if result.settled:
            steps.append(step("protection.earlier", amount=result.settled))
    if fines:
        steps.append(
            step(
                "protection.variable",
                fines=fines,
                variable=bound,
                amount=result.from_variable,
                wage=fines - result.from_variable,
            )
        )
    for kind in KINDS:
        steps += _kind_steps(kind, result.outcomes, leaving)
    if result.given_back:
        steps.append(step("protection.given_back", amount=result.given_back))
    return tuple(steps)


def _bounds(
    rules: ProtectionRules, result: Protection, returned: Decimal
) -> list[TraceStep]:
    """What deductions may take, and what violations and losses may take of it."""
    if result.limit is None:
        return [step("protection.off", room=result.room)]
    steps = [
        step(
            "protection.minimum",
            earned=result.earned,
            returned=returned,
            minimum=rules.minimum,
            room=result.room,
        )
    ]
    if any(one.due.kind in LIMITED for one in result.outcomes):
        steps.append(
            step(
                "protection.limit",
                earned=result.earned,
                rate=rules.rate,
                amount=result.limit,
            )
        )
    return steps


def _kind_steps(
    kind: str, outcomes: tuple[Outcome, ...], leaving: bool
) -> list[TraceStep]:
    """What the month's own dues of a kind ask, and what becomes of the rest."""
    own = [
        one
        for one in outcomes
        if one.due.kind == kind and one.is_new and one.due.amount > 0
    ]
    if not own:
        return []
    due = total_of(one.due.amount for one in own)
    taken = total_of(one.taken for one in own)
    carried = total_of(one.carried for one in own)
    steps = [step(f"protection.{kind}", due=due, taken=taken, rest=due - taken)]
    if carried:
        code = "protection.open" if leaving else "protection.carried"
        steps.append(step(code, amount=carried))
    elif due != taken:
        steps.append(step("protection.dropped", amount=due - taken))
    return steps


# ----------------------------------------------------------------------
# What is due
# ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """A loss that an agent makes good, as agreed (R2.17).

    :param share: the agent's share of it in per cent
    :param instalments: equal parts, one a period
    """

    loss: Decimal
    share: Decimal = HUNDRED
    instalments: int = 1


@dataclass(frozen=True, slots=True)
class Instalment:
    """What a claim asks in a period.

    :param due: below zero: given back, as the claim became smaller
    :param number: which instalment it is; 0: none is due
    :param balance: what is still to be paid, this instalment included
    :param later: what further instalments will ask
    """

    due: Decimal
    number: int
    balance: Decimal
    later: Decimal
    steps: tuple[TraceStep, ...] = ()


def claimed(claim: Claim, rounding: Decimal = CENT) -> Decimal:
    """The agent's share of the loss (R2.17)."""
    return round_money(claim.loss * claim.share / HUNDRED, rounding)


def instalment(
    claim: Claim,
    taken: Decimal = ZERO,
    carried: Decimal = ZERO,
    dropped: Decimal = ZERO,
    rounding: Decimal = CENT,
) -> Instalment:
    """The instalment that is due next, by what became of the earlier ones (R2.17).

    Each instalment is asked for once: what a month does not bear is carried by
    :func:`protect`, not by the claim. A part paid ahead makes the next one smaller,
    and what was dropped is asked for no more.

    :param taken: of the claim in earlier periods, or paid otherwise
    :param carried: of the claim, open from earlier periods
    :param dropped: of the claim in earlier periods
    :raise ValueError: the claim has no instalment
    """
    if claim.instalments < 1:
        raise ValueError("a claim has one instalment at least")
    total, asked = claimed(claim, rounding), taken + carried + dropped
    parts = split_equally(total, claim.instalments, rounding)
    number, reached = next(
        (
            (number, reached)
            for number, reached in enumerate(accumulate(parts), start=1)
            if reached > asked
        ),
        (0, total),
    )
    due = late_change(reached, asked, dropped)
    how = (
        step("claim.share", loss=claim.loss, share=claim.share, amount=total),
        step(
            "claim.instalment",
            number=number,
            instalments=claim.instalments,
            asked=asked,
            due=due,
        ),
    )
    return Instalment(
        due=due,
        number=number,
        balance=max(total - taken - dropped, ZERO),
        later=max(total - asked - due, ZERO),
        steps=how,
    )


def late_change(now: Decimal, asked: Decimal, dropped: Decimal = ZERO) -> Decimal:
    """Late change of a deduction: what to ask for, or below zero to give back (R2.1).

    No more is given back than was taken or is still open: what was dropped never cost
    anything.

    :param now: what the deduction is by today's facts
    :param asked: what was asked for so far, earlier changes included
    :param dropped: the part of it that was dropped
    """
    if now >= asked:
        return now - asked
    return min(now - (asked - dropped), ZERO)
