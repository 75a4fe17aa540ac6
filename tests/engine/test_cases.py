"""R2.16: how long a sanction is in force, and when a deadline has passed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.cases import is_in_force, is_over, valid_until

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
DAY = timedelta(days=1)


def test_six_months_end_the_day_before_r2_16():
    last = valid_until(date(2026, 3, 10), 6)
    assert last == date(2026, 9, 9)
    assert is_in_force(date(2026, 3, 10), last, date(2026, 9, 9))
    assert not is_in_force(date(2026, 3, 10), last, date(2026, 9, 10))
    assert not is_in_force(date(2026, 3, 10), last, date(2026, 3, 9))


def test_no_months_is_for_good_r2_16():
    assert valid_until(date(2026, 3, 10), 0) is None
    assert is_in_force(date(2026, 3, 10), None, date(2099, 1, 1))


def test_the_day_of_a_deadline_belongs_to_it():
    assert not is_over(date(2026, 3, 10), date(2026, 3, 10))
    assert is_over(date(2026, 3, 10), date(2026, 3, 11))
    assert not is_over(None, date(2026, 3, 11))


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_more_months_never_end_sooner_r2_16(first, some, more):
    assert valid_until(first, some) <= valid_until(first, some + more)


@given(DAYS, st.integers(1, 60))
def test_it_is_in_force_from_its_first_to_its_last_day_r2_16(first, months):
    last = valid_until(first, months)
    assert first <= last
    assert is_in_force(first, last, first) and is_in_force(first, last, last)
    assert not is_in_force(first, last, last + DAY)
