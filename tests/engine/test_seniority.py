from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.seniority import (
    SeniorityRules,
    completed_years,
    seniority,
)

JOINED = date(2023, 3, 15)
FIFTY = SeniorityRules(Decimal(50))

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
rules = st.builds(
    SeniorityRules,
    amount=st.decimals(0, 500, places=2),
    max_years=st.integers(0, 20),
    max_amount=st.decimals(0, 2000, places=2),
)
shares = st.integers(0, 23).map(lambda count: Decimal(count) / 23)
units = st.sampled_from([Decimal(1), Decimal("0.01"), Decimal("0.001")])


@pytest.mark.parametrize(
    ("day", "years", "amount"),
    [
        (date(2024, 2, 29), 0, 0),
        (date(2024, 3, 14), 0, 0),
        (date(2024, 3, 15), 1, 50),
        (date(2024, 3, 31), 1, 50),
        (date(2026, 3, 31), 3, 150),
        (date(2033, 3, 31), 10, 500),
    ],
)
def test_an_amount_for_each_completed_year_r5_7(day, years, amount):
    result = seniority(FIFTY, JOINED, day)
    assert (result.years, result.amount) == (years, amount)


def test_a_limit_in_years_or_in_money_r5_7():
    day = date(2033, 3, 31)
    years = SeniorityRules(Decimal(50), max_years=5)
    money = SeniorityRules(Decimal(50), max_amount=Decimal(320))
    both = SeniorityRules(Decimal(50), max_years=8, max_amount=Decimal(320))
    assert seniority(years, JOINED, day).amount == 250
    assert seniority(money, JOINED, day).amount == 320
    assert seniority(both, JOINED, day).amount == 320
    assert seniority(years, JOINED, date(2027, 3, 31)).amount == 200


def test_part_of_a_month_pays_its_share_r5_7():
    share = Decimal(17) / Decimal(23)
    result = seniority(FIFTY, JOINED, date(2026, 3, 31), share)
    assert result.amount == Decimal("110.87")
    yen = seniority(FIFTY, JOINED, date(2026, 3, 31), share, Decimal(1))
    assert yen.amount == 111


def test_the_limit_is_of_the_month_and_its_share_of_that_r5_7():
    capped = SeniorityRules(Decimal(50), max_amount=Decimal(100))
    result = seniority(capped, JOINED, date(2033, 3, 31), Decimal("0.5"))
    assert result.amount == 50


def test_who_joined_on_29_february_completes_a_year_on_28_february_r5_7():
    leap = date(2024, 2, 29)
    assert completed_years(leap, date(2025, 2, 27)) == 0
    assert completed_years(leap, date(2025, 2, 28)) == 1
    assert completed_years(leap, date(2028, 2, 28)) == 3
    assert completed_years(leap, date(2028, 2, 29)) == 4


def test_without_a_joining_date_or_before_it_there_is_no_service_r5_7():
    assert completed_years(None, JOINED) == 0
    assert completed_years(JOINED, JOINED - timedelta(days=500)) == 0
    assert seniority(FIFTY, None, JOINED).steps == ()


@given(rules, days, days, days, units)
def test_longer_service_pays_no_less_r5_7(terms, joined, one, other, unit):
    first, last = sorted((one, other))
    before = seniority(terms, joined, first, rounding=unit)
    after = seniority(terms, joined, last, rounding=unit)
    assert 0 <= before.years <= after.years
    assert 0 <= before.amount <= after.amount
    for result in (before, after):
        if terms.max_years:
            assert result.amount <= terms.max_years * terms.amount + unit / 2
        if terms.max_amount:
            assert result.amount <= terms.max_amount + unit / 2


@given(rules, days, days, shares, shares)
def test_shares_of_a_month_are_in_proportion_r5_7(terms, joined, day, one, other):
    less, more = (
        seniority(terms, joined, day, share) for share in sorted((one, other))
    )
    whole = seniority(terms, joined, day)
    assert 0 <= less.amount <= more.amount <= whole.amount
    assert abs(more.amount - whole.amount * max(one, other)) <= Decimal("0.01")


@given(rules, days, days, shares, units)
def test_the_words_compute_to_the_amount_r5_7(terms, joined, day, share, unit):
    result = seniority(terms, joined, day, share, unit)
    value = Decimal(0)
    for one in result.steps:
        args = one["args"]
        if one["code"] == "seniority.amount":
            value = Decimal(args["years"]) * Decimal(args["rate"])
            assert value == Decimal(args["amount"])
        elif one["code"] == "seniority.most":
            value = Decimal(args["amount"])
        elif one["code"] == "seniority.share":
            assert value == Decimal(args["month"])
            value = value * Decimal(args["share"]) / 100
    assert abs(value - result.amount) <= unit / 2 + Decimal("1e-20")
    assert result == seniority(terms, joined, day, share, unit)
