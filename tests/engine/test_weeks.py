"""The attendance week (R1.3, R1.8)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import weeks

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
weekdays = st.integers(0, 6)


def test_saturday_to_friday():
    """R1.3; 2026-03-07 is a Saturday."""
    assert weeks.week_start(date(2026, 3, 13), 5) == date(2026, 3, 7)
    assert weeks.week_start(date(2026, 3, 7), 5) == date(2026, 3, 7)
    assert weeks.week_start(date(2026, 3, 6), 5) == date(2026, 2, 28)


def test_published_monday_answered_thursday_handed_in_friday():
    """R1.8, of the week that ends on Friday, 13 March."""
    assert weeks.cycle(date(2026, 3, 13), 0, 3, 4) == (
        date(2026, 3, 16),
        date(2026, 3, 19),
        date(2026, 3, 20),
    )


@given(days, weekdays)
def test_a_week_holds_its_day(day, first):
    start = weeks.week_start(day, first)
    assert start.weekday() == first
    assert start <= day <= start + timedelta(days=6)


@given(days, weekdays, weekdays, weekdays)
def test_deadlines_follow_each_other(last, publish, answer, close):
    found = weeks.cycle(last, publish, answer, close)
    assert [day.weekday() for day in found] == [publish, answer, close]
    assert last < found[0] <= found[1] <= found[2] <= last + timedelta(days=20)
