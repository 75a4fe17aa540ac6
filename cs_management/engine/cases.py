"""Sanctions that expire, and days to answer in (R2.16)."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)


def valid_until(first: date, months: int) -> date | None:
    """Last day on which a sanction is in force (R2.16).

    :param first: the day from which it is
    :param months: how long; 0: for good
    :return: ``None`` for one that does not expire
    """
    return first + relativedelta(months=months) - DAY if months else None


def is_in_force(first: date, last: date | None, day: date) -> bool:
    """Whether a sanction is in force on a day, first and last day included (R2.16)."""
    return first <= day and (last is None or day <= last)


def is_over(deadline: date | None, today: date) -> bool:
    """Whether a deadline has passed; its own day still belongs to it."""
    return deadline is not None and today > deadline
