"""Local time, once: the day of an instant, the bounds of a day (R1.30)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.clock import DAY, Clock
from odoo.addons.cs_management.engine.periods import period_bounds

SHANGHAI = Clock("Asia/Shanghai")
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 12, 31))
# With and without summer time, half an hour off, and one that left out a whole day.
CLOCKS = st.builds(
    Clock,
    st.sampled_from(
        [
            "Asia/Shanghai",
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Pacific/Apia",
        ]
    ),
)


def test_a_shanghai_month_begins_at_16_utc_of_the_day_before_r1_30():
    assert SHANGHAI.bounds(date(2026, 3, 1), date(2026, 3, 31)) == (
        datetime(2026, 2, 28, 16),
        datetime(2026, 3, 31, 16),
    )


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 2, 28, 15, 59, 59), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 16), date(2026, 3, 1)),
        (datetime(2026, 2, 28, 18, 30, tzinfo=UTC), date(2026, 3, 1)),
    ],
)
def test_the_day_of_an_instant_is_the_local_one_r1_30(instant, day):
    assert SHANGHAI.day_of(instant) == day


@pytest.mark.parametrize(
    ("hours", "instant"),
    [
        (17, datetime(2026, 3, 20, 9)),
        (24, datetime(2026, 3, 20, 16)),
        (0, datetime(2026, 3, 19, 16)),
        # A night shift ends on the next day.
        (25.5, datetime(2026, 3, 20, 17, 30)),
        # Minutes are whole, although a third of an hour is not exact.
        (8 + 1 / 3, datetime(2026, 3, 20, 0, 20)),
    ],
)
def test_a_time_of_day_is_local_r1_3(hours, instant):
    assert SHANGHAI.at(date(2026, 3, 20), hours) == instant


def test_an_aware_instant_is_the_same_instant():
    berlin = datetime(2026, 3, 20, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert SHANGHAI.utc(berlin) == datetime(2026, 3, 20, 8)


def test_hours_are_wall_clock_where_summer_time_begins():
    # 2:00 became 3:00 on this night: the shift still begins at 8:30 on the clock.
    assert Clock("Europe/Berlin").at(date(2026, 3, 29), 8.5) == datetime(
        2026, 3, 29, 6, 30
    )


def test_a_holiday_until_midnight_is_of_the_day_before_r1_21():
    start, stop = SHANGHAI.bounds(date(2026, 10, 1), date(2026, 10, 3))
    assert SHANGHAI.span(start, stop) == (date(2026, 10, 1), date(2026, 10, 3))


@given(INSTANTS, CLOCKS)
def test_there_and_back_is_the_same_instant(instant, clock):
    assert clock.utc(clock.local(instant)) == instant


@given(INSTANTS, CLOCKS)
def test_an_instant_lies_within_its_day(instant, clock):
    day = clock.day_of(instant)
    start, stop = clock.bounds(day, day)
    assert start <= instant < stop


@given(DAYS, st.integers(1, 28), CLOCKS)
def test_instants_of_periods_follow_each_other_without_gap_r1_30(day, first, clock):
    bounds = period_bounds(day, first)
    start, stop = clock.bounds(*bounds)
    assert start < stop
    assert clock.bounds(*period_bounds(bounds[1] + DAY, first))[0] == stop


@given(DAYS, st.integers(0, 24 * 60), CLOCKS)
def test_a_wall_clock_time_reads_back_where_it_exists(day, minutes, clock):
    wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    shown = clock.local(clock.at(day, minutes / 60)).replace(tzinfo=None)
    # Clocks go forward by an hour, and Apia left out a day.
    assert shown == wall or timedelta(0) < shown - wall <= DAY


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 3, 5, 0, 31), "08:31"),
        (datetime(2026, 3, 5, 17, 2), "01:02 +1"),
        (datetime(2026, 3, 4, 15, 59), "23:59 -1"),
        (None, ""),
    ],
)
def test_a_punch_on_a_days_list_r1_3(instant, shown):
    assert Clock("Asia/Shanghai").shown(instant, date(2026, 3, 5)) == shown
