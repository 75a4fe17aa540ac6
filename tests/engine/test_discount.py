from decimal import Decimal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.discount import given

money = st.decimals(0, 10_000, places=2)
rates = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((1, 100, 0, 100, 0), 0),
        ((2, 100, 10, 100, 0), 20),
        ((1, 80, 0, 100, 0), 20),
        ((1, 80, 10, 100, 0), 28),
        ((1, 100, 10, 100, 10), 0),
        ((1, 100, 15, 100, 10), 5),
        ((1, 90, 0, 100, 10), 0),
        ((1, 120, 0, 100, 0), 0),
        ((1, 1000, 5, 1, 0), 50),
        ((1, -40, 0, None, 0), 40),
        ((1, 100, 10, None, 0), 10),
        ((0, 80, 10, 100, 0), 0),
    ],
)
def test_what_the_agent_took_off_r6_7(line, expected):
    values = [None if value is None else Decimal(value) for value in line]
    assert given(*values) == expected


@examples(money, money, rates, money, rates)
def test_the_pricelist_takes_nothing_from_the_agent_r6_7(
    quantity, price, discount, list_price, list_discount
):
    """Never below zero, and nothing where the pricelist's own terms are asked."""
    found = given(quantity, price, discount, list_price, list_discount)
    assert found >= 0
    assert given(quantity, list_price, list_discount, list_price, list_discount) == 0
    higher = given(quantity, price, min(discount + 1, Decimal(100)), list_price)
    assert higher >= given(quantity, price, discount, list_price)
