from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.attendance import Stretch, length
from odoo.addons.cs_management.engine.overtime import (
    DOWN,
    NEAREST,
    UP,
    OvertimeRules,
    Work,
    counted,
    overtime,
    rounded,
)

NOON = datetime(2026, 3, 7, 12)
HOUR = timedelta(hours=1)
FULL_WEEK = 41 * 60
RULES = OvertimeRules()
ANY = replace(RULES, approved_only=False, after_shift=True)
SHIFT = (Stretch(NOON - 4 * HOUR, NOON + 4 * HOUR),)


def hours(first, last):
    """A stretch from hours before or after noon."""
    return Stretch(NOON + first * HOUR, NOON + last * HOUR)


stretches = st.lists(
    st.tuples(st.integers(-600, 600), st.integers(0, 400)).map(
        lambda pair: Stretch(
            NOON + timedelta(minutes=pair[0]),
            NOON + timedelta(minutes=pair[0] + pair[1]),
        )
    ),
    max_size=5,
).map(tuple)
works = st.builds(
    Work,
    st.sampled_from(["work", "rest", "holiday"]),
    worked=stretches,
    shifts=st.sampled_from([(), SHIFT]),
    approved=stretches,
    ran_on=st.just(()),
    refused=stretches,
    missed=st.booleans(),
)
rules = st.builds(
    OvertimeRules,
    rest_days=st.booleans(),
    after_shift=st.booleans(),
    holidays=st.booleans(),
    approved_only=st.booleans(),
    week_minutes=st.sampled_from([0, 2400]),
    minimum=st.integers(0, 60),
    step=st.integers(1, 60),
)


def test_approved_work_on_a_rest_day_in_a_full_week_r1_20():
    work = Work("rest", worked=(hours(0, 4),), approved=(hours(1, 6),))
    found = overtime(RULES, work, FULL_WEEK)
    assert (found.minutes, found.rate) == (180, 200)
    assert overtime(RULES, work, 40 * 60).minutes == 0
    assert overtime(RULES, replace(work, approved=()), FULL_WEEK).minutes == 0
    none = replace(RULES, rest_days=False)
    assert overtime(none, work, FULL_WEEK).minutes == 0
    assert overtime(replace(RULES, week_minutes=0), work, 180).minutes == 180


def test_working_days_only_where_the_policy_says_so_r1_20():
    work = Work("work", (hours(-4, 6),), SHIFT, approved=(hours(4, 6),))
    assert overtime(RULES, work, FULL_WEEK).minutes == 0
    found = overtime(replace(RULES, after_shift=True), work, FULL_WEEK)
    assert (found.minutes, found.rate) == (120, 150)


def test_triple_pay_whatever_the_week_was_r1_21():
    work = Work("holiday", (hours(-4, 4),), SHIFT, approved=(hours(-9, 9),))
    assert overtime(RULES, work, 8 * 60).rate == 300
    less = replace(RULES, holiday_on_top=False)
    assert overtime(less, work, 8 * 60).rate == 200
    assert overtime(RULES, replace(work, missed=True), 8 * 60).minutes == 0
    kept = replace(RULES, holiday_voided=False)
    assert overtime(kept, replace(work, missed=True), 8 * 60).minutes == 480
    off = replace(RULES, holidays=False)
    assert overtime(off, work, FULL_WEEK).minutes == 0
    unasked = replace(work, approved=())
    assert overtime(RULES, unasked, 480).minutes == 0
    planned = replace(RULES, planned_holidays=True)
    assert overtime(planned, unasked, 480).minutes == 480


def test_running_on_is_no_overtime_unless_the_policy_says_so_r8_8():
    work = Work("work", (hours(-4, 5),), SHIFT, ran_on=(hours(4, 5),))
    assert overtime(ANY, work, FULL_WEEK).minutes == 0
    paid = replace(RULES, extension=True)
    assert overtime(paid, work, FULL_WEEK).minutes == 60


def test_the_highest_rate_of_a_ruleset_that_overlaps():
    work = Work(
        "rest",
        worked=(hours(0, 4),),
        rates=((hours(0, 1), Decimal(130)), (hours(5, 6), Decimal(500))),
    )
    assert overtime(ANY, work, FULL_WEEK).rate == 130
    # R1.21 is not undercut by a ruleset.
    assert overtime(ANY, replace(work, kind="holiday"), 0).rate == 300
    high = replace(work, kind="holiday", rates=((hours(0, 1), Decimal(400)),))
    assert overtime(ANY, high, 0).rate == 400


@pytest.mark.parametrize(
    ("way", "minutes", "found"),
    [
        (DOWN, 59, 30),
        (NEAREST, 44, 30),
        (NEAREST, 45, 60),
        (UP, 31, 60),
        (UP, 30, 30),
        (UP, 14, 0),
    ],
)
def test_steps_of_half_an_hour_from_a_quarter_on(way, minutes, found):
    half = replace(RULES, step=30, rounding=way, minimum=15)
    assert rounded(half, minutes) == found


@given(rules, works, st.integers(0, 6000))
def test_never_more_than_was_worked(chapter, work, attended):
    found = overtime(chapter, work, attended)
    assert 0 <= found.minutes <= length(work.worked)
    assert bool(found.minutes) == bool(found.rate)


@given(rules, works, stretches)
def test_no_double_claims_and_more_approval_is_never_less(chapter, work, more):
    twice = replace(work, approved=work.approved + work.approved)
    assert counted(chapter, twice) == counted(chapter, work)
    wider = replace(work, approved=work.approved + more)
    assert length(counted(chapter, wider)) >= length(counted(chapter, work))


@given(rules, works)
def test_the_order_of_facts_does_not_matter(chapter, work):
    turned = replace(work, worked=work.worked[::-1], refused=work.refused[::-1])
    assert counted(chapter, turned) == counted(chapter, work)


@given(rules, works, st.integers(0, 6000), st.integers(0, 600))
def test_more_attendance_is_never_less_overtime(chapter, work, attended, more):
    before = overtime(chapter, work, attended).minutes
    assert overtime(chapter, work, attended + more).minutes >= before


def test_what_was_refused_does_not_count():
    work = Work("rest", worked=(hours(0, 4),), refused=(hours(1, 2),))
    assert overtime(ANY, work, FULL_WEEK).minutes == 180
