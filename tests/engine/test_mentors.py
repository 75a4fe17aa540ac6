from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import mentors

AMOUNTS = [Decimal(150), Decimal(100), Decimal(50)]
cohorts = st.dictionaries(st.integers(), st.integers(0, 10), max_size=8)


def paid(days, ties=mentors.EACH):
    found = mentors.places(days, AMOUNTS, ties)
    return {key: (row.place, row.amount) for key, row in found.items()}


def test_fastest_second_third_r2_11():
    """R2.11: 150, 100, 50, and nothing from the fourth place on."""
    assert paid({"a": 40, "b": 20, "c": 30, "d": 50}) == {
        "b": (1, 150),
        "c": (2, 100),
        "a": (3, 50),
        "d": (4, 0),
    }


def test_ties_r2_11():
    """Each of two first gets 150, or they share 150 + 100; the next one is third."""
    days = {"a": 20, "b": 20, "c": 30}
    assert paid(days) == {"a": (1, 150), "b": (1, 150), "c": (3, 50)}
    assert paid(days, mentors.SHARE) == {"a": (1, 125), "b": (1, 125), "c": (3, 50)}
    # Two third ones share what the third place pays.
    days = {"a": 1, "b": 2, "c": 3, "d": 3}
    assert paid(days, mentors.SHARE)["c"] == (3, 25)


def test_days_r2_11():
    assert mentors.days_to_pass(date(2026, 3, 1), date(2026, 3, 31)) == 30


@given(cohorts)
def test_shared_places_pay_what_the_places_pay_r2_11(days):
    found = mentors.places(days, AMOUNTS, mentors.SHARE)
    assert sum(row.amount for row in found.values()) == sum(AMOUNTS[: len(days)])


@given(cohorts, st.sampled_from([mentors.EACH, mentors.SHARE]))
def test_faster_is_never_worse_r2_11(days, ties):
    found = mentors.places(days, AMOUNTS, ties)
    assert found.keys() == days.keys()
    for one in days:
        for other in days:
            if days[one] < days[other]:
                assert found[one].place < found[other].place
                assert found[one].amount >= found[other].amount
