"""Pay periods and the instants they begin and end at (R1.30)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


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


def utc_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Naive UTC instants ``[start, stop)`` of the local days ``first`` to ``last``."""
    tz = ZoneInfo(zone)
    start, stop = (
        datetime.combine(day, time.min, tz).astimezone(UTC).replace(tzinfo=None)
        for day in (first, last + timedelta(days=1))
    )
    return start, stop


def months_between(first: date, last: date) -> int:
    """Completed months from ``first`` to ``last``: months of service."""
    delta = relativedelta(last, first)
    return delta.years * 12 + delta.months
