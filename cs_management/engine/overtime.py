"""What counts as overtime on a day, and at which rate (R1.20, R1.21, R8.8).

All instants are naive UTC; a day is the local day on which its shift starts: a night
shift on the eve of a public holiday is no holiday work (R10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .attendance import HOLIDAY, Stretch, common, length, subtract, union
from .money import ZERO

# How minutes become whole steps.
DOWN = "down"
NEAREST = "nearest"
UP = "up"

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class OvertimeRules:
    """The overtime chapter of a policy. Rates are in per cent of the hour rate.

    :param rest_days: work on days off counts
    :param after_shift: work on working days after the last shift counts
    :param holidays: work on public holidays counts
    :param extension: the running-on of a shift counts, too (R8.8)
    :param approved_only: only what was worked within approved overtime counts
    :param planned_holidays: a shift planned on a public holiday is approved by that
    :param week_minutes: the week's attendance must exceed them; 0: no bound. Public
        holidays are paid whatever the week was
    :param minimum: less on a day does not count
    :param step: minutes count in whole steps
    :param holiday_voided: a missed punch that nobody confirmed voids the holiday
    :param holiday_on_top: the holiday rate is paid beside the base wage; else that
        wage, 100 per cent, is part of it
    """

    rest_days: bool = True
    after_shift: bool = False
    holidays: bool = True
    extension: bool = False
    approved_only: bool = True
    planned_holidays: bool = False
    week_minutes: int = 40 * 60
    minimum: int = 0
    step: int = 1
    rounding: str = DOWN
    holiday_voided: bool = True
    rest_rate: Decimal = 2 * WHOLE
    after_rate: Decimal = WHOLE * 3 / 2
    holiday_rate: Decimal = 3 * WHOLE
    holiday_on_top: bool = True


@dataclass(frozen=True, slots=True)
class Work:
    """What an agent worked on a day, and what was said about it.

    :param kind: ``"work"``, ``"rest"`` or ``"holiday"``
    :param worked: without breaks
    :param shifts: when the shifts of the day run; none on days off
    :param approved: overtime that was approved; overlapping requests count once
    :param ran_on: after the shift, until the last conversation ended (R8.8)
    :param refused: time that Odoo's overtime has been refused for
    :param rates: rates in per cent, and for which time a ruleset gives them
    :param missed: a punch is missing, and nobody confirmed it
    """

    kind: str
    worked: tuple[Stretch, ...] = ()
    shifts: tuple[Stretch, ...] = ()
    approved: tuple[Stretch, ...] = ()
    ran_on: tuple[Stretch, ...] = ()
    refused: tuple[Stretch, ...] = ()
    rates: tuple[tuple[Stretch, Decimal], ...] = ()
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Overtime:
    """Minutes that count, and their rate in per cent."""

    minutes: int = 0
    rate: Decimal = ZERO


NOTHING = Overtime()


def overtime(rules: OvertimeRules, work: Work, attended: int) -> Overtime:
    """Overtime of one day (R1.20, R1.21, R8.8).

    :param attended: minutes attended in the whole week of the day
    """
    bound = 0 if work.kind == HOLIDAY else rules.week_minutes
    if bound and attended <= bound:
        return NOTHING
    time = counted(rules, work)
    found = rounded(rules, length(time))
    return Overtime(found, rate_of(rules, work, time)) if found else NOTHING


def counted(rules: OvertimeRules, work: Work) -> list[Stretch]:
    """The time of a day that counts, whatever the week was (R1.20, R1.21)."""
    if work.kind == HOLIDAY:
        time = _on_holiday(rules, work)
    elif work.shifts:
        time = _after_shift(rules, work)
    else:
        time = _approved(rules, work, work.worked) if rules.rest_days else []
    return subtract(time, work.refused)


def _on_holiday(rules: OvertimeRules, work: Work) -> list[Stretch]:
    """Whatever was worked, with what ran on: both are work on the holiday."""
    if not rules.holidays or (rules.holiday_voided and work.missed):
        return []
    time = union([*work.worked, *work.ran_on])
    if work.shifts and rules.planned_holidays:
        return time
    return union([*_approved(rules, work, time), *common(time, work.ran_on)])


def _after_shift(rules: OvertimeRules, work: Work) -> list[Stretch]:
    """What was worked after the last shift; running-on only if the policy says so."""
    time: list[Stretch] = []
    if rules.after_shift:
        end = max(shift.stop for shift in work.shifts)
        after = common(work.worked, [Stretch(end, datetime.max)])
        time = _approved(rules, work, subtract(after, work.ran_on))
    return union([*time, *work.ran_on]) if rules.extension else time


def _approved(
    rules: OvertimeRules, work: Work, time: Iterable[Stretch]
) -> list[Stretch]:
    return common(time, work.approved) if rules.approved_only else union(time)


def rate_of(rules: OvertimeRules, work: Work, time: Sequence[Stretch]) -> Decimal:
    """Rate of the time that counts: the highest that a ruleset gives for it.

    Without one the policy's. A public holiday has the higher of both: a ruleset
    never takes away what R1.21 promises.
    """
    given = max(
        (rate for stretch, rate in work.rates if common([stretch], time)), default=ZERO
    )
    if work.kind == HOLIDAY:
        rate = max(given, rules.holiday_rate)
        return rate if rules.holiday_on_top else max(rate - WHOLE, ZERO)
    return given or (rules.after_rate if work.shifts else rules.rest_rate)


def rounded(rules: OvertimeRules, minutes: int) -> int:
    """Minutes in whole steps; what is under the minimum does not count."""
    if minutes < max(rules.minimum, 1):
        return 0
    size = max(rules.step, 1)
    added = {DOWN: 0, NEAREST: size // 2, UP: size - 1}[rules.rounding]
    return (minutes + added) // size * size
