from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.bounds import Bound, ordered, reached

GRADES = [
    Bound(Decimal(bound), key=name, exclusive=name == "A")
    for name, bound in zip("ABCDE", (90, 80, 70, 65, 60), strict=True)
]
VALUES = st.decimals(-1000, 1000, places=2)
SCALES = st.lists(
    st.builds(Bound, lower=VALUES, exclusive=st.booleans()),
    min_size=1,
    unique_by=lambda bound: bound.lower,
)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("110", "A"),
        ("90.5", "A"),
        ("90", "B"),
        ("80", "B"),
        ("79.99", "C"),
        ("70", "C"),
        ("65", "D"),
        ("60", "E"),
        ("45", "E"),
    ],
)
def test_grades_r3_8(score, grade):
    """The higher grade takes the bound, but exactly 90 is B: A is "over 90"."""
    assert reached(Decimal(score), GRADES).key == grade


def test_unknown_value_is_on_the_lowest_step_r6_2():
    assert reached(None, GRADES).key == "E"
    assert reached(Decimal(50), []) is None


@given(SCALES, VALUES, VALUES)
def test_more_never_reaches_a_lower_step(scale, one, other):
    low, high = sorted((one, other))
    assert reached(low, scale).lower <= reached(high, scale).lower


@given(SCALES, VALUES, st.randoms())
def test_the_order_in_which_steps_are_written_does_not_matter(scale, value, random):
    shuffled = random.sample(scale, len(scale))
    assert reached(value, scale) == reached(value, shuffled)
    assert ordered(scale) == ordered(shuffled)


@given(SCALES, VALUES)
def test_no_gap_and_no_overlap(scale, value):
    """Every value is on one step: held by it and by no higher one."""
    found = reached(value, scale)
    lowest = ordered(scale)[0]
    assert found.holds(value) or found == lowest
    assert not any(step.holds(value) for step in scale if step.lower > found.lower)
