from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import exams
from odoo.addons.cs_management.engine.exams import Paper, Terms

TERMS = Terms(Decimal(100), Decimal(60))
marks = st.integers(0, 100).map(Decimal)
papers = st.builds(Paper, st.none() | marks, st.none() | marks, st.booleans())
terms = st.builds(
    Terms,
    st.just(Decimal(100)),
    marks,
    st.sampled_from([exams.FIRST, exams.BEST, exams.LAST]),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("points", "expected"),
    [("100", "full"), ("99.5", ""), ("60", ""), ("59.99", "failed"), ("0", "failed")],
)
def test_full_marks_and_under_60_r3_2_r3_4(points, expected):
    assert exams.outcome(TERMS, Paper(Decimal(points))) == expected


@pytest.mark.parametrize(
    ("counts", "expected"), [("first", 40), ("best", 90), ("last", 90)]
)
def test_what_counts_after_a_retake_is_a_choice_r9_7(counts, expected):
    own = Terms(Decimal(100), Decimal(60), counts)
    assert exams.counted(own, Paper(Decimal(40), Decimal(90))) == expected
    assert exams.counted(own, Paper(Decimal(40))) == 40


def test_a_worse_retake_r9_7():
    paper = Paper(Decimal(70), Decimal(50))
    values = {
        counts: exams.counted(Terms(Decimal(100), Decimal(60), counts), paper)
        for counts in (exams.FIRST, exams.BEST, exams.LAST)
    }
    assert values == {"first": 70, "best": 70, "last": 50}


def test_who_was_absent_r9_7():
    absent = Paper(absent=True)
    assert exams.outcome(TERMS, absent) == ""
    strict = Terms(Decimal(100), Decimal(60), absent_fails=True)
    assert exams.outcome(strict, absent) == "failed"
    assert exams.outcome(strict, Paper()) == ""
    # The retake of who was absent is their first exam.
    assert exams.outcome(strict, Paper(None, Decimal(100), absent=True)) == "full"


def test_the_best_passed_r2_15():
    found = {
        "ann": Paper(Decimal(95)),
        "bob": Paper(Decimal(95)),
        "cem": Paper(Decimal(80)),
        "dan": Paper(absent=True),
    }
    assert exams.best(TERMS, found) == ["ann", "bob"]
    assert exams.best(TERMS, {"ann": Paper(Decimal(59))}) == []
    assert exams.best(TERMS, {}) == []


@given(terms, papers, marks)
def test_more_marks_never_cost_more_r3_4(own, paper, more):
    order = ["failed", "", "full"]
    if paper.marks is None or more < paper.marks:
        return
    better = Paper(more, paper.retake, paper.absent)
    before, after = (exams.outcome(own, one) for one in (paper, better))
    assert order.index(after) >= order.index(before)


@given(terms, st.dictionaries(st.integers(), papers, max_size=8))
def test_nobody_has_more_than_the_best_r2_15(own, found):
    best = exams.best(own, found)
    counted = [c for p in found.values() if (c := exams.counted(own, p)) is not None]
    for key in best:
        assert exams.counted(own, found[key]) == max(counted) >= own.bound
