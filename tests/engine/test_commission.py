from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.bounds import Bound
from odoo.addons.cs_management.engine.commission import (
    conversion_rate,
    marginal,
    pool_shares,
    taken_back,
    whole_amount,
)
from odoo.addons.cs_management.engine.money import CENT, round_money

TIERS = [
    Bound(Decimal(0), rate=Decimal("0.01")),
    Bound(Decimal(70), rate=Decimal("0.015")),
]
SALES = st.decimals(0, 10**8, places=2)
RATES = st.decimals(0, 1, places=4)
SCALES = st.lists(
    st.builds(Bound, lower=SALES, rate=RATES),
    min_size=1,
    max_size=6,
    unique_by=lambda bound: bound.lower,
)
# Rates that rise with the bound, as every written tier does.
RISING = SCALES.map(
    lambda scale: [
        Bound(bound, rate=rate)
        for bound, rate in zip(
            sorted(tier.lower for tier in scale),
            sorted(tier.rate for tier in scale),
            strict=True,
        )
    ]
)


def codes(result):
    return [step["code"] for step in result.steps]


@pytest.mark.parametrize(("bought", "amount"), [(699, 400), (700, 600), (710, 600)])
def test_worked_numbers_r6_2(bought, amount):
    """Sales of 40 000 at a conversion of 69.9 %, 70 % and 71 %."""
    conversion = conversion_rate(1000, bought)
    result = whole_amount(Decimal(40000), conversion, TIERS, "conversion")
    assert result.amount == amount


def test_without_figures_the_lowest_tier_applies_and_says_so_r6_2():
    assert conversion_rate(0, 0) is None
    result = whole_amount(Decimal(40000), None, TIERS, "conversion")
    assert result.amount == 400
    assert codes(result) == [
        "commission.no_figures",
        "commission.tier_next",
        "commission.amount",
    ]


def test_without_tiers_nothing_is_paid():
    for result in (
        whole_amount(Decimal(40000), Decimal(80), [], "conversion"),
        marginal(Decimal(40000), []),
    ):
        assert result.amount == result.rate == 0
        assert codes(result) == ["commission.no_tier"]


def test_worked_numbers_r6_3():
    """100 000 untagged sales, 8 agents: 62.50 each."""
    shares = pool_shares(Decimal(100000), Decimal("0.005"), 8)
    assert shares == [Decimal("62.50")] * 8


@given(SALES, RATES, st.integers(1, 60))
def test_pool_shares_add_up_to_the_pool_r6_3(sales, rate, agents):
    shares = pool_shares(sales, rate, agents)
    assert sum(shares) == round_money(sales * rate)
    assert max(shares) - min(shares) <= CENT


@given(SALES, RISING, SALES, SALES)
def test_a_higher_measure_never_pays_less(sales, tiers, one, other):
    low, high = sorted((one, other))
    assert (
        whole_amount(sales, low, tiers, "sales").amount
        <= whole_amount(sales, high, tiers, "sales").amount
    )


@given(SALES, SALES, SCALES)
def test_marginal_is_monotone_and_never_negative(one, other, tiers):
    low, high = sorted((one, other))
    assert 0 <= marginal(low, tiers).amount <= marginal(high, tiers).amount


@given(SALES, SCALES)
def test_marginal_is_continuous(sales, tiers):
    """One cent of sales more never adds more than a cent and its rounding."""
    step = marginal(sales + CENT, tiers).amount - marginal(sales, tiers).amount
    assert 0 <= step <= 2 * CENT


@given(SALES, RATES, SALES)
def test_marginal_with_one_tier_is_the_whole_amount(sales, rate, lower):
    tiers = [Bound(lower, rate=rate)]
    whole = whole_amount(sales, sales, tiers, "sales")
    assert marginal(sales, tiers).amount == whole.amount


def test_marginal_pays_each_slice_at_its_own_rate():
    tiers = [
        Bound(Decimal(0), rate=Decimal("0.01")),
        Bound(Decimal(10000), rate=Decimal("0.02")),
        Bound(Decimal(30000), rate=Decimal("0.03")),
    ]
    assert marginal(Decimal(40000), tiers).amount == 100 + 400 + 300
    assert marginal(Decimal(10000), tiers).amount == 100
    assert marginal(Decimal(-500), tiers).amount == -5


@given(RATES, SALES, SALES)
def test_what_is_taken_back_never_exceeds_what_was_paid_r6_4(rate, now, before):
    assume(now <= before)
    paid = round_money(before * rate)
    back = taken_back(rate, now, before, paid)
    assert -paid <= back <= 0


@given(RATES, SALES, st.decimals(0, 10**6, places=2))
def test_a_full_return_takes_back_all_that_was_paid_r6_4(rate, before, paid):
    assert taken_back(rate, Decimal(0), before, paid) == -paid


@given(RATES, SALES, SALES)
def test_nothing_changed_takes_nothing_back_r6_4(rate, base, paid):
    assume(base)
    assert taken_back(rate, base, base, paid) == 0


@given(RATES, SALES, st.lists(SALES, min_size=1, max_size=5))
def test_refunds_in_steps_never_take_back_more_than_was_paid_r6_4(rate, base, later):
    paid = start = round_money(base * rate)
    for now in sorted((value for value in later if value <= base), reverse=True):
        paid += taken_back(rate, now, base, paid)
        base = now
        assert 0 <= paid <= start
    assert paid + taken_back(rate, Decimal(0), base, paid) == 0


def test_the_calculation_says_where_the_tier_ends_r6_2():
    """R6.2: an agent reads what the next tier would bring."""
    tiers = [Bound(Decimal(0), rate=Decimal("0.01"))]
    tiers.append(Bound(Decimal(70), rate=Decimal("0.015")))

    def place(measure):
        whole = whole_amount(Decimal(40000), measure, tiers, "conversion")
        [found] = whole.steps[1:-1]
        return found["code"], found["args"]

    known = {"measured": "conversion"}
    assert place(Decimal(60)) == (
        "commission.tier_next",
        {**known, "bound": "0", "following": "70", "following_rate": "1.5"},
    )
    assert place(Decimal(70)) == ("commission.tier_highest", {**known, "bound": "70"})
