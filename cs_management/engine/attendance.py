"""What one day was, and what a period of days costs (R1.1-R1.7, R8.3, R8.8).

All instants are naive UTC; a day is the local day on which its shift starts. Minutes
are completed minutes, as the clock at the door shows them.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from dateutil.relativedelta import relativedelta

from .money import ZERO, total_of
from .trace import TraceStep, step

# What a day can be.
PLANNED = "planned"
PRESENT = "present"
LATE = "late"
EARLY = "early"
MISSED = "missed"
ABSENT = "absent"
OFF_SITE = "off_site"
LEAVE = "leave"
REST = "rest"
HOLIDAY = "holiday"
OVERTIME = "overtime"

# Why a day counts as absence.
NO_PUNCH = "no_punch"
UNCONFIRMED = "unconfirmed"
NOT_FORGIVEN = "not_forgiven"
TOO_LATE = "too_late"
HALF_DAY = "half_day"
PROXY = "proxy"
LEFT = "left"

# What leaving before the handover is accepted costs (R8.3).
COST_NOTHING = "nothing"
COST_EARLY = "early"
COST_ABSENCE = "absence"

MINUTE = timedelta(minutes=1)
# Nobody stays that long: one record over it is two punches of two shifts, unless a
# shift is planned to be so long; then they stay the slack longer at most.
LONGEST = timedelta(hours=16)
SLACK = timedelta(hours=2)
# A punch further from every shift belongs to none.
REACH = timedelta(hours=6)
# From the end of one shift to the start of the next nobody works without a punch.
NIGHT = timedelta(hours=6)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time, without its end."""

    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """One planned shift: when it runs, and its unpaid breaks."""

    day: date
    start: datetime
    stop: datetime
    breaks: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Punch:
    """Arrival and departure; ``stop`` is ``None`` where one of them is missing."""

    id: int
    start: datetime
    stop: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one agent's day.

    :param kind: ``"work"``, ``"rest"`` or ``"holiday"``
    :param confirmed: which missed punches were confirmed: ``"in"``, ``"out"``
    :param extended_until: the last conversation of a shift that ran on (R8.8)
    :param left_until: when the handover was accepted that they left before (R8.3)
    :param excused: an appeal was accepted: whatever the day was, it costs nothing
    :param free: public holidays that cover a part of the day (R1.21)
    :param pauses: meal breaks of a day without a shift, as the usual shift has them
    :param over: ``False`` while the day still runs
    """

    day: date
    kind: str
    plans: tuple[Plan, ...] = ()
    punches: tuple[Punch, ...] = ()
    leaves: tuple[Stretch, ...] = ()
    off_site: tuple[Stretch, ...] = ()
    confirmed: frozenset[str] = frozenset()
    extended_until: datetime | None = None
    left_until: datetime | None = None
    proxy: bool = False
    excused: bool = False
    free: tuple[Stretch, ...] = ()
    pauses: tuple[Stretch, ...] = ()
    over: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was. Minutes; ``missed`` and ``confirmed`` count punches.

    :param planned: without breaks
    :param required: planned without leave and off-site work
    :param away: required, between arrival and departure, but punched out meanwhile
    :param extra: worked after the plan, and on days without one
    :param extension: of ``extra``, what finished the last conversations (R8.8)
    :param pauses: meal breaks taken out of the work on a day without a shift
    :param half: the working schedule has half a day only
    """

    day: date
    kind: str
    status: str
    arrival: datetime | None = None
    departure: datetime | None = None
    planned: int = 0
    required: int = 0
    worked: int = 0
    leave: int = 0
    off_site: int = 0
    late: int = 0
    early: int = 0
    away: int = 0
    missed: int = 0
    confirmed: int = 0
    extra: int = 0
    extension: int = 0
    left: bool = False
    proxy: bool = False
    excused: bool = False
    pauses: tuple[Stretch, ...] = ()
    half: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The attendance chapter of a policy (R1.3, R1.5, R8.3).

    :param forgiven: confirmed missed punches that cost nothing, per period
    :param tolerance: minutes late and early in a period that cost nothing
    :param deduct_excess: deduct what exceeds the tolerance, not the whole total
    :param separate: late and early minutes have the tolerance each
    :param absence_after: minutes of one lateness over which the day is an absence;
        ``None``: never; 0: every lateness
    :param half_after: minutes of one lateness over which half the day is lost;
        ``None``: never
    :param pairs: presence is counted from all pairs of punches, not from the first
        arrival to the last departure (R1.1)
    :param before: who comes before the shift begins works from then on
    """

    forgiven: int = 3
    tolerance: int = 10
    deduct_excess: bool = False
    separate: bool = False
    absence_after: int | None = 30
    left_cost: str = COST_NOTHING
    half_after: int | None = None
    pairs: bool = False
    before: bool = True


@dataclass(frozen=True, slots=True)
class DayCost:
    """What a day costs: a part of a day's wage, or minutes of the hour rate.

    :param absent: 1 for a whole day's absence, less where leave covers the rest
    """

    day: date
    absent: Decimal = ZERO
    reason: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the days of a period cost, and how that came about."""

    costs: tuple[DayCost, ...] = ()
    steps: tuple[TraceStep, ...] = ()


# --- Stretches of time ----------------------------------------------------------------


def minutes(span: timedelta) -> int:
    """Completed minutes of a span of time; never negative."""
    return max(span // MINUTE, 0)


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlaps, in order; empty stretches are dropped."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if stretch.start >= stretch.stop:
            continue
        if merged and stretch.start <= merged[-1].stop:
            last = merged.pop()
            stretch = Stretch(last.start, max(last.stop, stretch.stop))
        merged.append(stretch)
    return merged


def subtract(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """``stretches`` without the time of ``taken``."""
    rest = union(stretches)
    for cut in union(taken):
        rest = [
            part
            for whole in rest
            for part in (
                Stretch(whole.start, min(whole.stop, cut.start)),
                Stretch(max(whole.start, cut.stop), whole.stop),
            )
            if part.start < part.stop
        ]
    return rest


def common(first: Iterable[Stretch], second: Iterable[Stretch]) -> list[Stretch]:
    """The time that both have."""
    others = union(second)
    return [
        Stretch(max(one.start, two.start), min(one.stop, two.stop))
        for one in union(first)
        for two in others
        if max(one.start, two.start) < min(one.stop, two.stop)
    ]


def length(stretches: Iterable[Stretch]) -> int:
    """Completed minutes in all."""
    return minutes(sum((one.stop - one.start for one in stretches), timedelta()))


# --- Which day a punch belongs to -----------------------------------------------------


def longest_stay(stretch: Stretch, shifts: Iterable[Plan | Stretch]) -> timedelta:
    """How long somebody may have been at work, as the shifts of the time tell."""
    planned = (
        shift.stop - shift.start + SLACK
        for shift in shifts
        if shift.start < stretch.stop and stretch.start < shift.stop
    )
    return max(LONGEST, *planned, timedelta())


def split_long(punches: Iterable[Punch], plans: Sequence[Plan] = ()) -> list[Punch]:
    """Records that nobody can have worked become the two punches they really are.

    Who forgets to punch out closes the record with the next arrival: its start is
    the arrival of one shift, its end belongs to the other. From then on every record
    runs from a departure to the next arrival, until another punch is forgotten.
    """
    found: list[Punch] = []
    ordered = sorted(plans, key=lambda plan: plan.start)
    for punch in punches:
        stay = Stretch(punch.start, punch.stop) if punch.stop else None
        if stay and (_is_too_long(stay, ordered) or is_night(stay, ordered)):
            found += [Punch(punch.id, stay.start), Punch(punch.id, stay.stop)]
        else:
            found.append(punch)
    return found


def _is_too_long(stay: Stretch, plans: Iterable[Plan]) -> bool:
    span = stay.stop - stay.start
    return span > LONGEST and span > longest_stay(stay, plans)


def is_night(stay: Stretch, plans: Sequence[Plan]) -> bool:
    """Whether a record is the time between two shifts and not at one of them.

    It begins when one shift ends and ends when the next one begins.

    :param plans: in order
    """
    before = bisect_right([plan.start for plan in plans], stay.start) - 1
    if before < 0 or before + 1 == len(plans):
        return False
    last, following = plans[before], plans[before + 1]
    return (
        following.start - last.stop >= NIGHT
        and abs(stay.start - last.stop) <= SLACK
        and abs(stay.stop - following.start) <= SLACK
    )


def assign(
    plans: Sequence[Plan],
    punches: Iterable[Punch],
    local_day: Callable[[datetime], date],
) -> dict[date, list[Punch]]:
    """Punches by the day whose shift they fit, also over midnight (R10).

    A punch belongs to the shift it shares most time with, else to the nearest one
    within reach, else to its local day.
    """
    found: dict[date, list[Punch]] = defaultdict(list)
    ordered = sorted(plans, key=lambda plan: plan.start)
    starts = [plan.start for plan in ordered]
    for punch in split_long(punches, ordered):
        # Shifts do not overlap: the one before, those it spans, the one after.
        low = bisect_right(starts, punch.start) - 1
        high = bisect_right(starts, punch.stop or punch.start) + 1
        near = ordered[max(low, 0) : high]
        plan = min(near, key=lambda plan: _misfit(plan, punch), default=None)
        if plan and _misfit(plan, punch)[1] <= REACH:
            found[plan.day].append(punch)
        else:
            found[local_day(punch.start)].append(punch)
    return found


def _misfit(plan: Plan, punch: Punch) -> tuple[timedelta, timedelta, date]:
    """How badly a punch fits a plan: less shared time, then the longer way."""
    stop = punch.stop or punch.start
    shared = min(plan.stop, stop) - max(plan.start, punch.start)
    distance = max(plan.start - stop, punch.start - plan.stop, timedelta())
    if punch.stop is None:
        # A single punch is an arrival or a departure: the nearer end decides.
        distance = min(abs(punch.start - plan.start), abs(punch.start - plan.stop))
        inside = plan.start <= punch.start <= plan.stop
        distance = timedelta() if inside else distance
    return -max(shared, timedelta()), distance, plan.day


# --- One day --------------------------------------------------------------------------


def classify(facts: Facts, rules: Rules) -> Day:
    """What a day was (R1.1-R1.5, R1.9, R8.3, R8.8)."""
    if not facts.plans:
        return _unplanned(facts)
    plans = sorted(facts.plans, key=lambda plan: plan.start)
    by_plan = _by_plan(plans, facts.punches)
    parts = [_part(facts, rules, plan, by_plan[plan]) for plan in plans]
    unseen = [part for part in parts if _is_unseen(part)] if facts.over else []
    if len(unseen) < len([part for part in parts if part.required]):
        # Of a split shift one part was worked: the other is time that is missing.
        parts = [
            replace(part, early=part.required, missed=0) if part in unseen else part
            for part in parts
        ]
        unseen = []
    day = _left(facts, rules, _whole(facts, parts))
    return replace(day, status=_status(facts, day, bool(unseen)))


def _is_unseen(part: Day) -> bool:
    """Whether nothing shows that somebody worked a shift that they had to."""
    seen = part.arrival or part.departure or part.confirmed
    return bool(part.required and not seen)


def _whole(facts: Facts, parts: Sequence[Day]) -> Day:
    """The day that its shifts make together."""
    return Day(
        facts.day,
        facts.kind,
        PRESENT,
        arrival=min((p.arrival for p in parts if p.arrival), default=None),
        departure=max((p.departure for p in parts if p.departure), default=None),
        planned=sum(part.planned for part in parts),
        required=sum(part.required for part in parts),
        worked=sum(part.worked for part in parts),
        leave=sum(part.leave for part in parts),
        off_site=sum(part.off_site for part in parts),
        late=sum(part.late for part in parts),
        early=sum(part.early for part in parts),
        away=sum(part.away for part in parts),
        missed=sum(part.missed for part in parts),
        confirmed=sum(part.confirmed for part in parts),
        extra=sum(part.extra for part in parts),
        extension=sum(part.extension for part in parts),
        proxy=facts.proxy,
        excused=facts.excused,
    )


def _by_plan(
    plans: Sequence[Plan], punches: Iterable[Punch]
) -> dict[Plan, list[Punch]]:
    """Punches by the shift of the day: one over a split shift counts for both."""
    found: dict[Plan, list[Punch]] = {plan: [] for plan in plans}
    for punch in punches:
        fitting = [
            plan
            for plan in plans
            if punch.stop and punch.start < plan.stop and plan.start < punch.stop
        ]
        nearest = min(plans, key=partial(_misfit, punch=punch))
        for plan in fitting or [nearest]:
            found[plan].append(punch)
    return found


def _part(facts: Facts, rules: Rules, plan: Plan, punches: Sequence[Punch]) -> Day:
    """One shift of a day."""
    planned = subtract([Stretch(plan.start, plan.stop)], plan.breaks)
    leave = common(planned, facts.leaves)
    off_site = subtract(common(planned, facts.off_site), leave)
    required = subtract(planned, [*leave, *off_site, *facts.free])
    arrival, departure = _ends(plan, punches)
    until = facts.extended_until
    ran_on: list[Stretch] = []
    if until and until > plan.stop:
        ran_on.append(Stretch(plan.stop, until))
        if arrival:
            departure = max(departure or until, until)
    missed, confirmed, late, early = 0, 0, 0, 0
    if required and facts.over:
        missed, confirmed = _missed(facts, arrival, departure)
    if required:
        late, early = _off_time(facts, required, arrival, departure)
    worked = _worked(facts, plan, punches, arrival, departure)
    if not rules.before:
        worked = subtract(worked, [Stretch(datetime.min, plan.start)])
    worked = union([*worked, *(ran_on if worked else ())])
    after = common(worked, [Stretch(plan.stop, datetime.max)])
    return Day(
        facts.day,
        facts.kind,
        PRESENT,
        arrival=arrival,
        departure=departure,
        planned=length(planned),
        required=length(required),
        worked=length(worked) + length(off_site),
        leave=length(leave),
        off_site=length(off_site),
        late=late,
        early=early,
        away=_away(required, punches) if rules.pairs and facts.over else 0,
        missed=missed,
        confirmed=confirmed,
        extra=length(after),
        extension=length(common(worked, ran_on)),
    )


def _away(required: Sequence[Stretch], punches: Sequence[Punch]) -> int:
    """Minutes of required time between the pairs of punches of a shift (R1.1)."""
    here = [Stretch(punch.start, punch.stop) for punch in punches if punch.stop]
    if len(here) < len(punches) or len(here) < 2:
        return 0  # With a punch missing, nothing tells when they were away.
    whole = Stretch(min(here).start, max(one.stop for one in here))
    return length(subtract(common(required, [whole]), here))


def _off_time(
    facts: Facts,
    required: Sequence[Stretch],
    arrival: datetime | None,
    departure: datetime | None,
) -> tuple[int, int]:
    """Minutes late and early, of the time that was required (R1.5)."""
    late, early = 0, 0
    if arrival:
        absent = Stretch(required[0].start, max(arrival, required[0].start))
        late = length(common(required, [absent]))
    if departure and facts.over:
        absent = Stretch(departure, max(departure, required[-1].stop))
        early = length(common(required, [absent]))
    return late, early


def _worked(
    facts: Facts,
    plan: Plan,
    punches: Sequence[Punch],
    arrival: datetime | None,
    departure: datetime | None,
) -> list[Stretch]:
    """Time at work without breaks; what was confirmed counts as planned (R1.3)."""
    here = [Stretch(punch.start, punch.stop) for punch in punches if punch.stop]
    start = arrival or (plan.start if "in" in facts.confirmed else None)
    stop = departure or (plan.stop if "out" in facts.confirmed else None)
    is_lone = any(punch.stop is None for punch in punches) or not punches
    if is_lone and facts.over and start and stop and start < stop:
        here.append(Stretch(start, stop))
    return subtract(here, plan.breaks)


def _ends(
    plan: Plan, punches: Iterable[Punch]
) -> tuple[datetime | None, datetime | None]:
    """Arrival and departure of a shift; ``None`` for the one that is missing.

    A single punch is an arrival if it is nearer to the start of the shift or to the
    end of a break than to the end of the shift or the start of a break.
    """
    arrivals: list[datetime] = []
    departures: list[datetime] = []
    begins = [plan.start, *(one.stop for one in plan.breaks)]
    ends = [plan.stop, *(one.start for one in plan.breaks)]
    for punch in punches:
        if punch.stop:
            arrivals.append(punch.start)
            departures.append(punch.stop)
            continue
        to_begin = min(abs(punch.start - instant) for instant in begins)
        to_end = min(abs(punch.start - instant) for instant in ends)
        (arrivals if to_begin <= to_end else departures).append(punch.start)
    arrival, departure = min(arrivals, default=None), max(departures, default=None)
    if arrivals and departure and max(arrivals) > departure:
        departure = None  # Came back, and never punched out again.
    return arrival, departure


def _missed(
    facts: Facts, arrival: datetime | None, departure: datetime | None
) -> tuple[int, int]:
    """Missed punches, and how many of them somebody confirmed (R1.3)."""
    missing = {"in": arrival is None, "out": departure is None}
    confirmed = sum(
        1 for side, gone in missing.items() if gone and side in facts.confirmed
    )
    return sum(missing.values()), confirmed


def _left(facts: Facts, rules: Rules, day: Day) -> Day:
    """Leaving before the handover was accepted, as the policy prices it (R8.3)."""
    if not (facts.left_until and day.departure and day.departure < facts.left_until):
        return day
    early = day.early
    if rules.left_cost == COST_EARLY:
        early = max(early, minutes(facts.left_until - day.departure))
    return replace(day, left=True, early=early)


def _status(facts: Facts, day: Day, unseen: bool) -> str:
    """The one word for a day, the gravest first."""
    if day.proxy:
        return ABSENT
    if not day.required:
        if not (day.off_site or day.leave):
            return HOLIDAY
        return OFF_SITE if day.off_site > day.leave else LEAVE
    if not (facts.over or day.arrival):
        return PLANNED
    if unseen:
        return ABSENT
    for status, holds in (
        (MISSED, day.missed),
        (LATE, day.late),
        (EARLY, day.early),
        (OFF_SITE, day.off_site),
        (LEAVE, day.leave),
    ):
        if holds:
            return status
    return PRESENT


def _unplanned(facts: Facts) -> Day:
    """A day without a shift: rest or public holiday, or work on it."""
    here = [Stretch(p.start, p.stop) for p in facts.punches if p.stop]
    time = union([*here, *facts.off_site])
    pauses = tuple(_taken_pauses(time, facts.pauses))
    worked = length(subtract(time, pauses))
    starts = [punch.start for punch in facts.punches]
    idle = HOLIDAY if facts.kind == "holiday" else REST
    missed = sum(1 for punch in facts.punches if not punch.stop) if facts.over else 0
    status = idle
    if facts.punches or worked:
        status = MISSED if missed else OVERTIME
    if facts.proxy:
        status = ABSENT
    return Day(
        facts.day,
        facts.kind,
        status,
        arrival=min(starts, default=None),
        departure=max((p.stop for p in facts.punches if p.stop), default=None),
        worked=worked,
        extra=worked,
        off_site=length(facts.off_site),
        missed=missed,
        confirmed=min(missed, len(facts.confirmed)),
        proxy=facts.proxy,
        excused=facts.excused,
        pauses=pauses,
    )


def _taken_pauses(
    worked: Iterable[Stretch], pauses: Iterable[Stretch]
) -> Iterator[Stretch]:
    """Meal breaks with work before and after them (R10)."""
    time = list(worked)
    for pause in pauses:
        if any(one.start < pause.start and pause.stop < one.stop for one in time):
            yield pause


# --- A period of days -----------------------------------------------------------------


def settle(rules: Rules, days: Iterable[Day]) -> Settlement:
    """What the days of one agent in a period cost (R0.3, R1.3-R1.5, R1.7, R1.9, R8.3).

    :param days: those that are over; each costs a day's absence or minutes, not both
    """
    ordered = sorted((day for day in days if not day.excused), key=lambda day: day.day)
    absent: dict[date, str] = {}
    forgiven = 0
    for day in ordered:
        reason = _absence_reason(rules, day)
        if not reason and day.confirmed and day.required:
            forgiven += day.confirmed
            if forgiven > rules.forgiven:
                reason = NOT_FORGIVEN
        if reason:
            absent[day.day] = reason
    halved = {
        day.day: HALF_DAY
        for day in ordered
        if day.day not in absent and _is_half(rules, day)
    }
    absent |= halved
    here = [day for day in ordered if day.day not in absent]
    due = _deducted(rules, here)
    steps = tuple(_settle_steps(rules, ordered, absent, due))
    for day in here:
        due[day.day] += day.away
    costs = tuple(
        DayCost(
            day.day,
            _lost_part(day, day.day in halved) if day.day in absent else ZERO,
            absent.get(day.day, ""),
            due.get(day.day, 0),
        )
        for day in ordered
        if day.day in absent or due.get(day.day)
    )
    return Settlement(costs, steps)


def _absence_reason(rules: Rules, day: Day) -> str:
    """Why a single day is an absence whatever the others were; empty if it is not."""
    if day.proxy:
        return PROXY
    if day.status == ABSENT:
        return NO_PUNCH
    if day.required and day.missed > day.confirmed:
        return UNCONFIRMED
    limit = rules.absence_after
    if limit is not None and max(day.late, day.early) > limit:
        return TOO_LATE
    if day.left and rules.left_cost == COST_ABSENCE:
        return LEFT
    return ""


def _is_half(rules: Rules, day: Day) -> bool:
    """Whether one lateness or early leave costs half the day (R1.5)."""
    limit = rules.half_after
    return limit is not None and max(day.late, day.early) > limit


def _lost_part(day: Day, half: bool) -> Decimal:
    """The part of the day's wage: leave and off-site work keep theirs."""
    whole = HALF if day.half else Decimal(1)
    if not day.planned or day.proxy:
        return whole
    part = whole * Decimal(day.required) / Decimal(day.planned)
    return part * HALF if half else part


def _deducted(rules: Rules, days: Sequence[Day]) -> dict[date, int]:
    """Minutes to deduct by day, once the total exceeds the tolerance (R1.5)."""
    due: dict[date, int] = defaultdict(int)
    if rules.separate:
        groups = [[(d.day, d.late) for d in days], [(d.day, d.early) for d in days]]
    else:
        groups = [[(d.day, d.late + d.early) for d in days]]
    for group in groups:
        total = sum(value for _day, value in group)
        if total <= rules.tolerance:
            continue
        free = rules.tolerance if rules.deduct_excess else 0
        for day, value in group:
            spared = min(free, value)
            free -= spared
            due[day] += value - spared
    return due


def _settle_steps(
    rules: Rules,
    days: Sequence[Day],
    absent: Collection[date],
    due: Mapping[date, int],
) -> Iterator[TraceStep]:
    late = sum(day.late for day in days if day.day not in absent)
    early = sum(day.early for day in days if day.day not in absent)
    confirmed = sum(day.confirmed for day in days)
    if away := sum(day.away for day in days if day.day not in absent):
        yield step("attendance.away", minutes=away)
    if confirmed:
        yield step("attendance.missed", count=confirmed, forgiven=rules.forgiven)
    if late or early:
        code = "attendance.deducted" if sum(due.values()) else "attendance.tolerated"
        yield step(
            code,
            late=late,
            early=early,
            tolerance=rules.tolerance,
            minutes=sum(due.values()),
        )


# --- Runs of absence ------------------------------------------------------------------


def longest_run(days: Mapping[date, bool]) -> tuple[date, int] | None:
    """First day and length of the longest run of absences (R1.6).

    :param days: whether somebody was absent, by day on which they had to work: days
        off between them neither count nor break a run
    """
    best: tuple[date, int] | None = None
    first, count = date.min, 0
    for day in sorted(days):
        count = count + 1 if days[day] else 0
        first = day if count == 1 else first
        if count and (best is None or count > best[1]):
            best = first, count
    return best


def absent_within(absent: Collection[date], last: date, months: int) -> int:
    """Days of absence in the months that end with ``last`` (R1.6)."""
    first = last - relativedelta(months=months)
    return sum(first < day <= last for day in absent)


def total_absent(costs: Iterable[DayCost]) -> Decimal:
    """Days of absence in all."""
    return total_of(cost.absent for cost in costs)
