"""KPI sheets in the engine (R7.1, R7.3-R7.5, R5.4, R5.6)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import reviews
from odoo.addons.cs_management.engine.bounds import Bound
from odoo.addons.cs_management.engine.reviews import Change, Item, SheetRules

D = Decimal
REFUNDS = [
    Bound(D(0), key=D(30)),
    Bound(D(5), exclusive=True, key=D(20)),
    Bound(D(8), exclusive=True, key=D(10)),
    Bound(D(11), exclusive=True, key=D(0)),
]
SHEET = SheetRules(D(130), D(91))
GRADES = [
    Bound(D(90), key="excellent"),
    Bound(D(80), key="good"),
    Bound(D(70), key="pass"),
    Bound(D(0), key="fail"),
]
CHANGES = [
    Change(D(90), D(10), D(20), grade="excellent"),
    Change(D(80), D(5), D(10), grade="good"),
    Change(D(60), grade="pass"),
    Change(D(0), D(-10), D(-5), grade="fail"),
]
POINTS = st.integers(0, 40).map(D)


def sheet(*points, most=(20, 30, 20, 20, 20)):
    """The five lines of R7.1; ``None`` for one that does not apply."""
    return [
        Item(D(given or 0), D(limit), applies=given is not None)
        for given, limit in zip(points, most, strict=True)
    ]


@pytest.mark.parametrize(
    ("rate", "points"), [("5", 30), ("5.1", 20), ("8", 20), ("11", 10), ("11.1", 0)]
)
def test_refund_rate_r7_1(rate, points):
    assert reviews.banded(D(rate), REFUNDS) == points


def test_a_figure_that_is_not_known_has_no_points_r7_1():
    assert reviews.banded(None, REFUNDS) is None
    assert reviews.banded(D(3), []) is None


@pytest.mark.parametrize(
    ("points", "passed"),
    [
        ((20, 30, 10, 20, 10), False),  # 90
        ((20, 30, 15, 20, 10), True),  # 95
        ((20, 30, 20, 20, 1), True),  # 91, the bar itself
    ],
)
def test_90_and_95_of_130_r7_1(points, passed):
    found = reviews.result(SHEET, sheet(*points))
    assert (found.points, found.total, found.bar) == (sum(points), 130, 91)
    assert found.passed is passed


def test_a_line_that_does_not_apply_r7_1():
    """Total and bar shrink to what the other lines stand for; or it counts full."""
    items = sheet(20, None, 15, 20, 20)
    found = reviews.result(SHEET, items)
    assert round(found.total, 2) == D("94.55")
    assert round(found.bar, 2) == D("66.18")
    assert (found.points, found.passed) == (75, True)
    full = reviews.result(SheetRules(D(130), D(91), reviews.FULL), items)
    assert (full.points, full.total, full.bar) == (105, 130, 91)


def test_open_lines_are_named():
    items = [Item(None, D(20)), Item(D(5), D(20)), Item(None, D(20), applies=False)]
    assert reviews.open_items(items) == [0]
    assert reviews.result(SHEET, items).points == 5


def test_weights_of_parts_r7_5():
    """60 % of performance, 30 % ability, 10 % attitude, out of the total."""
    weights = {"performance": D(60), "ability": D(30), "attitude": D(10)}
    rules = SheetRules(D(100), D(60), weights=weights)
    items = [
        Item(D(40), D(50), "performance"),
        Item(D(10), D(20), "ability"),
        Item(D(20), D(20), "attitude"),
    ]
    assert reviews.result(rules, items).points == 48 + 15 + 10
    rest = [items[0], Item(None, D(20), "ability", applies=False), items[2]]
    left = reviews.result(rules, rest)
    assert round(left.points, 4) == round((D(48) + 10) / D("0.7"), 4)
    assert left.total == 100


def test_the_bar_is_reached_whatever_the_parts_divide_by_r7_1_r7_5():
    """43 1/3 + 23 1/3 + 8 1/3 are 75 of 100, and not 74.999 and more."""
    weights = {"performance": D(50), "ability": D(25), "attitude": D(25)}
    grades = [Bound(D(75), key="good"), Bound(D(0), key="fail")]
    rules = SheetRules(D(100), D(75), weights=weights, grades=grades)
    items = [
        Item(D(26), D(30), "performance"),
        Item(D(14), D(15), "ability"),
        Item(D(5), D(15), "attitude"),
    ]
    found = reviews.result(rules, items)
    assert (found.passed, found.grade) == (True, "good")
    assert not reviews.result(rules, [*items[:2], Item(D(4), D(15), "attitude")]).passed


@pytest.mark.parametrize(
    ("points", "grade"),
    [(130, "excellent"), (117, "excellent"), (116, "good"), (91, "pass"), (90, "fail")],
)
def test_grades_r7_3(points, grade):
    rules = SheetRules(D(130), D(91), grades=GRADES)
    assert reviews.result(rules, [Item(D(points), D(130))]).grade == grade
    assert reviews.result(SHEET, [Item(D(points), D(130))]).grade == ""


def test_calibration_stays_within_the_sheet_r7_3():
    assert reviews.result(SHEET, sheet(20, 30, 10, 20, 10), D(1)).passed
    assert reviews.result(SHEET, sheet(5, 0, 0, 0, 0), D(-20)).points == 0
    assert reviews.result(SHEET, [Item(D(125), D(130))], D(20)).points == 130


@pytest.mark.parametrize(
    ("percent", "change"),
    [
        (100, "20"), (95, "15"), (90, "10"), (85, "7.5"), (80, "5"),
        (79, "0"), (60, "0"), (59.4, "-5.05"), (30, "-7.5"), (0, "-10"),
    ],
)  # fmt: skip
def test_the_year_moves_performance_pay_r5_6(percent, change):
    """Excellent +10..+20, good +5..+10, pass 0, fail -5..-10."""
    assert reviews.proposed_change(D(str(percent)), CHANGES) == D(change)


def test_what_may_be_decided_r5_6():
    assert reviews.within(D(20), CHANGES[0])
    assert not reviews.within(D("20.01"), CHANGES[0])
    assert not reviews.within(D(-11), CHANGES[3])


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_more_points_never_move_pay_down_r5_6(one, other):
    low, high = sorted((one, other))
    assert reviews.proposed_change(low, CHANGES) <= reviews.proposed_change(
        high, CHANGES
    )


@given(st.lists(st.tuples(POINTS, st.booleans()), min_size=1), st.randoms())
def test_the_order_of_the_lines_does_not_matter(lines, random):
    items = [Item(points, D(40), applies=applies) for points, applies in lines]
    shuffled = random.sample(items, len(items))
    assert reviews.result(SHEET, items) == reviews.result(SHEET, shuffled)


@given(st.lists(POINTS, min_size=2, max_size=8), POINTS)
def test_more_points_never_fail(given_, more):
    items = [Item(points, D(80)) for points in given_]
    better = [Item(given_[0] + more, D(80)), *items[1:]]
    before, after = (reviews.result(SHEET, own) for own in (items, better))
    assert after.passed >= before.passed
    assert after.percent >= before.percent


@given(st.integers(0, 20), st.integers(1, 4))
def test_a_line_left_out_makes_passing_neither_harder_nor_easier(points, left_out):
    """Who has the same share of every line has the same per cent without some."""
    whole = [Item(D(points), D(20)) for _line in range(5)]
    less = [
        Item(None, D(20), applies=False) if place < left_out else item
        for place, item in enumerate(whole)
    ]
    one, other = reviews.result(SHEET, whole), reviews.result(SHEET, less)
    assert round(one.percent, 9) == round(other.percent, 9)


def test_fails_running_r7_3():
    assert reviews.failed_running([True, True]) == 2
    assert reviews.failed_running([True, False, True]) == 1
    assert reviews.failed_running([True, None, True]) == 2
    assert reviews.failed_running([True, False]) == 0
    assert reviews.failed_running([]) == 0


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (date(2026, 7, 1), date(2026, 8, 31), False),
        (date(2026, 7, 1), date(2026, 9, 1), True),
        (date(2026, 2, 1), date(2026, 3, 31), False),
        (date(2026, 2, 1), date(2026, 4, 1), True),
    ],
)
def test_over_two_months_away_r7_4(first, last, away):
    assert reviews.away_for_long([(first, last)], 2) is away
    middle = first + timedelta(days=10)
    shared = [(first, middle), (middle, last), (first, first)]
    assert reviews.away_for_long(shared, 2) is away


def test_away_in_pieces_r7_4():
    piece = [(date(2026, month, 1), date(2026, month, 21)) for month in (1, 4, 8)]
    assert reviews.away_for_long(piece, 2)
    assert not reviews.away_for_long(piece[:2], 2)
    assert not reviews.away_for_long([], 2)


def test_reviews_run_from_the_5th_to_the_10th_r7_4():
    days = date(2026, 11, 5), date(2026, 11, 10)
    assert reviews.review_days(date(2026, 10, 31), 5, 10) == days
    assert reviews.review_days(date(2026, 10, 20), 5, 10) == days
    assert reviews.review_days(date(2026, 1, 31), 5, 31)[1] == date(2026, 2, 28)


def test_bonus_by_amount_or_per_cent_r5_4():
    amount, _how = reviews.bonus(D(300), D("0.5"), D(2000), D(0))
    assert amount == 150
    amount, how = reviews.bonus(D(0), D(1), D("2000.05"), D(10))
    assert amount == D("200.01")
    assert how["args"] == {"base": "2000.05", "rate": "10"}
