"""What-if: statements side by side lose nothing and invent nothing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.whatif import beside, by_code

money = st.decimals(-9999, 9999, places=2)
lines = st.lists(
    st.tuples(
        st.sampled_from(["CS_BASE", "CS_FINE", "CS_FLOAT"]), money, st.just(({},))
    )
)


@given(lines)
def test_lines_of_a_code_add_up(rows):
    found = by_code(rows)
    for code, side in found.items():
        own = [row for row in rows if row[0] == code]
        assert side.amount == sum((row[1] for row in own), Decimal(0))
        assert len(side.steps) == len(own)


@given(lines, lines)
def test_sides_keep_their_totals(now, then):
    rows = beside([by_code(now), by_code(then)])
    for place, own in enumerate((now, then)):
        total = sum((sides[place].amount for sides in rows.values()), Decimal(0))
        assert total == sum((row[1] for row in own), Decimal(0))
    assert all(any(side.amount for side in sides) for sides in rows.values())


@given(lines)
def test_the_same_rules_pay_the_same(rows):
    for now, then in beside([by_code(rows), by_code(rows)]).values():
        assert now == then
