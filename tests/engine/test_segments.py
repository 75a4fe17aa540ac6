from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.segments import (
    DAY,
    Version,
    base_pay,
    segments,
    version_on,
)

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
EVERY_DAY = [FIRST + DAY * n for n in range(31)]
WEEKDAYS = [day for day in EVERY_DAY if day.weekday() < 5]
NEAR = st.dates(date(2026, 1, 1), date(2026, 5, 31))
WAGES = st.decimals(0, 10**5, places=2)
BASES = st.sampled_from([None, Decimal("21.75"), Decimal(30)])
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


def pay(versions, basis=None):
    parts = segments(versions, FIRST, LAST)
    return base_pay(parts, {1: WEEKDAYS}, FIRST, LAST, basis)


def amounts(versions, basis=None):
    return [paid.amount for paid in pay(versions, basis)]


def test_a_whole_month_pays_the_whole_wage():
    assert amounts([version(date(2025, 1, 1), 2200)]) == [2200]
    assert amounts([version(date(2025, 1, 1), 2200)], Decimal("21.75")) == [2200]


def test_a_promotion_in_mid_month_pays_both_wages_by_working_days():
    """March 2026 has 22 weekdays, 10 of them before the 16th."""
    found = amounts([version(date(2025, 1, 1), 2200), version(date(2026, 3, 16), 2500)])
    assert found == [Decimal(1000), Decimal("1363.64")]


def test_who_joins_in_mid_month_is_paid_the_days_since():
    found = amounts(
        [version(date(2026, 3, 16), 2200, contract_start=date(2026, 3, 16))]
    )
    assert found == [Decimal(1200)]


def test_a_part_of_a_month_by_the_fixed_basis():
    joined = [version(date(2026, 3, 16), 2200, contract_start=date(2026, 3, 16))]
    assert amounts(joined, Decimal("21.75")) == [Decimal("1213.79")]


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
    for before, after in zip(parts, parts[1:], strict=False):
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


@given(WAGES, st.lists(NEAR, unique=True, max_size=8), BASES)
def test_a_month_at_one_wage_is_the_wage_however_versions_cut_it(wage, cuts, basis):
    versions = [version(day, wage) for day in [date(2025, 1, 1), *sorted(cuts)]]
    assert sum(amounts(versions, basis)) == wage


@given(VERSIONS, BASES)
def test_nobody_is_paid_more_than_his_highest_wage(versions, basis):
    paid = pay(versions, basis)
    assume(paid)
    highest = max(part.segment.version.wage for part in paid)
    assert 0 <= sum(part.amount for part in paid) <= highest + Decimal("0.05")
    assert 0 <= sum(part.share for part in paid) <= 1


@given(WAGES, st.sampled_from(WEEKDAYS), BASES)
def test_a_working_day_more_never_pays_less(wage, start, basis):
    later = version(start, wage, contract_start=start)
    sooner = version(start - DAY, wage, contract_start=start - DAY)
    assert sum(amounts([later], basis)) <= sum(amounts([sooner], basis))


@given(VERSIONS, st.randoms())
def test_the_order_of_versions_does_not_matter(versions, random):
    shuffled = random.sample(versions, len(versions))
    assert segments(versions, FIRST, LAST) == segments(shuffled, FIRST, LAST)


def test_a_segment_without_working_days_is_paid_nothing_of_the_whole():
    """A change on a Sunday, the last day worked under the old wage a Friday."""
    sunday = date(2026, 3, 1)
    assert sunday.weekday() == 6
    found = pay([version(date(2025, 1, 1), 2200), version(sunday + DAY, 2500)])
    assert [part.amount for part in found] == [0, 2500]
    assert found[0].segment.last == sunday == found[1].segment.first - timedelta(days=1)
