"""Punches of attendance tools: which belong together, also over midnight (R1.1)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .attendance import Plan, Punch, assign
from .imports import clock_of, plain

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# Who touches the clock twice within this punched once.
TWICE = 3 * MINUTE
# Without a roster a departure before this belongs to the day before.
NIGHT_END = 6 * HOUR
TIMES = re.compile(r"(?:次日\s*)?\d{1,2}[::]\d{2}(?:[::]\d{2})?")
LATE = re.compile(r"(?<!旷工)(?:严重)?迟到\s*(\d+)\s*分")
GRAVE = re.compile(r"旷工迟到\s*(\d+)\s*分")
EARLY = re.compile(r"早退\s*(\d+)\s*分")
OFF = ("休息", "节假日", "不在考勤组", "未排班", "rest")
AWAY = (
    "请假",
    "事假",
    "病假",
    "年假",
    "调休",
    "婚假",
    "产假",
    "陪产假",
    "丧假",
    "公假",
)


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """Arrival and departure on the wall clock; one alone has ``stop`` ``None``."""

    start: datetime
    stop: datetime | None = None


def stays_of_day(
    day: date, pairs: Iterable[tuple[timedelta | None, timedelta | None]]
) -> list[Stay]:
    """What a daily sheet says: arrivals and departures of one day, in pairs.

    A departure that is earlier than its arrival is that of the next morning, marked as
    such or not. Of a pair with one punch only the other one is missing.
    """
    start = datetime.combine(day, time.min)
    found = []
    for arrival, departure in pairs:
        if arrival is not None and departure is not None and departure < arrival:
            departure += DAY
        moments = [start + span for span in (arrival, departure) if span is not None]
        if moments:
            found.append(Stay(moments[0], moments[1] if len(moments) > 1 else None))
    return sorted(found, key=lambda stay: stay.start)


def pair(moments: Iterable[datetime]) -> list[Stay]:
    """Punches of one day as stays: the first arrives, the next departs, and so on.

    Of an odd number, from three on, nobody can tell which one is missing: the first and
    the last count.
    """
    found: list[datetime] = []
    for moment in sorted(moments):
        if found and moment - found[-1] <= TWICE:
            # Of a departure the last touch counts, of an arrival the first.
            if len(found) % 2 == 0:
                found[-1] = moment
            continue
        found.append(moment)
    if len(found) % 2 and len(found) > 1:
        found = [found[0], found[-1]]
    if len(found) == 1:
        return [Stay(found[0])]
    return [
        Stay(start, stop) for start, stop in zip(found[::2], found[1::2], strict=True)
    ]


def days_of(
    moments: Sequence[datetime], plans: Sequence[Plan]
) -> dict[date, list[datetime]]:
    """Raw punches by the day that they count for.

    :param plans: planned shifts, in the same time as the punches
    """
    punches = [Punch(at, moment) for at, moment in enumerate(moments)]
    days = assign(plans, punches, lambda moment: moment.date())
    found: dict[date, list[datetime]] = defaultdict(list)
    for day, own in days.items():
        found[day] += [punch.start for punch in own]
    planned = {plan.day for plan in plans}
    for day in sorted(found):
        _give_back(found, day, planned)
    return {day: sorted(own) for day, own in sorted(found.items()) if own}


def _give_back(
    found: dict[date, list[datetime]], day: date, planned: set[date]
) -> None:
    """The first punch of a night is the departure that the day before lacks."""
    before = day - DAY
    own = sorted(found[day])
    if day in planned or not own or not len(found.get(before, ())) % 2:
        return
    if own[0] - datetime.combine(day, time.min) < NIGHT_END:
        found[before].append(own[0])
        found[day] = own[1:]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a monthly sheet says of a day.

    :param kind: "off", "away", "absent", "times" or "results"
    :param late: minutes, ``grave`` those that the tool counts as absence
    """

    kind: str
    times: tuple[timedelta, ...] = ()
    late: int = 0
    grave: int = 0
    early: int = 0
    no_arrival: bool = False
    no_departure: bool = False


def cell_of(value: object) -> Cell | None:
    """A cell of a monthly sheet: results such as ``上班迟到11分钟 下班外勤``, or times.

    :return: ``None`` if it says nothing of the day, or nothing that is known
    """
    text = plain(value).replace("：", ":")
    if times := TIMES.findall(text):
        clocks = [clock_of(found.replace(" ", "")) for found in times]
        return Cell("times", tuple(clock for clock in clocks if clock is not None))
    if text.startswith(OFF):
        return Cell("off")
    if text.startswith(AWAY):
        return Cell("away")
    if text.startswith("旷工") and "旷工迟到" not in text:
        return Cell("absent")
    known = ("正常", "迟到", "早退", "缺卡", "外勤", "补卡", "出差", "外出")
    if not any(word in text for word in known):
        return None
    return Cell(
        "results",
        late=sum(int(number) for number in LATE.findall(text)),
        grave=sum(int(number) for number in GRAVE.findall(text)),
        early=sum(int(number) for number in EARLY.findall(text)),
        no_arrival="上班缺卡" in text,
        no_departure="下班缺卡" in text,
    )


def stays_of_results(cell: Cell, plans: Sequence[Plan]) -> list[Stay]:
    """Punches as the results of a planned day have them: so many minutes late.

    :param plans: the day's shifts on the wall clock, in order
    """
    start = plans[0].start + (cell.late + cell.grave) * MINUTE
    stop = plans[-1].stop - cell.early * MINUTE
    if cell.no_arrival and cell.no_departure:
        return []
    if cell.no_departure:
        return [Stay(start)]
    return [Stay(stop)] if cell.no_arrival or stop <= start else [Stay(start, stop)]
