from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.money import (
    CENT,
    round_money,
    split_by_weight,
    split_equally,
    to_decimal,
    total_of,
)

UNITS = st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1), Decimal(10)])
AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
COUNTS = st.integers(1, 60)


def rounded(amounts=AMOUNTS):
    """A unit and an amount that is a multiple of it."""
    return st.tuples(amounts, UNITS).map(lambda pair: (round_money(*pair), pair[1]))


@pytest.mark.parametrize(
    ("amount", "unit", "result"),
    [
        ("0.005", "0.01", "0.01"),
        ("-0.005", "0.01", "-0.01"),
        ("2.345", "0.01", "2.35"),
        ("2.3449999", "0.01", "2.34"),
        ("0.5", "1", "1"),
        ("-1.5", "1", "-2"),
        ("0.025", "0.05", "0.05"),
        ("15", "10", "20"),
    ],
)
def test_money_rounds_half_away_from_zero(amount, unit, result):
    assert round_money(Decimal(amount), Decimal(unit)) == Decimal(result)


@given(AMOUNTS, UNITS)
def test_rounding_is_odd_and_within_half_a_unit(amount, unit):
    result = round_money(amount, unit)
    assert result == -round_money(-amount, unit)
    assert abs(result - amount) <= unit / 2
    assert round_money(result, unit) == result


@given(
    st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100),
    st.integers(0, 400),
    st.integers(1, 400),
    UNITS,
)
def test_a_part_is_rounded_as_by_hand_however_it_was_divided(wage, part, whole, unit):
    """5 of 24 parts of 2205 are 459.375, which is 459.38, divided first or last."""
    exact = Fraction(wage) * part / whole / Fraction(unit)
    by_hand = (exact + Fraction(1, 2)).__floor__() * unit
    assert round_money(wage * part / whole, unit) == by_hand
    assert round_money(wage * (Decimal(part) / whole), unit) == by_hand
    assert round_money(Decimal(1) / whole * part * wage, unit) == by_hand


@pytest.mark.parametrize(("part", "result"), [(5, "459.38"), (19, "1745.63")])
def test_half_a_cent_is_not_lost_in_a_division(part, result):
    assert round_money(2205 * (Decimal(part) / 24)) == Decimal(result)


@pytest.mark.parametrize("value", [0.1, "0.1", Decimal("0.1")])
def test_floats_become_the_decimal_a_reader_would_write(value):
    assert to_decimal(value) == Decimal("0.1")


def test_nothing_is_zero():
    assert to_decimal(None) == to_decimal(False) == total_of([]) == Decimal(0)


@given(rounded(), COUNTS)
def test_equal_shares_add_up_and_differ_by_one_unit_at_most_r6_4(money, count):
    total, unit = money
    shares = split_equally(total, count, unit)
    assert len(shares) == count
    assert sum(shares) == total
    assert max(shares) - min(shares) <= unit
    assert all(round_money(share, unit) == share for share in shares)


@given(rounded(), st.lists(st.integers(0, 1000).map(Decimal), max_size=40))
def test_weighted_shares_add_up_and_zero_weights_get_nothing(money, weights):
    total, unit = money
    shares = split_by_weight(total, weights, unit)
    assert sum(shares) == (total if sum(weights) else 0)
    assert all(
        share == 0 for share, weight in zip(shares, weights, strict=True) if not weight
    )
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert abs(share - total * weight / whole) <= unit


@given(rounded(), COUNTS, st.integers(1, 50).map(Decimal))
def test_equal_weights_split_as_equal_shares_whatever_the_weight(money, count, weight):
    total, unit = money
    by_weight = split_by_weight(total, [weight] * count, unit)
    assert by_weight == split_equally(total, count, unit)


def test_hundred_among_three_to_the_cent_r6_4():
    assert split_equally(Decimal(100), 3, CENT) == [
        Decimal("33.33"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
