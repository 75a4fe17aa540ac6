from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import merits
from odoo.addons.cs_management.engine.merits import Presence, Work
from odoo.addons.cs_management.engine.segments import Segment, Version

JANUARY = date(2026, 1, 1), date(2026, 1, 31)
figures = st.builds(
    lambda served, asked, part: Work(served, asked, asked * part // 100),
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(0, 100),
)


def part(first, last):
    version = Version(1, date(2025, 1, 1), level=1)
    return Segment(version, first, last)


def test_the_best_by_each_measure_r3_2():
    works = {
        "ann": Work(served=300, asked=100, bought=70),
        "bob": Work(served=200, asked=100, bought=80),
        "cem": Work(served=100, asked=100, bought=60),
    }
    assert merits.best_of(works, merits.SERVED) == ["ann"]
    assert merits.best_of(works, merits.BOUGHT) == ["bob"]
    assert merits.best_of(works, merits.CONVERSION) == ["bob"]
    # Ranks 1 + 2 and 2 + 1: both are the best.
    assert merits.best_of(works, merits.BOTH) == ["ann", "bob"]


def test_workload_without_quality_does_not_compete_r3_2():
    works = {"ann": Work(served=300), "bob": Work(served=10, asked=10, bought=1)}
    assert merits.best_of(works) == ["bob"]
    assert merits.best_of({"ann": Work(served=300)}) == []
    assert merits.best_of({"ann": Work()}, merits.SERVED) == []


@given(st.dictionaries(st.integers(), figures, max_size=8))
def test_nobody_beats_the_best_in_everything_r3_2(works):
    for measure in (merits.SERVED, merits.BOUGHT, merits.CONVERSION, merits.BOTH):
        assert set(merits.best_of(works, measure)) <= works.keys()
    best = merits.best_of(works)
    for key in best:
        work = works[key]
        assert not any(
            other.served > work.served
            and other.asked
            and other.bought * work.asked > work.bought * other.asked
            for other in works.values()
        )


@given(st.dictionaries(st.integers(), figures, max_size=8), st.randoms())
def test_the_order_of_agents_does_not_matter_r3_2(works, random):
    keys = list(works)
    random.shuffle(keys)
    mixed = {key: works[key] for key in keys}
    assert set(merits.best_of(works)) == set(merits.best_of(mixed))


def test_full_attendance_r4_1():
    worked, late = Presence(worked=True), Presence(worked=True, blemish=True)
    leave = Presence(worked=False, leave=True)
    rest = Presence(worked=False)
    assert merits.full_attendance([worked, rest, worked])
    assert not merits.full_attendance([worked, late])
    assert not merits.full_attendance([worked, leave])
    assert merits.full_attendance([worked, leave], leave_allowed=True)
    assert not merits.full_attendance([leave, rest], leave_allowed=True)
    assert not merits.full_attendance([])


def test_a_whole_month_has_no_gap_r3_2():
    first, last = JANUARY
    middle = first + timedelta(days=14)
    assert merits.covers([part(first, last)], first, last)
    following = middle + timedelta(days=1)
    assert merits.covers([part(first, middle), part(following, last)], first, last)
    gap = middle + timedelta(days=2)
    assert not merits.covers([part(first, middle), part(gap, last)], first, last)
    assert not merits.covers([part(middle, last)], first, last)
    assert not merits.covers([part(first, middle)], first, last)
    assert not merits.covers([], first, last)
