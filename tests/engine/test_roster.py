"""Patterns of a roster: days off, rotation, minimum staff (R10)."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import roster
from odoo.addons.cs_management.engine.roster import DAY, Pattern, Person, plan, runs

STARTS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
LENGTHS = st.integers(14, 62)
SIZES = st.integers(1, 16)
SHIFTS = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True).map(tuple)
LIMIT = 6


def span(first, length):
    return [first + DAY * number for number in range(length)]


def team(size, days, groups=1):
    return [
        Person(number, number % groups, frozenset(days))
        for number in range(1, size + 1)
    ]


def made(pattern, people, days):
    return plan(pattern, people, days[0], days[-1])


def off(found, person):
    return sorted(d for (who, d), shift in found.items() if who == person and not shift)


def works(found, person):
    return {d for (who, d), shift in found.items() if who == person and shift}


@given(first=STARTS, length=LENGTHS, size=SIZES, count=st.integers(1, 4))
def test_everybody_gets_his_days_off(first, length, size, count):
    """R0.1, R10: n rest days a month, as far from each other as can be."""
    days = span(first, length)
    found = made(Pattern((1,), roster.COUNT, count=count), team(size, days), days)
    assert set(found) == {(who, d) for who in range(1, size + 1) for d in days}
    for who in range(1, size + 1):
        assert len(off(found, who)) == count
        longest = max(run for _first, run in runs(works(found, who)))
        assert longest <= -(-length // count)
    resting = Counter(d for (_who, d), shift in found.items() if not shift)
    assert max(resting.values()) <= -(-size * count // length)


@given(first=STARTS, length=LENGTHS, size=SIZES, moves=st.booleans(), shifts=SHIFTS)
def test_one_rest_day_a_week_in_turn(first, length, size, moves, shifts):
    """R10: a rest day in every whole week, and nobody works 7 days running."""
    days = span(first, length)
    pattern = Pattern(shifts, roster.WEEKLY, moves=moves, limit=LIMIT)
    found = made(pattern, team(size, days, len(shifts)), days)
    for who in range(1, size + 1):
        weeks = Counter(map(roster.week_of, days))
        rests = Counter(map(roster.week_of, off(found, who)))
        for week, count in weeks.items():
            if count == 7:
                assert rests[week] in ((1, 2) if moves else (1,))
        assert not roster.overruns(works(found, who), LIMIT)


@given(first=STARTS, length=LENGTHS, size=st.integers(2, 16))
def test_weekends_in_turn(first, length, size):
    """R10: one day of each weekend, half the team on Saturday, half on Sunday."""
    days = span(first, length)
    pattern = Pattern((1,), roster.WEEKEND, limit=LIMIT)
    found = made(pattern, team(size, days), days)
    for day in days:
        resting = sum(found[who, day] is None for who in range(1, size + 1))
        if day.weekday() >= roster.SATURDAY:
            assert size // 2 <= resting <= size - size // 2
    for who in range(1, size + 1):
        assert not roster.overruns(works(found, who), LIMIT)


@given(first=STARTS, weeks=st.integers(2, 9), size=SIZES, shifts=SHIFTS)
def test_rotation_is_even(first, weeks, size, shifts):
    """R10: day and evening alternate by week, and the shifts share the team evenly."""
    first -= DAY * first.weekday()
    days = span(first, 7 * weeks)
    found = made(Pattern(shifts), team(size, days, len(shifts)), days)
    for who in range(1, size + 1):
        own = [{found[who, d] for d in days[7 * n : 7 * n + 7]} for n in range(weeks)]
        assert all(len(week) == 1 for week in own)
        turns = Counter(week.pop() for week in own)
        assert max(turns.values()) - min(turns[s] for s in shifts) <= 1
        assert [found[who, d] for d in days[7:14]] != [
            found[who, d] for d in days[:7]
        ] or len(shifts) == 1
    for day in days:
        staff = Counter(found[who, day] for who in range(1, size + 1))
        assert max(staff.values()) - min(staff[s] for s in shifts) <= 1


def test_a_rotation_goes_on_over_the_month():
    """Two plans in a row are one plan over both spans."""
    days = span(date(2026, 3, 1), 61)
    pattern = Pattern((1, 2), roster.WEEKLY)
    people = team(6, days, 2)
    whole = made(pattern, people, days)
    parts = made(pattern, people, days[:31]) | made(pattern, people, days[31:])
    assert whole == parts


@given(
    first=STARTS,
    size=st.integers(2, 10),
    rest=st.sampled_from([roster.WEEKLY, roster.WEEKEND, roster.COUNT]),
    leave=st.sets(st.tuples(st.integers(1, 10), st.integers(0, 27)), max_size=30),
)
def test_relief_never_costs_a_day_off(first, size, rest, leave):
    """Days off move for the minimum staff; they get neither fewer nor more."""
    days = span(first, 28)
    people = [
        Person(
            who,
            0,
            frozenset(d for n, d in enumerate(days) if (who, n) not in leave),
        )
        for who in range(1, size + 1)
    ]

    def short(minimum):
        pattern = Pattern((1,), rest, count=4, limit=LIMIT, minimum=minimum)
        found = made(pattern, people, days)
        staff = Counter(d for (_who, d), shift in found.items() if shift)
        missing = sum(max(0, size - 1 - staff[d]) for d in days)
        return missing, {who: len(off(found, who)) for who in range(1, size + 1)}

    plain, rests = short({})
    relieved, same = short({1: size - 1})
    assert relieved <= plain
    assert rests == same


def test_minimum_staff_holds_where_possible():
    """A colleague's leave moves a day off, so that the shift has its two agents."""
    days = span(date(2026, 3, 2), 7)
    people = team(3, days)
    people[0] = Person(1, 0, frozenset(days[:5]))
    pattern = Pattern((1,), roster.WEEKLY, moves=False, minimum={1: 2})
    staff = Counter(
        d for (_w, d), shift in made(pattern, people, days).items() if shift
    )
    assert not roster.shortages(
        {(day, 1): count for day, count in staff.items()}, {1: 2}, days[:5]
    )
    assert roster.shortages({}, {1: 2}, days[:1]) == {(days[0], 1): 2}


def test_only_the_days_to_plan():
    """Leave, days before somebody joined and lines that stay are left out."""
    days = span(date(2026, 3, 1), 31)
    person = Person(1, 0, frozenset(days[10:12]), frozenset(days[:10]))
    found = made(Pattern((1,), roster.WEEKLY, limit=LIMIT), [person], days)
    assert {day for _who, day in found} == set(days[10:12])


def test_runs():
    days = span(date(2026, 2, 26), 5)
    assert runs([*days, days[-1] + 2 * DAY]) == [(days[0], 5), (date(2026, 3, 4), 1)]
    assert roster.overruns(days, 5) == []
    assert roster.overruns(days, 4) == [(days[0], 5)]
    assert roster.overruns(days, 0) == []
