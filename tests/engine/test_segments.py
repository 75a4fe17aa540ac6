import itertools
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.segments import (
    DAY,
    Version,
    segments,
    version_on,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
EVERY_DAY = [FIRST + DAY * n for n in range(31)]
WEEKDAYS = [day for day in EVERY_DAY if day.weekday() < 5]
NEAR = st.dates(date(2026, 1, 1), date(2026, 5, 31))
WAGES = st.decimals(0, 10**5, places=2)
VERSIONS = st.lists(
    st.builds(
        Version,
        id=st.integers(1, 99),
        date=NEAR,
        contract_start=st.none() | NEAR,
        contract_end=st.none() | NEAR,
        level=st.none() | st.integers(1, 3),
        wage=WAGES,
        calendar=st.sampled_from([None, 1]),
    ),
    max_size=6,
    unique_by=lambda version: version.date,
)


def version(day, wage, **values):
    values = {"contract_start": date(2025, 1, 1), "level": 1, "calendar": 1, **values}
    return Version(id=1, date=day, wage=Decimal(wage), **values)


def test_nobody_is_an_agent_without_level_or_contract():
    assert not segments([version(FIRST, 1, level=None)], FIRST, LAST)
    assert not segments([version(FIRST, 1, contract_start=None)], FIRST, LAST)
    ended = version(date(2025, 1, 1), 1, contract_end=date(2026, 2, 28))
    assert not segments([ended], FIRST, LAST)


@given(VERSIONS)
def test_segments_are_disjoint_in_order_and_inside_the_period(versions):
    parts = segments(versions, FIRST, LAST)
    for part in parts:
        assert FIRST <= part.first <= part.last <= LAST
        assert part.version.level and part.version.contract_start
    for before, after in itertools.pairwise(parts):
        assert before.last < after.first


@given(VERSIONS, st.sampled_from(EVERY_DAY))
def test_a_day_is_in_the_segment_of_the_version_in_force(versions, day):
    found = [
        part.version for part in segments(versions, FIRST, LAST) if part.holds(day)
    ]
    current = version_on(versions, day)
    is_agent = (
        current
        and current.date <= day
        and current.level
        and current.contract_start
        and current.contract_start <= day <= (current.contract_end or day)
    )
    assert found == ([current] if is_agent else [])


@given(VERSIONS, st.randoms())
def test_the_order_of_versions_does_not_matter(versions, random):
    shuffled = random.sample(versions, len(versions))
    assert segments(versions, FIRST, LAST) == segments(shuffled, FIRST, LAST)
