"""Who works which shift on which day, planned by a pattern (R10).

Weeks begin on Monday and are counted from a fixed day, so that a rotation goes on
where the month before left it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .periods import days_between

DAY = timedelta(days=1)
WEEK = 7
SATURDAY, SUNDAY = 5, 6
# Who rests on Saturday and who on Sunday changes after so many weeks.
WEEKEND_TURN = 4
# How far a day off may move so that a shift has its minimum staff.
NEAR = 3

# Which days are off.
NONE = "none"
WEEKDAY = "weekday"
WEEKLY = "weekly"
WEEKEND = "weekend"
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a team is planned.

    :param shifts: ids in the order of the rotation; a single one is fixed
    :param rest: which days are off: none, the same ``weekday`` for all, one a week in
        turn, one of each weekend in turn, or ``count`` days spread over the span
    :param moves: the weekly day off is a day earlier every week
    :param turn: moves the rotation of shifts by so many turns
    :param limit: days running that nobody works more than; ``0``: no limit
    :param minimum: staff that a shift needs
    """

    shifts: tuple[int, ...]
    rest: str = NONE
    weekday: int = SUNDAY
    count: int = 0
    moves: bool = True
    turn: int = 0
    limit: int = 0
    minimum: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One agent.

    :param group: their place in the rotation of shifts; equal ones change together
    :param days: days to plan: an agent, not on leave, nothing planned that stays
    :param worked: days before and between that they work anyhow
    """

    id: int
    group: int
    days: frozenset[date]
    worked: frozenset[date] = frozenset()


# Shift, or ``None`` for a day off, by person and day.
type_roster = dict[tuple[int, date], int | None]
# How many work a shift on a day.
type_staff = Counter[tuple[date, int]]


def plan(
    pattern: Pattern, people: Sequence[Person], first: date, last: date
) -> type_roster:
    """The roster of ``people`` from ``first`` to ``last``, by a pattern (R0.1, R10).

    Days off are spread within each rotation group. Where a day off leaves a shift
    under its minimum, it moves to a near day that can spare somebody. Weekly days off
    never leave more than ``limit`` days running; ``count`` days a month may have to.
    """
    found: type_roster = {}
    places: Counter[int] = Counter()
    sizes = Counter(person.group for person in people)
    for person in people:
        place = places[person.group]
        places[person.group] += 1
        off = _days_off(pattern, place, sizes[person.group], first, last)
        for day in sorted(person.days):
            if first <= day <= last:
                works = shift_of(pattern, person.group, day)
                found[person.id, day] = None if day in off else works
    if pattern.rest in (WEEKDAY, WEEKLY, WEEKEND) and pattern.limit:
        _break_runs(pattern, people, found)
    if pattern.rest in (WEEKLY, WEEKEND, COUNT):
        _relieve(pattern, people, found)
    return found


def week_of(day: date) -> int:
    """Number of the week, the same in every plan."""
    return (day.toordinal() - 1) // WEEK


def shift_of(pattern: Pattern, group: int, day: date) -> int:
    """The shift of a rotation group in the week of a day."""
    turn = group + week_of(day) + pattern.turn
    return pattern.shifts[turn % len(pattern.shifts)]


def _days_off(
    pattern: Pattern, place: int, size: int, first: date, last: date
) -> set[date]:
    """Days off of the person at a place of their group, as the pattern has them."""
    if pattern.rest == COUNT:
        return _spread(pattern.count, place, size, first, last)
    return {day for day in days_between(first, last) if _is_off(pattern, place, day)}


def _is_off(pattern: Pattern, place: int, day: date) -> bool:
    week = week_of(day)
    if pattern.rest == WEEKDAY:
        return day.weekday() == pattern.weekday
    if pattern.rest == WEEKLY:
        turn = place - (week if pattern.moves else 0)
        return day.weekday() == (SUNDAY + turn) % WEEK
    if pattern.rest == WEEKEND:
        saturday = (place + week // WEEKEND_TURN) % 2 == 0
        return day.weekday() == (SATURDAY if saturday else SUNDAY)
    return False


def _spread(count: int, place: int, size: int, first: date, last: date) -> set[date]:
    """``count`` days as far from each other, and from those of the others, as can be.

    They are the turns of one line for the whole group.
    """
    length = (last - first).days + 1
    count = min(count, length)
    return {
        first + DAY * ((turn * size + place) * length // (count * size))
        for turn in range(count)
    }


# --- Days running ---------------------------------------------------------------------


def runs(days: Iterable[date]) -> list[tuple[date, int]]:
    """First day and length of each run of days, in order."""
    found: list[tuple[date, int]] = []
    for day in sorted(set(days)):
        if found and found[-1][0] + DAY * found[-1][1] == day:
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((day, 1))
    return found


def overruns(days: Iterable[date], limit: int) -> list[tuple[date, int]]:
    """The runs over ``limit`` days; none if there is no limit (R10)."""
    return [(first, count) for first, count in runs(days) if limit and count > limit]


def _works(person: Person, found: type_roster) -> set[date]:
    planned = {day for day in person.days if found.get((person.id, day)) is not None}
    return planned | person.worked


def _break_runs(pattern: Pattern, people: Iterable[Person], found: type_roster) -> None:
    """A further day off in every run that is too long, where the staff allows it."""
    staff = _staff(found)
    for person in people:
        for first, count in overruns(_works(person, found), pattern.limit):
            while count > pattern.limit:
                near = range(max(0, pattern.limit - 2), pattern.limit + 1)
                choices = [
                    (_spare(pattern, staff, day, shift), day, shift)
                    for day in (first + DAY * number for number in near)
                    if (shift := found.get((person.id, day))) is not None
                ]
                if not choices:
                    break
                _most, day, shift = max(choices)
                staff[day, shift] -= 1
                found[person.id, day] = None
                count -= (day - first).days + 1
                first = day + DAY


# --- Minimum staff --------------------------------------------------------------------


def _staff(found: type_roster) -> type_staff:
    return Counter(
        (day, shift) for (_person, day), shift in found.items() if shift is not None
    )


def _spare(pattern: Pattern, staff: type_staff, day: date, shift: int) -> int:
    return staff[day, shift] - pattern.minimum.get(shift, 0)


def shortages(
    staff: Mapping[tuple[date, int], int],
    minimum: Mapping[int, int],
    days: Iterable[date],
) -> dict[tuple[date, int], int]:
    """How many are missing, by day and shift of ``minimum`` (R10)."""
    return {
        (day, shift): needed - staff.get((day, shift), 0)
        for day in days
        for shift, needed in minimum.items()
        if staff.get((day, shift), 0) < needed
    }


def _relieve(pattern: Pattern, people: Iterable[Person], found: type_roster) -> None:
    """Days off that leave a shift short move to a near day that can spare one."""
    staff = _staff(found)
    by_day: dict[date, list[Person]] = defaultdict(list)
    for person in people:
        for day in person.days:
            if (person.id, day) in found:
                by_day[day].append(person)
    for day in sorted(by_day):
        for person in by_day[day]:
            if found[person.id, day] is not None:
                continue
            shift = shift_of(pattern, person.group, day)
            if _spare(pattern, staff, day, shift) >= 0:
                continue
            if better := _better_day(pattern, person, day, found, staff):
                other, spare = better
                staff[other, spare] -= 1
                found[person.id, other] = None
                found[person.id, day] = shift
                staff[day, shift] += 1


def _better_day(
    pattern: Pattern, person: Person, day: date, found: type_roster, staff: type_staff
) -> tuple[date, int] | None:
    """The nearest day that can take the day off, without a run getting too long.

    :return: that day and its shift, which can spare somebody
    """
    works = _works(person, found)
    allowed = max(pattern.limit, max((count for _f, count in runs(works)), default=0))
    steps = sorted(range(-NEAR, NEAR + 1), key=abs)
    for other in (day + DAY * number for number in steps if number):
        shift = found.get((person.id, other))
        if shift is None or _spare(pattern, staff, other, shift) < 1:
            continue
        if pattern.rest != COUNT and week_of(other) != week_of(day):
            continue
        if pattern.rest == WEEKEND and other.weekday() < SATURDAY:
            continue
        if not overruns((works - {other}) | {day}, allowed):
            return other, shift
    return None
