"""Who rises and who falls: each criterion just met and just missed (R5.10-R5.20)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import careers
from odoo.addons.cs_management.engine.bounds import Bound
from odoo.addons.cs_management.engine.careers import (
    CASE,
    DEMOTION,
    MEASURES,
    PROMOTION,
    Criterion,
    Evidence,
    Month,
    Quarter,
    Readings,
    Sanction,
    find,
    judge,
    newest_due,
    quarter_mean,
    quarter_of,
)

DAY = date(2026, 1, 1)
A, B = Bound(Decimal(90), True, 11), Bound(Decimal(80), False, 12)
HOW = Readings(small_team=3, small_scale=B)


def last_of(months_ago):
    """The last day of a month before ``DAY``; 0 is the one that is locked now."""
    return DAY - relativedelta(months=months_ago) - timedelta(days=1)


def months(*ranks, size=8, score=85):
    """Months up to the one that is locked now; ``None``: not scored."""
    return [
        Month(last_of(ago))
        if rank is None
        else Month(last_of(ago), Decimal(score), rank, size)
        for ago, rank in zip(range(len(ranks) - 1, -1, -1), ranks, strict=True)
    ]


def scored(*scores, size=8):
    return [
        Month(last_of(ago), None if score is None else Decimal(score), 1, size)
        for ago, score in zip(range(len(scores) - 1, -1, -1), scores, strict=True)
    ]


def quarters(grades):
    """Quarters up to the one that ends now, ``"BAA"``."""
    return [
        Quarter(last_of(3 * ago), "ABCDE".index(grade) + 1)
        for ago, grade in zip(range(len(grades) - 1, -1, -1), grades, strict=True)
    ]


def met(criterion, how=HOW, **evidence):
    return find(criterion, Evidence(DAY, **evidence), how).is_met


def service(months_):
    return Criterion(careers.SERVICE, bound=Decimal(months_))


def within_a_year():
    return Criterion(careers.TENURE, DEMOTION, bound=Decimal(12))


def top_3(window):
    return Criterion(careers.MEAN_RANK, bound=Decimal(3), window=window)


def a_in_a_row(count):
    return Criterion(careers.GRADES_ROW, window=count, grade=1, scale=A)


def titles(count):
    return Criterion(careers.TITLES, bound=Decimal(count))


OUTSIDE = Criterion(careers.RANK_OUTSIDE, DEMOTION, bound=Decimal(3), window=3)
TWO_B = Criterion(careers.GRADES_ROW, DEMOTION, window=2, grade=2, scale=B)
UNDER_B = Criterion(careers.GRADE_UNDER, DEMOTION, window=1, grade=2, scale=B)
FAILED = Criterion(careers.FAILED_REVIEWS, CASE, bound=Decimal(60), window=3)
NO_CASE = Criterion(careers.OPEN_CASE)
ASSESSED = Criterion(careers.JUDGED, qualities=("Assessment passed", "Knows the shop"))


# --- Each article just met and just missed --------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        (("Assessment passed", "Knows the shop"), True),
        (("Knows the shop",), False),
        ((), False),
    ],
)
def test_the_trial_is_assessed_by_people_r5_10(ticked, expected):
    assert met(ASSESSED, ticked=frozenset(ticked)) is expected


def test_a_trial_is_proposed_before_it_is_judged_r5_10():
    outcome = judge([service(1), ASSESSED], Evidence(DAY, joined=date(2025, 12, 1)))
    assert (outcome.is_due, outcome.is_met) == (True, False)
    assert [found.criterion for found in outcome.missing] == [ASSESSED]


def test_judging_alone_proposes_nobody_r5_10():
    assert not judge([ASSESSED], Evidence(DAY)).is_due


@pytest.mark.parametrize(
    ("joined", "expected"), [(date(2025, 10, 1), True), (date(2025, 10, 2), False)]
)
def test_three_months_of_service_r5_11(joined, expected):
    assert met(service(3), joined=joined) is expected


def test_without_a_contract_nobody_has_served_r5_11():
    assert not met(service(0))


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [((4, 3, 2), True), ((4, 3, 3), False), ((9, 3, 3, 3), True), ((), False)],
)
def test_among_the_first_3_on_average_r5_11(ranks, expected):
    assert met(top_3(3), months=months(*ranks)) is expected


@pytest.mark.parametrize(
    ("grades", "expected"), [("BAB", True), ("BBB", False), ("", False)]
)
def test_one_quarter_graded_a_r5_11(grades, expected):
    once = Criterion(careers.GRADE_ONCE, grade=1, scale=A)
    assert met(once, quarters=quarters(grades)) is expected


def test_no_open_case_for_any_promotion_r5_11():
    assert met(NO_CASE)
    assert not met(NO_CASE, has_case=True)


@pytest.mark.parametrize(("grades", "expected"), [("CAA", True), ("ABA", False)])
def test_two_quarters_running_graded_a_r5_12(grades, expected):
    assert met(a_in_a_row(2), quarters=quarters(grades)) is expected


@pytest.mark.parametrize(("count", "expected"), [(1, True), (0, False)])
def test_one_title_r5_12(count, expected):
    assert met(titles(1), titles=[last_of(1)] * count) is expected


@pytest.mark.parametrize(
    ("joined", "expected"), [(date(2025, 7, 1), True), (date(2025, 7, 2), False)]
)
def test_six_months_of_service_r5_12(joined, expected):
    assert met(service(6), joined=joined) is expected


@pytest.mark.parametrize(
    ("ranks", "expected"), [((6, 3, 3, 2, 2, 2), True), ((6, 3, 3, 3, 2, 2), False)]
)
def test_the_first_3_of_six_months_r5_12(ranks, expected):
    assert met(top_3(6), months=months(*ranks)) is expected


@pytest.mark.parametrize(("grades", "expected"), [("AAA", True), ("BAA", False)])
def test_three_quarters_running_graded_a_r5_13(grades, expected):
    assert met(a_in_a_row(3), quarters=quarters(grades)) is expected


@pytest.mark.parametrize(("count", "expected"), [(3, True), (2, False)])
def test_three_titles_r5_13(count, expected):
    assert met(titles(3), titles=[last_of(3)] * count) is expected


@pytest.mark.parametrize(
    ("joined", "expected"), [(date(2025, 1, 1), True), (date(2025, 1, 2), False)]
)
def test_a_year_of_service_r5_13(joined, expected):
    assert met(service(12), joined=joined) is expected


def test_a_level_without_criteria_is_left_to_the_office_r5_13():
    outcome = judge([], Evidence(DAY, months=months(1, 1, 1)))
    assert (outcome.is_met, outcome.is_due, outcome.nearest) == (False, False, 0)


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [((4, 5, 4), True), ((4, 3, 4), False), ((4, 4), False), ((1, 4, 4, 4), True)],
)
def test_three_months_running_outside_the_first_3_r5_14(ranks, expected):
    assert met(OUTSIDE, months=months(*ranks)) is expected


@pytest.mark.parametrize(
    ("grades", "expected"), [("BB", True), ("BC", True), ("AB", False), ("BA", False)]
)
def test_two_quarters_running_graded_b_r5_14(grades, expected):
    assert met(TWO_B, quarters=quarters(grades)) is expected


@pytest.mark.parametrize(
    ("grades", "expected"), [("AC", True), ("AB", False), ("CB", False)]
)
def test_one_quarter_below_b_r5_14(grades, expected):
    """The last quarter: an older one had its proposal when it was graded."""
    assert met(UNDER_B, quarters=quarters(grades)) is expected


@pytest.mark.parametrize(
    ("since", "expected"), [(date(2025, 1, 1), True), (date(2024, 12, 31), False)]
)
def test_within_a_year_of_the_promotion_r5_15(since, expected):
    criteria = [within_a_year(), OUTSIDE]
    evidence = Evidence(DAY, level_since=since, months=months(4, 4, 4))
    assert judge(criteria, evidence, HOW).is_due is expected


def test_each_group_is_enough_to_fall_r5_15():
    criteria = [
        replace(one, group=group)
        for group, own in enumerate(([OUTSIDE], [TWO_B], [UNDER_B]), start=1)
        for one in (within_a_year(), *own)
    ]
    new = Evidence(DAY, level_since=date(2025, 3, 1))
    for part in (
        {"months": months(4, 4, 4)},
        {"quarters": quarters("BB")},
        {"quarters": quarters("C")},
    ):
        assert judge(criteria, replace(new, **part), HOW).is_due
        assert not judge(
            criteria, replace(new, level_since=date(2024, 6, 1), **part), HOW
        ).is_due
    nothing = replace(new, months=months(4, 4, 3), quarters=quarters("AB"))
    assert not judge(criteria, nothing, HOW).is_due


@pytest.mark.parametrize(
    ("scores", "expected"),
    [((59, 59, 59), True), ((59, 60, 59), False), ((59, 59), False)],
)
def test_three_failed_months_are_a_case_r5_16(scores, expected):
    """From 60 on a month is passed; the bound is data."""
    assert met(FAILED, months=scored(*scores)) is expected


def test_a_confirmed_review_speaks_for_its_month_r5_16():
    failed = [replace(month, passed=False) for month in scored(90, 90, 90)]
    assert met(FAILED, months=failed)
    failed[1] = replace(failed[1], passed=True)
    assert not met(FAILED, months=failed)
    passed = [replace(month, passed=True) for month in scored(50, 50, 50)]
    assert not met(FAILED, months=passed)


def test_a_month_that_waits_for_its_sheet_says_nothing_yet_r5_16():
    """Sheets are confirmed after the lock: their months' scores do not speak."""
    found = [
        replace(month, passed=passed, is_reviewed=True)
        for month, passed in zip(
            scored(90, 90, 90, 90), (False, False, False, None), strict=True
        )
    ]
    for how in (HOW, replace(HOW, gaps_break=True)):
        assert met(FAILED, how, months=found)
        assert not met(FAILED, how, months=found[1:])


def test_without_a_bound_only_reviews_fail_r5_16():
    assert not met(replace(FAILED, bound=Decimal(0)), months=scored(1, 1, 1))


@pytest.mark.parametrize(("score", "expected"), [("90.01", True), ("90", False)])
def test_a_fast_starter_ends_the_trial_early_r5_19(score, expected):
    """A first month graded A instead of the time: the second group."""
    early = Criterion(careers.MEAN_SCORE, group=2, window=1, grade=1, scale=A)
    criteria = [service(2), early]
    evidence = Evidence(DAY, joined=date(2025, 12, 1), months=scored(score))
    outcome = judge(criteria, evidence, HOW)
    assert outcome.is_due is expected
    assert outcome.nearest == 2
    assert not judge([service(2)], evidence, HOW).is_due


# --- Readings -------------------------------------------------------------------------


def test_the_grade_of_a_quarter_is_of_the_mean_r5_20():
    assert quarter_mean([Decimal(90), None, Decimal(91)]) == Decimal("90.5")
    assert quarter_mean([None, None]) is None
    assert quarter_mean([Decimal(90)], needed=2) is None


def test_quarters_of_periods_that_end_on_the_20th_r5_20():
    lasts = [date(2026, 1, 20), date(2026, 3, 20), date(2026, 4, 20)]
    assert [quarter_of(last) for last in lasts] == ["2026-Q1", "2026-Q1", "2026-Q2"]
    assert not careers.ends_quarter(lasts[0], date(2026, 2, 20))
    assert careers.ends_quarter(lasts[1], lasts[2])


def test_ties_share_the_better_rank_r5_20():
    """1, 1, 3: three people are among the first 3, the fourth is not."""
    assert met(top_3(1), months=months(3))
    assert not met(top_3(1), months=months(4))


def test_months_without_a_score_are_left_out_r5_20():
    evidence = months(4, None, 2)
    assert met(top_3(3), months=evidence)
    assert not met(top_3(3), Readings(gaps_break=True), months=evidence)
    running = months(4, 4, None, 4)
    assert met(OUTSIDE, months=running)
    assert not met(OUTSIDE, Readings(gaps_break=True), months=running)


def test_nobody_without_a_score_rises_or_falls_r5_20():
    for direction in (PROMOTION, DEMOTION):
        for measure in (careers.MEAN_RANK, careers.MEAN_SCORE):
            one = Criterion(measure, direction, bound=Decimal(3), scale=B, window=3)
            assert not met(one, months=months(None, None, None))


@pytest.mark.parametrize(("score", "expected"), [(80, True), ("79.99", False)])
def test_a_team_of_three_asks_for_scores_instead_of_ranks_r5_20(score, expected):
    assert met(top_3(3), months=scored(score, score, score, size=3)) is expected


@pytest.mark.parametrize(("score", "expected"), [("79.99", True), (80, False)])
def test_in_a_team_of_three_nobody_falls_by_ranks_r5_20(score, expected):
    assert met(OUTSIDE, months=scored(score, score, score, size=3)) is expected


def test_a_team_of_four_has_ranks_r5_20():
    assert not met(top_3(1), months=months(4, size=4, score=95))
    assert met(top_3(1), months=months(4, size=3, score=95))


def test_after_a_change_of_team_the_last_team_decides_r5_20():
    small, large = months(1, 1, None, size=2, score=50), months(3, size=8)
    assert met(top_3(3), months=[*small, *large]), "ranks of the small team left out"
    moved = [*months(9, 9, None, size=9, score=85), *months(2, size=2, score=85)]
    assert met(top_3(3), months=moved), "the small team asks for a mean score"


def test_what_came_before_the_level_does_not_count_r5_14():
    fresh = replace(OUTSIDE, since_level=True)
    evidence = Evidence(DAY, level_since=date(2025, 12, 1), months=months(9, 9, 9))
    assert not find(fresh, evidence, HOW).is_met
    assert find(OUTSIDE, evidence, HOW).is_met


def test_a_quarter_begun_before_the_level_is_not_of_the_level_r5_14():
    fresh = replace(UNDER_B, since_level=True)
    quarter = Quarter(date(2025, 12, 31), 3, date(2025, 10, 1))
    for since, expected in ((date(2025, 10, 1), True), (date(2025, 10, 2), False)):
        evidence = Evidence(DAY, level_since=since, quarters=[quarter])
        assert find(fresh, evidence, HOW).is_met is expected


def test_a_proposal_rests_on_the_newest_evidence_r5_14():
    old = Evidence(DAY, quarters=[Quarter(date(2025, 9, 30), 3)])
    assert newest_due(judge([UNDER_B], old, HOW)) == date(2025, 9, 30)
    new = replace(old, months=months(4, 4, 4))
    both = [UNDER_B, replace(OUTSIDE, group=2)]
    assert newest_due(judge(both, new, HOW)) == date(2025, 12, 31)
    assert newest_due(judge([OUTSIDE], old, HOW)) is None


def test_the_nearest_group_lacks_least_r5_11():
    criteria = [service(3), titles(2), replace(service(6), group=2)]
    evidence = Evidence(DAY, joined=date(2025, 9, 1), titles=[last_of(1)])
    outcome = judge(criteria, evidence, HOW)
    assert outcome.nearest == 1, "one missing each: 3 of 4 parts against 2 of 3"
    assert [found.criterion for found in outcome.missing] == [titles(2)]
    assert outcome.share == Decimal("0.75")


def test_the_numbers_are_told_r5_11():
    found = find(top_3(3), Evidence(DAY, months=months(4, 4, 3)), HOW)
    assert found.step["code"] == "career.mean_rank"
    assert found.step["args"]["months"] == "3"
    assert found.step["args"]["bound"] == "3"
    assert found.step["args"]["value"].startswith("3.666")
    assert Decimal("0.8") < found.share < Decimal("0.83")


@pytest.mark.parametrize(
    ("bound", "ticked", "expected"),
    [(1, "y", True), (1, "", False), (2, "xy", True), (2, "x", False), (9, "xy", True)],
)
def test_so_many_qualities_are_enough_r5_11(bound, ticked, expected):
    criterion = Criterion(careers.JUDGED, bound=Decimal(bound), qualities=("x", "y"))
    assert met(criterion, ticked=frozenset(ticked)) is expected


def sanction(severity=1, first=30, last=None):
    """On file for so many days before ``DAY``, in force until so many before it."""
    return Sanction(
        DAY - timedelta(days=first),
        severity,
        None if last is None else DAY - timedelta(days=last),
    )


def sanctions(bound, direction=PROMOTION, **values):
    return Criterion(careers.SANCTIONS, direction, bound=Decimal(bound), **values)


@pytest.mark.parametrize(
    ("bound", "count", "rises"),
    [(0, 0, True), (0, 1, False), (2, 2, True), (2, 3, False)],
)
def test_at_most_so_many_sanctions_r2_16(bound, count, rises):
    own = [sanction()] * count
    assert met(sanctions(bound), sanctions=own) is rises
    assert met(sanctions(bound, DEMOTION), sanctions=own) is not rises
    assert met(sanctions(bound, CASE), sanctions=own) is not rises


@pytest.mark.parametrize(
    ("one", "window", "counts"),
    [
        (sanction(first=90, last=1), 0, True),
        (sanction(first=90, last=2), 0, False),
        (sanction(first=1), 0, True),
        (sanction(first=0), 0, False),
        (sanction(first=200, last=92), 3, True),
        (sanction(first=200, last=93), 3, False),
    ],
)
def test_sanctions_in_force_in_the_window_r2_16(one, window, counts):
    """The window of three months before 1 January 2026 begins on 1 October."""
    assert met(sanctions(0, window=window), sanctions=[one]) is not counts


def test_lighter_sanctions_do_not_count_r2_16():
    own = [sanction(severity=2)]
    assert met(sanctions(0, severity=3), sanctions=own)
    assert not met(sanctions(0, severity=2), sanctions=own)


def test_sanctions_of_an_earlier_level_do_not_count_r2_16():
    criterion = sanctions(0, since_level=True)
    own = [sanction(first=30)]
    assert not met(criterion, sanctions=own, level_since=DAY - timedelta(days=30))
    assert met(criterion, sanctions=own, level_since=DAY - timedelta(days=29))


def test_a_fall_by_sanctions_rests_on_the_newest_r2_16():
    own = [sanction(first=60), sanction(first=10)]
    found = judge([sanctions(1, DEMOTION)], Evidence(DAY, sanctions=own), HOW)
    assert newest_due(found) == DAY - timedelta(days=10)


@pytest.mark.parametrize(
    ("joined", "expected"), [(date(2025, 10, 1), True), (date(2025, 10, 2), False)]
)
def test_one_applies_once_the_service_is_there_r5_18(joined, expected):
    """Of one group; what people judge and what else is missing does not bar it."""
    criteria = [service(3), ASSESSED, NO_CASE, replace(service(24), group=2)]
    evidence = Evidence(DAY, joined, has_case=True)
    assert careers.may_apply(criteria, evidence) is expected
    assert careers.may_apply([], evidence)
    assert careers.may_apply([ASSESSED], evidence)


# --- Properties -----------------------------------------------------------------------

facts = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 110), st.sampled_from((2, 3, 8))),
    max_size=8,
)
grades = st.text("ABCDE", max_size=5)
windows = st.integers(0, 4)
some_criteria = st.builds(
    Criterion,
    measure=st.sampled_from(sorted(MEASURES)),
    group=st.integers(1, 3),
    bound=st.integers(0, 13).map(Decimal),
    window=windows,
    grade=st.integers(1, 3),
    scale=st.sampled_from((A, B)),
    since_level=st.booleans(),
    severity=st.integers(1, 4),
    qualities=st.sampled_from(((), ("x",), ("x", "y"))),
)


@st.composite
def evidences(draw):
    """Somebody, and the same with every single thing as good or better."""
    rows = draw(facts)
    worse, better = [], []
    for ago, (rank, score, size) in zip(
        range(len(rows) - 1, -1, -1), rows, strict=True
    ):
        worse.append(Month(last_of(ago), Decimal(score), min(rank, size), size))
        better.append(
            replace(
                worse[-1],
                rank=draw(st.integers(1, worse[-1].rank)),
                score=worse[-1].score + draw(st.integers(0, 20)),
            )
        )
    old = quarters(draw(grades))
    new = [replace(one, place=draw(st.integers(1, one.place))) for one in old]
    joined = DAY - timedelta(days=draw(st.integers(0, 500)))
    given_ = [last_of(draw(st.integers(0, 15))) for _n in range(draw(windows))]
    more = [last_of(draw(st.integers(0, 15))) for _n in range(draw(windows))]
    ticked = draw(st.sets(st.sampled_from(("x", "y"))))
    has_case = draw(st.booleans())
    bad = [
        Sanction(last_of(draw(st.integers(0, 9))), draw(st.integers(1, 4)))
        for _n in range(draw(windows))
    ]
    level_since = DAY - timedelta(days=draw(st.integers(0, 500)))
    base = Evidence(
        DAY, joined, level_since, worse, old, given_, has_case, bad, frozenset(ticked)
    )
    return base, replace(
        base,
        joined=joined - timedelta(days=draw(st.integers(0, 90))),
        months=better,
        quarters=new,
        titles=sorted(given_ + more),
        has_case=has_case and draw(st.booleans()),
        sanctions=[
            replace(one, severity=draw(st.integers(1, one.severity)))
            for one in bad[draw(windows) :]
        ],
        ticked=frozenset(ticked | draw(st.sets(st.sampled_from(("x", "y"))))),
    )


@given(st.lists(some_criteria, max_size=5), evidences(), st.booleans())
def test_better_evidence_takes_no_promotion_away_r5_11(criteria, pair, gaps_break):
    how = replace(HOW, gaps_break=gaps_break)
    worse, better = (judge(criteria, evidence, how) for evidence in pair)
    assert worse.is_met <= better.is_met
    assert worse.is_due <= better.is_due


@given(st.lists(some_criteria, max_size=5), evidences(), st.booleans())
def test_better_evidence_makes_nobody_fall_r5_14(criteria, pair, gaps_break):
    """Time at the level is no merit: the year of R5.15 is asked for apart."""
    down = [
        replace(one, direction=DEMOTION)
        for one in criteria
        if one.measure not in (careers.SERVICE, careers.TENURE, careers.JUDGED)
    ]
    how = replace(HOW, gaps_break=gaps_break)
    worse, better = (judge(down, evidence, how) for evidence in pair)
    assert worse.is_met >= better.is_met
    assert worse.is_due >= better.is_due


@given(
    st.lists(some_criteria, min_size=1, max_size=6),
    evidences(),
    st.sampled_from((PROMOTION, DEMOTION, CASE)),
)
def test_met_is_whole_and_missing_is_not_r5_11(criteria, pair, direction):
    criteria = [replace(one, direction=direction) for one in criteria]
    outcome = judge(criteria, pair[0], HOW)
    for found in outcome.findings:
        assert (found.share == 1) is found.is_met
    assert outcome.is_met is (not outcome.missing)
    assert (outcome.share == 1) is outcome.is_met
    assert outcome.is_met <= outcome.is_due or all(
        found.criterion.measure == careers.JUDGED
        for found in outcome.findings
        if found.criterion.group == outcome.nearest
    )
