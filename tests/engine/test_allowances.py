"""Allowances, performance pay and bonuses (R5.5, R5.6)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import allowances

money = st.decimals(0, 5000, places=2)


@pytest.mark.parametrize(
    ("typed", "level", "amount"),
    [
        (1500, None, 1500),
        (900, None, 1000),
        (2500, 10, 2000),
        (None, 0, 1000),
        (None, 25, 1250),
        (None, 100, 2000),
        (None, None, 0),
    ],
)
def test_skills_pay_1000_to_2000_r5_5(typed, level, amount):
    found = allowances.skill(
        Decimal(1000),
        Decimal(2000),
        typed and Decimal(typed),
        None if level is None else Decimal(level),
    )
    assert found.amount == amount


@given(money, money, st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_more_skill_never_pays_less_and_stays_in_the_range_r5_5(low, more, one, two):
    high = low + more
    less, best = sorted((one, two))
    first = allowances.skill(low, high, level=less).amount
    second = allowances.skill(low, high, level=best).amount
    assert low <= first <= second <= high


def test_grades_move_performance_pay_one_after_the_other_r5_6():
    found = allowances.performance(Decimal(1000), [Decimal(20), Decimal(-5)])
    assert found.amount == 1140
    assert len(found.steps) == 3
    assert allowances.performance(Decimal(0), [Decimal(20)]).amount == 0


@given(money, st.lists(st.decimals(-10, 20, places=2), max_size=5))
def test_grades_never_pay_below_zero_r5_6(amount, changes):
    found = allowances.performance(amount, changes)
    assert found.amount >= 0
    if not changes:
        assert found.amount == amount


def test_a_bonus_is_an_amount_or_per_cent_of_base_r5_5():
    assert allowances.bonus(Decimal(300), Decimal(0), Decimal(4000))[0] == 300
    assert allowances.bonus(Decimal(0), Decimal(15), Decimal(4000))[0] == 600


@pytest.mark.parametrize(
    ("value", "inside"), [("9.99", 0), (10, 1), (20, 1), ("20.01", 0)]
)
def test_the_bounds_of_a_range_are_inside_r5_5(value, inside):
    low, high = Decimal(10), Decimal(20)
    assert allowances.within(Decimal(value), low, high) == bool(inside)
    assert allowances.within(Decimal(999), low, Decimal(0))
