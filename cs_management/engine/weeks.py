"""The attendance week and when its sheet is published, answered and closed (R1.8)."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def week_start(day: date, first: int) -> date:
    """First day of the week that holds ``day``.

    :param first: the weekday on which weeks begin, Monday is 0 (R1.3: Saturday, 5)
    """
    return day - (day.weekday() - first) % 7 * DAY


def next_weekday(day: date, weekday: int) -> date:
    """The first ``weekday`` on or after ``day``."""
    return day + (weekday - day.weekday()) % 7 * DAY


def cycle(last: date, publish: int, answer: int, close: int) -> tuple[date, date, date]:
    """Days on which a week that ended with ``last`` is published, answered, closed.

    Each of them is the first of its weekday after the one before it (R1.8).
    """
    published = next_weekday(last + DAY, publish)
    answered = next_weekday(published, answer)
    return published, answered, next_weekday(answered, close)
