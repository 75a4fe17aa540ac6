from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.conduct import (
    CALENDAR_MONTH,
    EVER,
    PERIOD,
    QUARTER,
    ROLLING,
    Occurrence,
    Step,
    measured_units,
    number_occurrences,
    step_for,
    window,
)

KINDS = st.sampled_from([CALENDAR_MONTH, PERIOD, QUARTER, ROLLING, EVER])
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
START_DAYS = st.integers(1, 28)
LENGTHS = st.integers(1, 400)
ENTRIES = st.lists(DAYS, max_size=25).map(
    lambda days: [Occurrence(n, day, n) for n, day in enumerate(days)]
)
COMPLAINT = [
    Step(1, Decimal(50)),
    Step(2, Decimal(100)),
    Step(3, Decimal(0), sanction="dismissal"),
]


def numbers(days, kind=CALENDAR_MONTH, start_day=1, length=0):
    entries = [Occurrence(n, day, n) for n, day in enumerate(days)]
    counted = number_occurrences(entries, kind, start_day, length)
    return [counted[n] for n in range(len(days))]


def test_worked_numbers_r2_1():
    """Three complaints in a month: 50, 100, dismissal case."""
    days = [date(2026, 3, day) for day in (3, 10, 31)]
    steps = [step_for(number, COMPLAINT) for number in numbers(days)]
    assert [step.amount for step in steps] == [50, 100, 0]
    assert [step.sanction for step in steps] == ["", "", "dismissal"]


def test_complaints_count_by_calendar_month_also_in_21st_to_20th_r2_1():
    days = [date(2026, 3, 30), date(2026, 4, 2), date(2026, 4, 21)]
    assert numbers(days, CALENDAR_MONTH, start_day=21) == [1, 1, 2]
    assert numbers(days, PERIOD, start_day=21) == [1, 2, 1]


def test_windows_of_occurrences():
    days = [date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 29)]
    assert numbers(days, QUARTER) == [1, 2, 1, 2]
    assert numbers(days, ROLLING, length=30) == [1, 1, 2, 3]
    assert numbers(days, ROLLING, length=29) == [1, 1, 2, 2]
    assert numbers(days, EVER) == [1, 2, 3, 4]


def test_occurrences_of_a_day_are_numbered_by_arrival():
    day = date(2026, 3, 3)
    entries = [Occurrence("later", day, 9), Occurrence("earlier", day, 2)]
    assert number_occurrences(entries, EVER) == {"earlier": 1, "later": 2}


def test_steps_without_amount_keep_the_rules_value_and_start_late():
    warning = [Step(2, Decimal(30)), Step(3, sanction="dismissal")]
    assert step_for(1, warning) is None
    assert step_for(2, warning).amount == 30
    assert step_for(7, warning).amount is None
    assert step_for(7, warning).sanction == "dismissal"


@pytest.mark.parametrize(
    ("seconds", "fine"), [(30, 0), (31, 5), (60, 5), (61, 10), (95, 15)]
)
def test_worked_numbers_r2_6(seconds, fine):
    """First reply after more than 30 s: 5 per half minute begun."""
    assert 5 * measured_units(Decimal(seconds), Decimal(30), Decimal(30)) == fine


@pytest.mark.parametrize(("seconds", "units"), [(30, 0), (59, 0), (60, 1), (95, 2)])
def test_completed_half_minutes_r2_6(seconds, units):
    value = measured_units(Decimal(seconds), Decimal(30), Decimal(30), begun=False)
    assert value == units


@given(KINDS, DAYS, START_DAYS, LENGTHS)
def test_a_window_contains_its_day(kind, day, start_day, length):
    first, last = window(day, kind, start_day, length)
    assert first <= day <= last


@given(st.sampled_from([CALENDAR_MONTH, PERIOD, QUARTER]), DAYS, START_DAYS)
def test_fixed_windows_follow_each_other(kind, day, start_day):
    first, last = window(day, kind, start_day)
    assert window(first, kind, start_day) == window(last, kind, start_day)
    after, _stop = window(last + timedelta(days=1), kind, start_day)
    assert after == last + timedelta(days=1)


@given(ENTRIES, KINDS, START_DAYS, LENGTHS, st.randoms())
def test_the_order_of_input_does_not_change_the_numbers(
    entries, kind, start_day, length, random
):
    shuffled = random.sample(entries, len(entries))
    assert number_occurrences(entries, kind, start_day, length) == number_occurrences(
        shuffled, kind, start_day, length
    )


@given(ENTRIES, START_DAYS)
def test_fixed_windows_are_numbered_without_gap(entries, start_day):
    counted = number_occurrences(entries, PERIOD, start_day)
    by_window = {}
    for entry in entries:
        key = window(entry.date, PERIOD, start_day)
        by_window.setdefault(key, []).append(counted[entry.key])
    for found in by_window.values():
        assert sorted(found) == list(range(1, len(found) + 1))


@given(
    st.decimals(0, 10**4, places=2),
    st.decimals(0, 10**4, places=2),
    st.decimals("0.01", 1000, places=2),
)
def test_completed_units_never_exceed_begun_ones(value, threshold, unit):
    begun = measured_units(value, threshold, unit)
    completed = measured_units(value, threshold, unit, begun=False)
    assert 0 <= completed <= begun <= completed + 1
    assert (begun == 0) == (value <= threshold)
