"""Days and what they cost (R1.1-R1.7, R8.3, R8.8, R10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import attendance
from odoo.addons.cs_management.engine.attendance import (
    Day,
    Facts,
    Plan,
    Punch,
    Rules,
    Stretch,
)

MONDAY = date(2026, 3, 2)
RULES = Rules()


def at(hour, minute=0, day=MONDAY):
    """An instant; hours over 24 are those of the next day."""
    return datetime.combine(day, datetime.min.time()) + timedelta(
        hours=hour, minutes=minute
    )


def shift(start=8.5, stop=17.5, day=MONDAY, break_hours=((12, 13),)):
    breaks = tuple(
        Stretch(at(first, day=day), at(last, day=day)) for first, last in break_hours
    )
    return Plan(day, at(start, day=day), at(stop, day=day), breaks)


def late_shift(day=MONDAY):
    return Plan(day, at(17, 30, day), at(25, day=day))


DAY_PLAN = (shift(),)


def day_of(*punches, plans=DAY_PLAN, rules=RULES, kind="work", **facts):
    """Classify a Monday; punches as (start, stop)."""
    made = tuple(Punch(i, *punch) for i, punch in enumerate(punches, start=1))
    return attendance.classify(Facts(MONDAY, kind, tuple(plans), made, **facts), rules)


def costs(days, rules=RULES):
    """(days absent, minutes deducted)."""
    found = attendance.settle(rules, days).costs
    return (
        attendance.total_absent(found),
        sum(cost.minutes for cost in found),
    )


def late(minutes=0, early=0, offset=0):
    return Day(
        MONDAY + timedelta(days=offset),
        "work",
        "late",
        planned=480,
        required=480,
        late=minutes,
        early=early,
    )


def missed(count=1, confirmed=1, offset=0):
    return Day(
        MONDAY + timedelta(days=offset),
        "work",
        "missed",
        planned=480,
        required=480,
        missed=count,
        confirmed=confirmed,
    )


# --- Worked numbers -------------------------------------------------------------------


def test_five_confirmed_missed_punches_are_two_days_r1_3():
    assert costs([missed(offset=i) for i in range(5)]) == (2, 0)
    assert costs([missed(offset=i) for i in range(3)]) == (0, 0)


def test_an_unconfirmed_one_is_an_absence_whatever_the_count_r1_3():
    assert costs([missed(confirmed=0)]) == (1, 0)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([late(6), late(0, 4, 1)], (0, 0)),
        ([late(6), late(0, 5, 1)], (0, 11)),
        ([late(31)], (1, 0)),
        ([late(30)], (0, 30)),
    ],
)
def test_worked_numbers_r1_5(days, expected):
    assert costs(days) == expected


def test_other_readings_r1_5():
    days = [late(8), late(0, 8, 1)]
    assert costs(days, Rules(tolerance=0)) == (0, 16)
    assert costs(days, Rules(deduct_excess=True)) == (0, 6)
    assert costs(days, Rules(separate=True)) == (0, 0)
    assert costs([late(1)], Rules(absence_after=0)) == (1, 0)
    assert costs([late(200)], Rules(absence_after=None)) == (0, 200)


# --- One day --------------------------------------------------------------------------


def test_presence_by_all_pairs_is_a_choice_r1_1():
    """Four of eight hours away in mid-shift, punched out and in."""
    pairs = replace(RULES, pairs=True)
    mid = (at(8, 30), at(10)), (at(15), at(17, 30))
    assert day_of(*mid).away == 0
    day = day_of(*mid, rules=pairs)
    assert (day.status, day.away, day.late, day.early) == ("present", 240, 0, 0)
    assert costs([day], pairs) == (0, 240)
    ends = (at(8, 30), at(9)), (at(17, 25), at(17, 30))
    assert day_of(*ends, rules=pairs).away == 445
    lone = (at(8, 30), at(9)), (at(17, 25),)
    assert day_of(*lone, rules=pairs).away == 0


def test_on_time_and_breaks_are_not_worked():
    day = day_of((at(8, 20), at(17, 31)))
    assert (day.status, day.late, day.early) == ("present", 0, 0)
    assert day.planned == 480
    assert day.worked == 9 * 60 + 11 - 60
    assert day.extra == 1


def test_late_and_early_in_completed_minutes():
    day = day_of((at(8, 36) + timedelta(seconds=59), at(17, 26)))
    assert (day.status, day.late, day.early) == ("late", 6, 4)


def test_arriving_in_the_break_does_not_count_the_break():
    assert day_of((at(12, 30), at(17, 30))).late == 210


def test_no_punch_is_an_absence_r1_4():
    day = day_of()
    assert day.status == "absent"
    assert costs([day]) == (1, 0)


def test_a_day_that_still_runs_is_planned():
    assert day_of(over=False).status == "planned"
    assert day_of((at(8, 30), None), over=False).status == "present"
    assert day_of((at(8, 50), None), over=False).status == "late"


@pytest.mark.parametrize(
    ("punch", "side"), [(at(8, 31), "out"), (at(17, 32), "in"), (at(13, 2), "out")]
)
def test_a_single_punch_misses_the_other_one(punch, side):
    """Who opens Odoo's only record at the end of the day forgot the arrival."""
    assert day_of((punch, None)).missed == 1
    confirmed = day_of((punch, None), confirmed=frozenset({side}))
    assert (confirmed.missed, confirmed.confirmed) == (1, 1)
    assert attendance.settle(RULES, [day_of((punch, None))]).costs[0].reason == (
        attendance.UNCONFIRMED
    )


def test_coming_back_without_a_departure_misses_it():
    day = day_of((at(8, 30), at(12)), (at(13), None))
    assert (day.status, day.missed, day.early) == ("missed", 1, 0)


def test_a_record_over_two_shifts_is_two_punches():
    """Who forgets to punch out closes the record with the next arrival."""
    tuesday = MONDAY + timedelta(days=1)
    plans = [late_shift(), late_shift(tuesday)]
    long = Punch(1, at(17, 30), at(17, 29, tuesday))
    second = Punch(2, at(25, 2, tuesday))
    found = attendance.assign(plans, [long, second], lambda moment: moment.date())
    assert [punch.id for punch in found[MONDAY]] == [1]
    assert [punch.id for punch in found[tuesday]] == [1, 2]
    facts = Facts(tuesday, "work", (plans[1],), tuple(found[tuesday]))
    day = attendance.classify(facts, RULES)
    assert (day.status, day.missed, day.worked) == ("present", 0, 453)


@pytest.mark.parametrize(
    "is_day, arrive, leave",
    [(True, at(8, 25), at(17, 40)), (False, at(17, 30), at(25))],
)
def test_one_forgotten_departure_costs_its_day_only_r1_3(is_day, arrive, leave):
    """From then on Odoo takes each arrival for a departure, and the other way round."""
    week = [MONDAY + timedelta(days=index) for index in range(4)]
    plans = [shift(day=day) if is_day else late_shift(day) for day in week]
    instants = [
        moment + timedelta(days=index)
        for index in range(4)
        for moment in (arrive, leave)
        if (index, moment) != (0, leave)
    ]
    pairs = zip(instants[::2], [*instants[1::2], None], strict=True)
    punches = [Punch(id_, *pair) for id_, pair in enumerate(pairs, start=1)]
    found = attendance.assign(plans, punches, datetime.date)
    days = [
        attendance.classify(Facts(day, "work", (plan,), tuple(found[day])), RULES)
        for day, plan in zip(week, plans, strict=True)
    ]
    assert [day.status for day in days] == ["missed", *["present"] * 3]
    assert [day.missed for day in days] == [1, 0, 0, 0]
    minutes = attendance.minutes(leave - arrive) - (60 if is_day else 0)
    assert {day.worked for day in days[1:]} == {minutes}


def test_work_between_two_shifts_is_no_forgotten_departure():
    """A night at work begins or ends some way off the shifts."""
    tuesday = MONDAY + timedelta(days=1)
    plans = [shift(), shift(day=tuesday)]
    night = attendance.Stretch(at(17, 30), at(23))
    assert not attendance.is_night(night, plans)
    assert attendance.is_night(attendance.Stretch(at(17, 30), at(32, 30)), plans)
    split = [shift(9, 12, break_hours=()), shift(14, 18, break_hours=())]
    assert not attendance.is_night(attendance.Stretch(at(12), at(14)), split)


def test_half_a_day_for_a_lateness_between_two_bounds_r1_5():
    """Over 30 minutes half a day, over 60 a day (严重迟到)."""
    bounds = replace(RULES, half_after=30, absence_after=60)
    for minutes, expected in (
        (30, (0, 30)),
        (31, (Decimal("0.5"), 0)),
        (45, (Decimal("0.5"), 0)),
        (60, (Decimal("0.5"), 0)),
        (61, (1, 0)),
    ):
        assert costs([late(minutes)], bounds) == expected
        assert costs([late(early=minutes)], bounds) == expected
    [cost] = attendance.settle(bounds, [late(45)]).costs
    assert cost.reason == attendance.HALF_DAY


def test_time_before_the_shift_is_a_choice_r1_20():
    early = (at(8, 15), at(17, 30))
    assert day_of(early).worked == 495
    day = day_of(early, rules=replace(RULES, before=False))
    assert (day.worked, day.late, day.arrival) == (480, 0, at(8, 15))


def test_a_public_holiday_of_a_part_of_the_day_r1_21():
    """12:00 to 18:00 only: a normal morning, nothing extra."""
    free = (Stretch(at(12), at(18)),)
    day = day_of((at(8, 30), at(12)), free=free)
    assert (day.status, day.early, day.extra, day.leave) == ("present", 0, 0, 0)
    assert costs([day]) == (0, 0)
    away = day_of(free=free)
    assert away.status == "absent"
    assert costs([away])[0] == Decimal(210) / 480
    assert day_of(plans=[shift(13, 17.5, break_hours=())], free=free).status == (
        "holiday"
    )


def test_work_on_a_day_off_has_the_meal_break_r10():
    """9:00 to 18:00 with a break at 12: 8 hours; a morning until 13:00 has none."""
    pauses = (Stretch(at(12), at(13)),)
    whole = day_of((at(9), at(18)), plans=(), kind="rest", pauses=pauses)
    assert (whole.worked, whole.extra) == (480, 480)
    morning = day_of((at(9), at(13)), plans=(), kind="rest", pauses=pauses)
    assert morning.worked == 240
    pair = (at(9), at(12)), (at(13), at(18))
    assert day_of(*pair, plans=(), kind="rest", pauses=pauses).worked == 480


def test_half_a_day_of_the_schedule_costs_half_r1_4():
    absent = replace(day_of(), half=True)
    assert costs([absent]) == (Decimal("0.5"), 0)


def test_a_punch_after_midnight_belongs_to_the_evening_r10():
    """Also over the end of a month."""
    last = date(2026, 2, 28)
    plans = [late_shift(last), late_shift(date(2026, 3, 1))]
    punches = [Punch(1, at(17, 30, last), at(25, 10, last)), Punch(2, at(25, 12, last))]
    found = attendance.assign(plans, punches, lambda moment: moment.date())
    assert {day: [p.id for p in own] for day, own in found.items()} == {last: [1, 2]}


def test_a_punch_far_from_every_shift_belongs_to_its_day():
    sunday = MONDAY - timedelta(days=1)
    found = attendance.assign(
        [shift()], [Punch(1, at(9, 0, sunday), at(12, 0, sunday))], datetime.date
    )
    assert list(found) == [sunday]


def test_leave_takes_the_time_it_covers():
    morning = (Stretch(at(8, 30), at(12)),)
    assert day_of((at(13), at(17, 30)), leaves=morning).status == "leave"
    absent = day_of(leaves=morning)
    assert absent.status == "absent"
    assert costs([absent])[0] == Decimal(270) / Decimal(480)
    whole = day_of(leaves=(Stretch(at(0), at(24)),))
    assert (whole.status, costs([whole])) == ("leave", (0, 0))


def test_not_back_from_leave_is_an_absence_for_the_rest_r1_9():
    day = day_of(leaves=(Stretch(at(8, 30), at(12)),))
    [cost] = attendance.settle(RULES, [day]).costs
    assert (cost.reason, cost.absent) == (attendance.NO_PUNCH, Decimal(270) / 480)


def test_the_hours_of_the_former_team_are_an_absence_in_the_new_one_r1_9():
    assert costs([day_of((at(8, 30), at(17, 15)), plans=[late_shift()])]) == (1, 0)


def test_off_site_counts_as_attended_r1_2():
    day = day_of(off_site=(Stretch(at(8, 30), at(17, 30)),))
    assert (day.status, day.worked) == ("off_site", 480)
    assert costs([day]) == (0, 0)


def test_proxy_punching_is_an_absence_r1_7():
    day = day_of((at(8, 30), at(17, 30)), proxy=True)
    assert (day.status, costs([day])) == ("absent", (1, 0))


@pytest.mark.parametrize(
    ("cost", "expected"),
    [("nothing", (0, 0)), ("early", (0, 20)), ("absence", (1, 0))],
)
def test_leaving_before_acceptance_r8_3(cost, expected):
    rules = Rules(left_cost=cost)
    day = day_of((at(8, 30), at(17, 30)), left_until=at(17, 50), rules=rules)
    assert day.left
    assert costs([day], rules) == expected
    stayed = day_of((at(8, 30), at(17, 51)), left_until=at(17, 50), rules=rules)
    assert (stayed.left, costs([stayed], rules)) == (False, (0, 0))


def test_a_shift_that_ran_on_is_worked_r8_8():
    """Entered as an exception, or by punch."""
    entered = day_of(
        (at(17, 30), at(25)), plans=[late_shift()], extended_until=at(25, 40)
    )
    punched = day_of((at(17, 30), at(25, 40)), plans=[late_shift()])
    assert (entered.worked, entered.extension) == (490, 40)
    assert (punched.worked, punched.extra, punched.extension) == (490, 40, 0)
    no_departure = day_of(
        (at(17, 30), None), plans=[late_shift()], extended_until=at(25, 40)
    )
    assert (no_departure.status, no_departure.missed) == ("present", 0)


def test_one_part_of_a_split_shift_is_missing_time():
    """Half a day's absence is no missed punch."""
    plans = [shift(8, 12, break_hours=()), shift(18, 22, break_hours=())]
    day = day_of((at(8), at(12)), plans=plans)
    assert (day.status, day.early, day.missed) == ("early", 240, 0)
    both = day_of((at(8), at(12)), (at(18, 5), at(22)), plans=plans)
    assert (both.status, both.late, both.worked) == ("late", 5, 475)


def test_days_without_a_shift():
    assert day_of(plans=[], kind="rest").status == "rest"
    assert day_of(plans=[], kind="holiday").status == "holiday"
    worked = day_of((at(9), at(12)), plans=[], kind="rest")
    assert (worked.status, worked.extra, costs([worked])) == ("overtime", 180, (0, 0))
    forgotten = day_of((at(9), None), plans=[], kind="holiday")
    assert (forgotten.status, forgotten.missed, costs([forgotten])) == (
        "missed",
        1,
        (0, 0),
    )


# --- Runs and rates -------------------------------------------------------------------


def test_runs_are_not_broken_by_days_off_r1_6():
    days = {MONDAY + timedelta(days=i): True for i in (0, 1, 4)}
    assert attendance.longest_run(days) == (MONDAY, 3)
    days[MONDAY + timedelta(days=2)] = False
    assert attendance.longest_run(days) == (MONDAY, 2)
    assert attendance.longest_run({}) is None


def test_within_three_months_r1_6():
    absent = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31)]
    assert attendance.absent_within(absent, date(2026, 3, 31), 3) == 4
    assert attendance.absent_within(absent, date(2026, 4, 30), 3) == 3


# --- Properties -----------------------------------------------------------------------

instants = st.integers(0, 48 * 60).map(lambda minute: at(0, minute))
stretches = st.lists(
    st.tuples(instants, instants).map(lambda pair: Stretch(*sorted(pair))), max_size=6
)
days = st.lists(
    st.builds(
        Day,
        day=st.dates(date(2026, 3, 1), date(2026, 3, 31)),
        kind=st.just("work"),
        status=st.sampled_from(["present", "late", "absent", "missed", "leave"]),
        planned=st.just(480),
        required=st.sampled_from([0, 240, 480]),
        late=st.integers(0, 60),
        early=st.integers(0, 60),
        missed=st.integers(0, 2),
        confirmed=st.integers(0, 2),
    ),
    max_size=20,
    unique_by=lambda day: day.day,
)
rules = st.builds(
    Rules,
    forgiven=st.integers(0, 5),
    tolerance=st.integers(0, 60),
    deduct_excess=st.booleans(),
    separate=st.booleans(),
    absence_after=st.none() | st.integers(0, 60),
    half_after=st.none() | st.integers(0, 60),
)


@given(stretches, stretches)
def test_time_adds_up(first, second):
    """What both have and what only the first has make up the first."""
    shared, rest = attendance.common(first, second), attendance.subtract(first, second)
    whole = attendance.length(attendance.union(first))
    assert attendance.length(shared) + attendance.length(rest) == whole
    assert not attendance.common(rest, second)
    assert attendance.union([*shared, *rest]) == attendance.union(first)


@given(rules, days)
def test_a_day_costs_absence_or_minutes(rules, days):
    by_day = {day.day: day for day in days}
    for cost in attendance.settle(rules, days).costs:
        day = by_day[cost.day]
        assert bool(cost.reason) != bool(cost.minutes)
        assert 0 <= cost.absent <= 1
        assert cost.minutes <= day.late + day.early


@given(rules, days, st.randoms())
def test_order_does_not_matter(rules, days, random):
    shuffled = list(days)
    random.shuffle(shuffled)
    assert attendance.settle(rules, shuffled) == attendance.settle(rules, days)


@given(rules, days, st.integers(0, 60))
def test_more_tolerance_never_costs_more(rules, days, more):
    generous = attendance.replace(rules, tolerance=rules.tolerance + more)
    assert costs(days, generous)[1] <= costs(days, rules)[1]


@given(st.lists(st.tuples(instants, st.none() | instants), max_size=4), st.booleans())
def test_a_day_never_exceeds_its_plan(punches, confirmed):
    made = [(start, stop) for start, stop in punches if stop is None or start < stop]
    day = day_of(*made, confirmed=frozenset({"in", "out"} if confirmed else ()))
    assert day.required <= day.planned == 480
    assert 0 <= day.late <= day.required
    assert 0 <= day.early <= day.required
    assert day.confirmed <= day.missed <= 2
