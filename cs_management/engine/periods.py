"""Pay periods of a month or from a day to a day, and months of service (R1.30)."""

from datetime import date

from dateutil.relativedelta import relativedelta


def period_bounds(day: date, start_day: int = 1) -> tuple[date, date]:
    """First and last day of the period that holds ``day``: month, or 21st-20th.

    :param start_day: day of the month on which periods begin, 1 to 28
    """
    if not 1 <= start_day <= 28:
        raise ValueError(f"a period starts on day 1 to 28, not {start_day}")
    start = day.replace(day=start_day)
    if day.day < start_day:
        start -= relativedelta(months=1)
    return start, start + relativedelta(months=1, days=-1)


def months_between(first: date, last: date) -> int:
    """Completed months from ``first`` to ``last``: months of service."""
    delta = relativedelta(last, first)
    return delta.years * 12 + delta.months
