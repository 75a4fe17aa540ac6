from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.sheet import (
    parse_date,
    parse_hours,
    text_of,
    write_hours,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:30-17:30", (510, 1050)),
        ("15:30 - 24:00", (930, 1440)),
        ("17:30-01:00", (1050, 1500)),
        ("8:30~17:30", (510, 1050)),
        ("25:00-26:00", None),
        ("17:30-25:00", None),
        ("17:60-18:00", None),
        ("morning", None),
        (None, None),
    ],
)
def test_hours(text, minutes):
    """R10; 25:00 is no time of day."""
    assert parse_hours(text) == minutes


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    length=st.integers(1, 24 * 60),
)
def test_written_hours_are_read(start, length):
    start = start.replace(second=0, microsecond=0)
    begin, end = parse_hours(write_hours(start, start + timedelta(minutes=length)))
    assert begin == start.hour * 60 + start.minute
    assert end - begin == length


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026/3/2", date(2026, 3, 2)),
        ("2026年3月2日", date(2026, 3, 2)),
        ("2026-03-02 00:00:00", date(2026, 3, 2)),
        (datetime(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        ("2026-02-30", None),
        ("Monday", None),
        (None, None),
    ],
)
def test_dates(value, day):
    assert parse_date(value) == day


def test_text():
    assert [text_of(v) for v in (101.0, 101, " D ", None, 1.5)] == [
        "101",
        "101",
        "D",
        "",
        "1.5",
    ]
