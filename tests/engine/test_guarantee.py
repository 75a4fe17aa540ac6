"""The yearly guarantee (保底, R5.3)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import guarantee
from odoo.addons.cs_management.engine.money import ZERO

CENT = Decimal("0.01")
RULES = guarantee.Rules([(1, Decimal(2000)), (2, Decimal(2200)), (3, Decimal(2500))])
BY_SERVICE = guarantee.Rules(RULES.steps, by_service=True)
FULL = [(Decimal(1), True)]
money = st.decimals(0, 9000, places=2)


def months(pays, joined=date(2026, 1, 1)):
    return [
        guarantee.month(RULES, joined, date(2026, number, 28), FULL, pay, CENT)
        for number, pay in enumerate(pays, start=1)
    ]


def test_worked_numbers_r5_3():
    """Year-1 agent, 12 months' pay 22 800: top-up 1 200."""
    assert guarantee.top_up(months([Decimal(1900)] * 12)).amount == 1200
    assert guarantee.top_up(months([Decimal(2000)] * 12)).amount == 0
    assert guarantee.top_up(months([Decimal("2000.01")] * 12)).amount == 0


def test_a_good_month_makes_up_for_a_bad_one_r5_3():
    pays = [Decimal(1500), Decimal(2500)] * 6
    assert guarantee.top_up(months(pays)).amount == 0


def test_amounts_by_year_of_service_r5_3():
    joined = date(2024, 3, 15)
    for day, amount in (
        (date(2024, 3, 31), 2000),
        (date(2025, 2, 28), 2000),
        (date(2025, 3, 14), 2000),
        (date(2025, 3, 31), 2200),
        (date(2026, 3, 31), 2500),
        (date(2031, 3, 31), 2500),
    ):
        assert guarantee.monthly(RULES, joined, day) == amount


def test_without_a_step_nothing_is_guaranteed_r5_3():
    later = guarantee.Rules([(2, Decimal(2200))])
    assert guarantee.monthly(later, date(2026, 1, 1), date(2026, 5, 31)) == 0
    assert guarantee.monthly(later, date(2025, 1, 1), date(2026, 5, 31)) == 2200


def test_who_comes_or_leaves_in_mid_month_by_days_r5_3():
    half = [(Decimal("0.5"), True)]
    row = guarantee.month(
        RULES, date(2026, 1, 16), date(2026, 1, 31), half, Decimal(800), CENT
    )
    assert row == guarantee.Month(Decimal(1000), Decimal(800))


def test_a_trial_month_does_not_count_r5_3():
    trial = [(Decimal(1), False)]
    row = guarantee.month(
        RULES, date(2026, 1, 1), date(2026, 1, 31), trial, Decimal(1600), CENT
    )
    assert row == guarantee.Month(ZERO, ZERO)
    both = [(Decimal("0.25"), False), (Decimal("0.75"), True)]
    row = guarantee.month(
        RULES, date(2026, 1, 1), date(2026, 1, 31), both, Decimal(1600), CENT
    )
    assert row == guarantee.Month(Decimal(1500), Decimal(1200))


def test_accounts_by_calendar_or_by_service_r5_3():
    joined = date(2025, 3, 15)
    assert guarantee.account_year(RULES, joined, date(2026, 2, 28)) == "2026"
    assert guarantee.account_year(BY_SERVICE, joined, date(2026, 2, 28)) == "2025"
    assert guarantee.account_year(BY_SERVICE, joined, date(2026, 3, 31)) == "2026"


@given(st.lists(money, min_size=1, max_size=12))
def test_with_it_a_year_pays_the_guarantee_and_no_more_r5_3(pays):
    rows = months(pays)
    due = sum(row.guaranteed for row in rows)
    paid = sum(pays) + guarantee.top_up(rows).amount
    assert paid == max(due, sum(pays))


@given(st.lists(money, min_size=1, max_size=12), money)
def test_more_pay_never_means_a_higher_top_up_r5_3(pays, more):
    rows = months(pays)
    assert guarantee.top_up(rows, late=more).amount <= guarantee.top_up(rows).amount


@given(money, st.lists(st.tuples(st.decimals(0, 1, places=4), st.booleans())))
def test_a_part_of_a_month_is_never_more_than_the_month_r5_3(earned, shares):
    whole = sum(share for share, _held in shares)
    if whole > 1:
        shares = [(share / whole, held) for share, held in shares]
    row = guarantee.month(
        RULES, date(2026, 1, 1), date(2026, 1, 31), shares, earned, CENT
    )
    assert 0 <= row.guaranteed <= Decimal("2000.01")
    assert 0 <= row.counted <= earned + CENT
