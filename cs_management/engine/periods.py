"""Pay periods of a month or from a day to a day, and months of service (R1.30)."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
# Days outside of these are slips of the pen, and calendars end there.
EARLIEST, LATEST = date(1970, 1, 2), date(2199, 12, 30)
# Days that one table, plan or sheet covers at most.
LONGEST = 366


def is_day(day: date) -> bool:
    """Whether anybody can have meant this day."""
    return EARLIEST <= day <= LATEST


def is_span(first: date, last: date) -> bool:
    """Whether two days are a span that a table can show: a year at most."""
    return is_day(first) and is_day(last) and 0 <= (last - first).days < LONGEST


def days_between(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``; none if it ends before it begins."""
    return [first + DAY * index for index in range((last - first).days + 1)]


def period_bounds(day: date, start_day: int = 1) -> tuple[date, date]:
    """First and last day of the period that holds ``day``: month, or 21st-20th (R1.30).

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
