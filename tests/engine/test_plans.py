"""Commission plans: what each scheme pays, by hand and for any numbers (R6.2, R6.4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import plans
from odoo.addons.cs_management.engine.bounds import Bound
from odoo.addons.cs_management.engine.commission import Commission, whole_amount
from odoo.addons.cs_management.engine.money import CENT, round_money

TIERS = [Bound(Decimal(0), rate=Decimal("0.01"))]
SCALE = [
    Bound(Decimal(0), rate=Decimal("0.8")),
    Bound(Decimal(70), rate=Decimal(1)),
    Bound(Decimal(90), exclusive=True, rate=Decimal("1.1")),
]
MONEY = st.decimals(-(10**6), 10**7, places=2)
RATES = st.decimals(0, 1, places=4)
FACTORS = st.decimals(0, 3, places=4)
PARTS = st.lists(
    st.builds(
        plans.Part,
        key=st.integers(1, 9),
        unit=st.sampled_from(["percent", "margin", "order", "piece"]),
        measure=MONEY,
        rate=RATES,
    ),
    max_size=5,
)
CHANGES = st.lists(
    st.builds(plans.Change, factor=FACTORS, why=st.just({"code": "x", "args": {}})),
    max_size=3,
)


def codes(steps):
    return [one["code"] for one in steps]


def plain(sales):
    return whole_amount(Decimal(sales), None, TIERS, "conversion")


def test_without_a_plan_all_is_as_the_tiers_say_r6_2():
    by_tiers = plain("12345.67")
    result = plans.settle(by_tiers, [])
    assert (result.amount, result.plain, result.factor) == (by_tiers.amount,) * 2 + (1,)
    assert result.steps == by_tiers.steps


def test_plan_lines_add_to_what_the_tiers_pay_r6_2():
    """1 % of 1,000, 5 % of 200 of headphones, 2.50 for each of 3 pieces: 27.50."""
    parts = [
        plans.Part(1, "percent", Decimal(200), Decimal("0.05")),
        plans.Part(2, "piece", Decimal(3), Decimal("2.5")),
    ]
    result = plans.settle(plain(1000), parts)
    assert result.amount == Decimal("27.50")
    assert (result.plain, result.parts) == (10, (10, Decimal("7.50")))
    assert codes(result.steps)[3:] == ["plan.percent", "plan.piece", "plan.total"]


@pytest.mark.parametrize(
    ("score", "amount"), [(69, 80), (70, 100), (90, 100), (91, 110)]
)
def test_a_coefficient_by_score_r6_2(score, amount):
    change = plans.coefficient("score", Decimal(score), SCALE)
    assert plans.settle(plain(10000), [], [change]).amount == amount


def test_what_is_not_known_changes_nothing_and_says_so_r6_2():
    changes = [
        plans.coefficient("score", None, SCALE),
        plans.gate("refund_rate", None, Decimal(5), True, Decimal(0)),
    ]
    result = plans.settle(plain(10000), [], changes)
    assert result.amount == 100
    assert codes(result.steps)[3:5] == ["plan.factor_unknown", "plan.gate_unknown"]


@pytest.mark.parametrize(
    ("value", "at_most", "amount"),
    [("5", True, 100), ("5.01", True, 50), ("5", False, 100), ("4.99", False, 50)],
)
def test_a_gate_r6_2(value, at_most, amount):
    """At the limit it is passed; beyond it half is paid."""
    gate = plans.gate("x", Decimal(value), Decimal(5), at_most, Decimal("0.5"))
    assert plans.settle(plain(10000), [], [gate]).amount == amount


def test_the_most_per_month_r6_2():
    result = plans.settle(plain(10000), [], cap=Decimal(80))
    assert (result.amount, result.factor) == (80, Decimal("0.8"))
    assert plans.settle(plain(8000), [], cap=Decimal(80)).factor == 1


@pytest.mark.parametrize(
    ("sales", "conversion", "rate"),
    [(0, 0, 1), (0, 70, 2), (49999, 100, 2), (50000, 69, 2), (50000, 70, 4)],
)
def test_a_matrix_of_sales_and_conversion_r6_2(sales, conversion, rate):
    cells = [
        (Bound(Decimal(first)), Bound(Decimal(second), rate=Decimal(value)))
        for first, second, value in [
            (0, 0, 1),
            (0, 70, 2),
            (50000, 0, 2),
            (50000, 70, 4),
        ]
    ]
    found = plans.cell(Decimal(sales), Decimal(conversion), cells)
    assert found.rate == rate
    assert plans.cell(None, None, cells).rate == 1
    assert plans.cell(None, None, []) is None


def test_targets_are_due_month_by_month_r6_2():
    """1,200 for the year and 300 more for its second quarter: by May 500 + 200."""
    year, quarter = (24 * 12 + 1, 24 * 12 + 12), (24 * 12 + 4, 24 * 12 + 6)
    targets = [plans.Target(*year, Decimal(1200)), plans.Target(*quarter, Decimal(300))]
    assert plans.target_to_date(targets, year[0], year[0] + 4) == 700
    assert plans.target_to_date(targets, year[0] + 4, year[0] + 4) == 200
    assert plans.attainment(Decimal(350), Decimal(700)) == 50
    assert plans.attainment(Decimal(350), Decimal(0)) is None


@pytest.mark.parametrize(
    ("value", "amount"), [(None, None), (99, None), (100, 500), (250, 1200)]
)
def test_the_highest_step_pays_its_bonus_r6_2(value, amount):
    scale = [
        Bound(Decimal(200), rate=Decimal(1200)),
        Bound(Decimal(100), rate=Decimal(500)),
    ]
    value = value if value is None else Decimal(value)
    found = plans.step_bonus("sales", value, scale)
    assert (found[0] if found else None) == amount


def test_a_leaders_share_and_what_changes_it_later_r6_4():
    """0.5 % of 20,000: 100; 4,000 returned take 20 back, all of it 100, never more."""
    rate = Decimal("0.005")
    assert plans.override(Decimal(20000), rate) == 100
    for change, due in [(-4000, -20), (-20000, -100), (-50000, -100), (1000, 5)]:
        assert plans.override_due(Decimal(20000), Decimal(change), rate, 100) == due


@given(st.lists(MONEY, max_size=6), MONEY, st.decimals(0, 10**6, places=2))
def test_what_comes_late_stays_within_the_cap_r6_4(amounts, paid, cap):
    kept = plans.within_cap(amounts, paid, cap)
    taken = [amount for amount in amounts if amount < 0]
    assert [amount for amount in kept if amount < 0] == taken
    assert all(
        0 <= own <= was for own, was in zip(kept, amounts, strict=True) if was > 0
    )
    if paid + sum(amounts) <= cap:
        assert kept == amounts
    else:
        assert paid + sum(kept) == max(cap, paid + sum(taken))


@given(MONEY, PARTS, CHANGES, st.decimals(0, 10**5, places=2))
def test_money_rounds_once_and_parts_add_up_r6_2(sales, parts, changes, cap):
    by_tiers = Commission(
        round_money(sales / 100), Decimal("0.01"), (), sales * Decimal("0.01")
    )
    result = plans.settle(by_tiers, parts, changes, cap)
    exact = by_tiers.exact + sum(part.measure * part.rate for part in parts)
    for change in changes:
        exact *= change.factor
    expected = min(exact, cap) if cap else exact
    assert result.amount == round_money(expected)
    whole = by_tiers.exact + sum(part.exact for part in parts)
    if whole:
        assert result.plain + sum(result.parts) == result.amount
        assert abs(whole * result.factor - result.amount) <= CENT


@given(MONEY, RATES)
def test_what_is_held_back_is_given_back_r6_4(amount, share):
    held = plans.held_back(amount, share)
    assert abs(held) <= abs(amount)
    assert held == round_money(amount * share)
