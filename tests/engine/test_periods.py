from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.periods import months_between, period_bounds

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
START_DAYS = st.integers(1, 28)


def test_calendar_month_and_21st_to_20th_r1_30():
    assert period_bounds(date(2026, 2, 20)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert period_bounds(date(2026, 2, 20), 21) == (
        date(2026, 1, 21),
        date(2026, 2, 20),
    )
    assert period_bounds(date(2026, 1, 21), 21)[0] == date(2026, 1, 21)
    assert period_bounds(date(2026, 1, 5), 21)[0] == date(2025, 12, 21)


@pytest.mark.parametrize("day", [0, 29, -1])
def test_a_period_starts_on_a_day_that_every_month_has_r1_30(day):
    with pytest.raises(ValueError, match="1 to 28"):
        period_bounds(date(2026, 1, 1), day)


@given(DAYS, START_DAYS)
def test_a_period_contains_its_day_and_every_day_has_one(day, start_day):
    first, last = period_bounds(day, start_day)
    assert first <= day <= last
    assert first.day == start_day
    for other in (first, last):
        assert period_bounds(other, start_day) == (first, last)
    assert period_bounds(last + timedelta(days=1), start_day)[0] == last + timedelta(
        days=1
    )


@given(DAYS, DAYS)
def test_months_of_service_are_completed_months(one, other):
    first, last = sorted((one, other))
    months = months_between(first, last)
    assert months >= 0
    assert (last - first).days >= 28 * months
    assert (last - first).days < 31 * (months + 1) + 1
