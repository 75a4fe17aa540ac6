"""What leave costs and how long it is (R1.40, R1.41)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.leave import (
    Leave,
    Terms,
    chain,
    deduct,
    levels,
    taken,
    total_days,
)

DAY = timedelta(days=1)
EIGHT = Decimal(8)
MARCH = [date(2026, 3, 1) + DAY * index for index in range(31)]
WORKING = {day for day in MARCH if day.weekday() < 5}
SICK, UNPAID, PAID = Terms(Decimal(40)), Terms(Decimal(0)), Terms(Decimal(100))

offsets = st.integers(0, 40)
leaves = st.builds(
    lambda first, length, calendar, hours, late, soon: Leave(
        first,
        1,
        date(2026, 2, 20) + DAY * first,
        date(2026, 2, 20) + DAY * (first + length),
        calendar,
        hours,
        late,
        soon and length > 0,
    ),
    offsets,
    st.integers(0, 20),
    st.booleans(),
    st.none() | st.decimals("0.5", 8, places=2),
    st.booleans(),
    st.booleans(),
)
wages = st.decimals(0, 20_000, places=2)
percents = st.decimals(0, 100, places=2)


def leave(first, last, **values):
    return Leave(1, 1, date(2026, 3, first), date(2026, 3, last), **values)


def days(*given_, **values):
    found = taken(given_, MARCH[0], MARCH[-1], WORKING, EIGHT, **values)
    return total_days(found)


@pytest.mark.parametrize(("basis", "amount"), [("22", "120.00"), ("21.75", "121.38")])
def test_two_sick_days(basis, amount):
    """R1.41: 2 sick days on a 2200 wage, pay kept 40 %."""
    found = deduct(2 * 2200 / Decimal(basis), Decimal(2200), SICK)
    assert found.amount == Decimal(amount)
    assert round(found.percent, 9) == 60


def test_sick_pay_has_a_floor_r1_41():
    """A month of it pays 80 % of the minimum wage, but never more than the wage."""
    gross, wage = Decimal(100), Decimal(2200)
    found = deduct(gross, wage, Terms(Decimal(40), Decimal(1584)))
    assert (found.amount, found.percent, found.code) == (28, 28, "leave.floor")
    assert deduct(gross, wage, Terms(Decimal(40), Decimal(2400))).amount == 0
    assert deduct(gross, wage, Terms(Decimal(90), Decimal(1584))).code == "leave.days"


@pytest.mark.parametrize(("floor", "kept"), [(0, 1000), (1600, 1600)])
def test_a_whole_month_sick_on_2500_r1_41(floor, kept):
    """Whatever the basis of a day: 40 % of the wage, or 80 % of 2000."""
    wage = Decimal(2500)
    assert wage - deduct(wage, wage, Terms(Decimal(40), Decimal(floor))).amount == kept


def test_working_and_calendar_days():
    """R1.41: sick leave over a weekend counts it, personal leave does not."""
    assert days(leave(6, 9)) == 2
    assert days(leave(6, 9, calendar=True)) == 4


def test_half_days_and_hours():
    assert days(leave(2, 4, starts_late=True, ends_soon=True)) == 2
    assert days(leave(2, 2, ends_soon=True)) == Decimal("0.5")
    assert days(leave(2, 2, hours=Decimal(2))) == Decimal("0.25")
    assert days(leave(2, 3, hours=Decimal(1))) == Decimal("0.25")


def test_the_roster_comes_before_the_schedule():
    saturday = {date(2026, 3, 7), date(2026, 3, 8)}
    assert days(leave(6, 9), planned=saturday) == 2
    assert days(leave(10, 11), planned=saturday) == 2


def test_what_covers_a_planned_day_counts():
    half = {date(2026, 3, 2): Decimal("0.5")}
    assert days(leave(2, 2), planned=half, covered=half) == Decimal("0.5")


@given(st.lists(leaves, max_size=5))
def test_a_day_is_taken_once(given_):
    found = taken(given_, MARCH[0], MARCH[-1], WORKING, EIGHT)
    for day in MARCH:
        assert total_days(one for one in found if one.day == day) <= 1
    assert {one.day for one in found} <= set(MARCH)


@given(st.lists(leaves, max_size=5), st.integers(0, 29))
def test_a_month_end_splits_nothing_away(given_, cut):
    """Leave over the end of a period counts the same in two parts."""
    whole = days(*given_)
    first = taken(given_, MARCH[0], MARCH[cut], WORKING, EIGHT)
    second = taken(given_, MARCH[cut] + DAY, MARCH[-1], WORKING, EIGHT)
    assert total_days(first) + total_days(second) == whole


@given(wages, st.decimals(0, 31, places=2), percents, wages)
def test_never_more_than_the_days_wages(wage, count, paid, floor):
    found = deduct(wage * count, wage, Terms(paid, floor))
    assert 0 <= found.amount <= round(wage * count, 2) + Decimal("0.01")
    assert 0 <= found.percent <= 100


@given(wages, st.decimals(0, 31, places=2), percents, percents)
def test_who_is_paid_more_loses_less(wage, count, one, two):
    low, high = sorted([one, two])
    more, less = (
        deduct(wage * count, wage, Terms(paid)).amount for paid in (low, high)
    )
    assert more >= less


def test_paid_leave_costs_nothing():
    assert deduct(Decimal(500), Decimal(100), PAID).amount == 0
    assert deduct(Decimal(0), Decimal(0), UNPAID).percent == 0


def test_adjacent_leaves_are_one():
    """R1.40: Friday and Monday are one leave, the weekend is no break."""
    friday, monday, wednesday = (
        (date(2026, 3, day), date(2026, 3, day)) for day in (6, 9, 11)
    )
    weekend = {date(2026, 3, 7), date(2026, 3, 8)}
    assert chain(monday, [friday, wednesday], weekend) == [0]
    assert chain(monday, [friday, wednesday]) == []
    tuesday = (date(2026, 3, 10), date(2026, 3, 10))
    assert chain(monday, [wednesday, tuesday, friday], weekend) == [0, 1, 2]


@given(st.lists(st.tuples(offsets, st.integers(0, 5)), min_size=1, max_size=8))
def test_a_chain_does_not_depend_on_where_it_begins(rows):
    spans = [(MARCH[0] + DAY * a, MARCH[0] + DAY * (a + n)) for a, n in rows]
    own, others = spans[0], spans[1:]
    for place in chain(own, others):
        rest = [own, *(span for i, span in enumerate(others) if i != place)]
        assert 0 in chain(others[place], rest)


BOUNDS = [
    (Decimal(0), "leader"),
    (Decimal(1), "second"),
    (Decimal(3), "head"),
    (Decimal(10), "officer"),
]


@pytest.mark.parametrize(
    ("length", "count"),
    [("0.5", 1), ("1", 1), ("1.5", 2), ("3", 2), ("4", 3), ("11", 4)],
)
def test_who_agrees(length, count):
    """R1.40: up to 1 day, up to 3, over 3, over 10."""
    who = ["leader", "second", "head", "officer"][:count]
    assert levels(Decimal(length), BOUNDS) == who


def test_who_agrees_always():
    """R1.40: annual and marriage leave also need HR, once."""
    assert levels(Decimal(1), BOUNDS, ["officer"]) == ["leader", "officer"]
    assert levels(Decimal(12), BOUNDS, ["officer"])[-1] == "officer"
    assert levels(Decimal(12), BOUNDS, ["officer"]).count("officer") == 1
