"""Seniority pay by completed years of service (工龄, R5.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .money import CENT, ZERO, round_money
from .periods import months_between
from .trace import TraceStep, step

ONE = Decimal(1)
HUNDRED = Decimal(100)
YEAR = 12


@dataclass(frozen=True, slots=True)
class SeniorityRules:
    """What a policy pays for service.

    :param amount: a month, for each completed year
    :param max_years: so many years count at most; 0: all
    :param max_amount: so much is paid a month at most; 0: no limit
    """

    amount: Decimal
    max_years: int = 0
    max_amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Seniority:
    """Amount (rounded once), the years completed, and how it came about."""

    amount: Decimal = ZERO
    years: int = 0
    steps: tuple[TraceStep, ...] = ()


def completed_years(joined: date | None, day: date) -> int:
    """Years of service on ``day``; a year is completed on its anniversary."""
    return max(months_between(joined, day), 0) // YEAR if joined else 0


def seniority(
    rules: SeniorityRules,
    joined: date | None,
    day: date,
    share: Decimal = ONE,
    rounding: Decimal = CENT,
) -> Seniority:
    """Seniority pay of a period (R5.7).

    An anniversary within the period counts for the whole of it, as a level does.

    :param day: the agent's last day in the period
    :param share: of the month's wage that the period pays, 0 to 1; not rounded
    """
    years = completed_years(joined, day)
    counted = min(years, rules.max_years) if rules.max_years else years
    if not (counted and rules.amount):
        return Seniority(years=years)
    steps = [step("seniority.years", joined=joined, date=day, years=years)]
    if counted != years:
        steps.append(step("seniority.most_years", years=counted))
    month = counted * rules.amount
    steps.append(
        step("seniority.amount", years=counted, rate=rules.amount, amount=month)
    )
    if rules.max_amount and month > rules.max_amount:
        month = rules.max_amount
        steps.append(step("seniority.most", amount=month))
    amount = round_money(month * share, rounding)
    if share != ONE:
        steps.append(
            step("seniority.share", month=month, share=share * HUNDRED, amount=amount)
        )
    return Seniority(amount, years, tuple(steps))
