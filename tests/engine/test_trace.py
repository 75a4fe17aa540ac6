import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.trace import plain, step, trace


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("1.500"), "1.5"),
        (Decimal("100.00"), "100"),
        (Decimal("100"), "100"),
        (Decimal("-0.10"), "-0.1"),
        (date(2026, 3, 1), "2026-03-01"),
        ("light", "light"),
        (3, "3"),
    ],
)
def test_values_are_written_the_same_way_always(value, text):
    assert plain(value) == text


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
)
def test_a_written_decimal_reads_back_as_itself(value):
    assert Decimal(plain(value)) == value


@given(st.dictionaries(st.text(), st.decimals(-(10**6), 10**6, places=4)))
def test_a_trace_survives_json(args):
    found = trace(step("code", **args))
    assert found["v"] == 1
    assert json.loads(json.dumps(found)) == found
