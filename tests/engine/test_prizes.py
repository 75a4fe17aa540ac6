from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.prizes import (
    EACH,
    NONE,
    SHARE,
    PrizeRules,
    PrizeStep,
    amount_for,
    award,
    first_of,
)

ZERO = Decimal(0)
CHAMPION = (
    PrizeStep(1, Decimal(50)),
    PrizeStep(2, Decimal(100)),
    PrizeStep(3, Decimal(200)),
)
ASSESSMENT = PrizeRules((PrizeStep(3, Decimal(200)),), one_off=True)

amounts = st.decimals(0, 10_000, places=2)
steps = st.dictionaries(st.integers(1, 8), amounts, min_size=1, max_size=5).map(
    lambda rows: tuple(PrizeStep(first, amount) for first, amount in rows.items())
)
sales = st.dictionaries(st.integers(1, 20), st.decimals(-5, 5, places=1), max_size=8)


def run(rules, months):
    """Prizes of one agent month by month; ``months`` tells whether they were first."""
    streak, paid = 0, []
    for is_first in months:
        result = award(rules, streak) if is_first else None
        streak = result.streak if result else 0
        paid.append(result.amount if result else ZERO)
    return paid


def test_champion_in_four_months_running_r2_13():
    assert run(PrizeRules(CHAMPION), [True] * 4) == [50, 100, 200, 200]


def test_a_month_without_being_first_begins_anew_r2_13():
    months = [True, True, False, True, True, True]
    assert run(PrizeRules(CHAMPION), months) == [50, 100, 0, 50, 100, 200]


def test_one_off_after_three_months_then_counting_starts_anew_r2_14():
    assert run(ASSESSMENT, [True] * 7) == [0, 0, 200, 0, 0, 200, 0]


def test_months_counted_under_an_earlier_policy_pay_once_r2_14():
    result = award(ASSESSMENT, before=5)
    assert (result.amount, result.streak) == (200, 0)


@pytest.mark.parametrize(
    ("ties", "amount", "streak"), [(EACH, 100, 2), (SHARE, 50, 2), (NONE, 0, 1)]
)
def test_a_tie_keeps_the_months_running_r2_13(ties, amount, streak):
    result = award(PrizeRules(CHAMPION, ties=ties), before=1, tied=2)
    assert (result.amount, result.streak) == (amount, streak)


def test_without_sales_nobody_is_champion_r2_13():
    assert first_of({"a": ZERO, "b": Decimal(-1)}, above=ZERO) == []
    assert first_of({}, above=ZERO) == []
    assert first_of({"a": ZERO}) == ["a"]


@given(sales)
def test_the_first_have_the_highest_value_and_only_they(values):
    first = first_of(values, above=ZERO)
    for key, value in values.items():
        is_best = value > 0 and value == max(values.values())
        assert (key in first) == is_best


@given(steps, st.integers(1, 30))
def test_the_last_step_holds_for_every_further_month(rows, streak):
    last = max(rows, key=lambda row: row.first)
    assert amount_for(PrizeRules(rows), last.first + streak) == last.amount


@given(steps, st.integers(0, 12), st.integers(1, 9))
def test_shares_add_up_to_the_prize(rows, before, tied):
    rules = PrizeRules(rows, ties=SHARE)
    shares = [award(rules, before, tied, place).amount for place in range(tied)]
    assert sum(shares) == amount_for(rules, before + 1)


@given(steps, st.lists(st.booleans(), max_size=24))
def test_a_one_off_pays_each_step_once_in_a_round(rows, months):
    rules = PrizeRules(rows, one_off=True)
    last = max(row.first for row in rows)
    paid = run(rules, months)
    whole = sum(row.amount for row in rows)
    assert sum(paid) <= whole * (len(months) // last + 1)
    assert sum(run(rules, [True] * last)) == whole


@given(steps, st.integers(0, 12), st.integers(2, 5))
def test_nobody_gets_it_in_a_tie_but_the_months_stay(rows, before, tied):
    result = award(PrizeRules(rows, ties=NONE), before, tied)
    assert (result.amount, result.streak) == (0, before)
