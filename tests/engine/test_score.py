from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.score import (
    Mark,
    Penalty,
    ScoreRules,
    float_pay,
    floats,
    further_penalty,
    ranks,
    score,
)

RULES = ScoreRules(
    base=Decimal(80),
    cap=Decimal(110),
    penalties=(
        Penalty("medium", 2, Decimal(20)),
        Penalty("light", 4, Decimal(20)),
    ),
    float_reference=Decimal(80),
    float_rate=Decimal(10),
    float_min=Decimal(-300),
    float_max=Decimal(300),
    waiting_months=2,
)
ARTICLES = ScoreRules(base=Decimal(80), penalties=RULES.penalties, count_rules=True)
JOINED, END = date(2024, 5, 6), date(2026, 3, 31)
MARKS = st.lists(
    st.builds(
        Mark,
        points=st.decimals(-30, 30, places=1),
        severity=st.sampled_from(["", "light", "medium", "severe"]),
        rule=st.sampled_from("abcd"),
        violation=st.booleans(),
    ),
    max_size=20,
)
SCORES = st.decimals(-200, 200, places=2)


def light(points=-2, rule="noise"):
    return Mark(Decimal(points), "light", rule)


def codes(result):
    return [step["code"] for step in result.steps]


def test_the_month_starts_at_80_r3_1():
    assert score(RULES, []).value == 80


def test_capped_at_110_r3_1():
    result = score(RULES, [Mark(Decimal(5), violation=False)] * 7)
    assert result.value == 110
    assert "score.cap" in codes(result)


def test_floor():
    rules = ScoreRules(base=Decimal(150), floor=Decimal(0))
    assert score(rules, [Mark(Decimal(-200))]).value == 0


def test_worked_numbers_r3_5():
    """Four light violations of 2 points: 80 - 8 - 20 = 52, float -280."""
    result = score(RULES, [light()] * 4)
    assert result.value == 52
    assert float_pay(RULES, result.value, JOINED, END).value == -280


def test_three_light_violations_bring_no_further_penalty_r3_5():
    assert score(RULES, [light()] * 3).value == 74


def test_further_penalty_is_deducted_once_r3_5():
    medium = [Mark(Decimal(-10), "medium", "games")] * 4
    assert score(RULES, [*medium, *[light()] * 9]).value == 80 - 40 - 18 - 20


def test_articles_or_occurrences_r3_5():
    assert score(RULES, [light()] * 4).value == 52
    assert score(ARTICLES, [light()] * 4).value == 72
    broken = [light(rule=str(number)) for number in range(4)]
    assert score(ARTICLES, broken).value == 52


def test_merits_count_for_no_further_penalty_r3_5():
    merits = [Mark(Decimal(2), "light", violation=False)] * 6
    assert further_penalty(RULES, merits) is None


@pytest.mark.parametrize(
    ("points", "amount"),
    [(80, 0), (91, 110), (68, -120), (110, 300), (115, 300), (45, -300)],
)
def test_worked_numbers_r3_9(points, amount):
    assert float_pay(RULES, Decimal(points), JOINED, END).value == amount


@pytest.mark.parametrize(
    ("points", "amount"), [(250, 250), (300, 300), (0, 0), (-50, 0), (430, 400)]
)
def test_a_point_is_one_from_0_to_400_r4_2(points, amount):
    ops = ScoreRules(base=Decimal(150), float_rate=Decimal(1), float_max=Decimal(400))
    assert float_pay(ops, Decimal(points), JOINED, END).value == amount


@pytest.mark.parametrize(
    ("joined", "last_day", "expected"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2026, 2, 28), False),
        (date(2026, 1, 1), date(2026, 3, 31), True),
        (date(2026, 1, 15), date(2026, 2, 28), False),
        (date(2026, 1, 15), date(2026, 3, 31), True),
        (None, date(2026, 1, 31), True),
    ],
)
def test_the_first_two_months_do_not_float_r3_11(joined, last_day, expected):
    assert floats(joined, last_day, 2) is expected


def test_waiting_month_is_zero_and_says_so_r3_11():
    result = float_pay(RULES, Decimal(68), date(2026, 2, 1), END)
    assert result.value == 0
    assert codes(result) == ["float.waiting"]


def test_only_a_limited_float_says_that_it_is_limited_r3_9():
    fine = ScoreRules(
        base=Decimal(80),
        float_rate=Decimal("0.333"),
        float_min=Decimal(-300),
        float_max=Decimal(300),
    )
    assert codes(float_pay(fine, Decimal("80.5"), JOINED, END)) == ["float.rate"]
    limited = float_pay(RULES, Decimal(45), JOINED, END)
    assert codes(limited) == ["float.rate", "float.limit"]


@given(SCORES)
def test_float_stays_within_its_limits_r3_9(points):
    assert -300 <= float_pay(RULES, points, JOINED, END).value <= 300


@given(SCORES, SCORES)
def test_a_higher_score_never_floats_lower_r3_9(one, other):
    low, high = sorted((one, other))
    assert (
        float_pay(RULES, low, JOINED, END).value
        <= float_pay(RULES, high, JOINED, END).value
    )


@given(MARKS, st.randoms(), st.sampled_from([RULES, ARTICLES]))
def test_the_order_of_entries_does_not_change_the_score(marks, random, rules):
    shuffled = random.sample(marks, len(marks))
    assert score(rules, shuffled) == score(rules, marks)


@given(MARKS)
def test_the_score_is_never_over_its_cap_r3_1(marks):
    assert score(RULES, marks).value <= 110


@given(MARKS, st.builds(Mark, points=st.decimals(-30, 0, places=1)))
def test_a_violation_more_never_raises_the_score(marks, violation):
    assert score(RULES, [*marks, violation]).value <= score(RULES, marks).value


@given(st.dictionaries(st.integers(), st.integers(0, 5).map(Decimal), max_size=20))
def test_ties_share_a_rank(scores):
    result = ranks(scores)
    assert result.keys() == scores.keys()
    for key, rank in result.items():
        assert rank == 1 + sum(value > scores[key] for value in scores.values())


def test_ranks_leave_out_what_ties_took():
    scores = {"a": Decimal(90), "b": Decimal(90), "c": Decimal(80)}
    assert ranks(scores) == {"a": 1, "b": 1, "c": 3}
