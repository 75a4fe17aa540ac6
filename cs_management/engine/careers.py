"""What the regulation asks of who rises, and of who falls (R5.10-R5.16, R5.19, R5.20).

A criterion measures one thing - service, rank, grades, titles, reviews, sanctions, an
open case, judged qualities. Criteria of one group hold together, of several groups
one is enough.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from .bounds import Bound
from .money import ZERO, total_of
from .trace import TraceStep, step

PROMOTION = "promotion"
DEMOTION = "demotion"
CASE = "case"

# Measures.
SERVICE = "service"
TENURE = "tenure"
MEAN_RANK = "mean_rank"
RANK_OUTSIDE = "rank_outside"
MEAN_SCORE = "mean_score"
GRADES_ROW = "grades_row"
GRADE_ONCE = "grade_once"
GRADE_UNDER = "grade_under"
TITLES = "titles"
FAILED_REVIEWS = "failed_reviews"
SANCTIONS = "sanctions"
OPEN_CASE = "open_case"
JUDGED = "judged"

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a level.

    :param bound: months of service; the last rank that is still inside; a number of
        titles; the score that passes a review; the most sanctions that are borne;
        how many of the qualities, 0: all of them
    :param window: months or quarters looked at, or that must run; 0: all of them, of
        sanctions those in force today
    :param grade: place of a grade on its scale, 1 for the best
    :param scale: where that grade begins, for means of scores
    :param since_level: only what came since the present level began counts
    :param severity: the least grave sanction that counts
    :param qualities: what somebody judges
    :param key: whatever the caller wants back
    """

    measure: str
    direction: str = PROMOTION
    group: int = 1
    bound: Decimal = ZERO
    window: int = 0
    grade: int = 1
    scale: Bound[Any] | None = None
    since_level: bool = False
    severity: int = 1
    qualities: tuple[str, ...] = ()
    key: Any = None


@dataclass(frozen=True, slots=True)
class Month:
    """A locked month of somebody.

    :param score: ``None``: they were not scored
    :param rank: in the team of then; ties share it
    :param team_size: how many of that team were scored
    :param passed: what a confirmed review of the month says, if there is one
    :param is_reviewed: a sheet judges the month, so its score does not
    """

    last: date
    score: Decimal | None = None
    rank: int = 0
    team_size: int = 0
    passed: bool | None = None
    is_reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Quarter:
    """A graded quarter.

    :param place: of its grade on its scale, 1 for the best
    :param first: its first day: a quarter begun before the level is not of the level
    """

    last: date
    place: int
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """A sanction on file (R2.16).

    :param severity: its place among the kinds, 1 for the lightest
    :param last: the last day in force; ``None``: it does not end
    """

    first: date
    severity: int = 1
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """How a policy reads what the regulation leaves open (R5.20).

    :param small_team: a team of so many or fewer has no ranks that say anything
    :param small_scale: where the grade begins that its scores must reach instead
    :param gaps_break: a month without a score ends what must run, and a mean needs
        every month; else such months are left out
    """

    small_team: int = 3
    small_scale: Bound[Any] | None = None
    gaps_break: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of somebody when a month is locked; lists oldest first.

    :param day: the first day after the month
    :param titles: the days for which titles were given
    :param ticked: the qualities that whoever recommends has ticked
    """

    day: date
    joined: date | None = None
    level_since: date | None = None
    months: Sequence[Month] = ()
    quarters: Sequence[Quarter] = ()
    titles: Sequence[date] = ()
    has_case: bool = False
    sanctions: Sequence[Sanction] = ()
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion held against the evidence.

    :param share: how much of it is there, 0 to 1; 1 exactly where it is met
    :param newest: the last day of the newest month or quarter that it rests on
    """

    criterion: Criterion
    is_met: bool
    share: Decimal
    step: TraceStep
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All findings of one direction.

    :param is_met: every criterion of a group is met
    :param is_due: the same without what people judge: a proposal may be made
    :param nearest: the group that is met, else the one that lacks least; 0: none
    """

    findings: tuple[Finding, ...] = ()
    is_met: bool = False
    is_due: bool = False
    nearest: int = 0

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What the nearest group lacks."""
        return tuple(
            found
            for found in self.findings
            if found.criterion.group == self.nearest and not found.is_met
        )

    @property
    def share(self) -> Decimal:
        """How much of the nearest group is there, 0 to 1."""
        return _share_of(
            [found for found in self.findings if found.criterion.group == self.nearest]
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure says before the direction is asked.

    :param holds: promotion: what is asked for is there; else: what leads down is
    """

    holds: bool
    share: Decimal
    step: TraceStep
    newest: date | None = None


# --- Quarters and time ----------------------------------------------------------------


def quarter_of(last: date) -> str:
    """The quarter of a period by its last day, ``2026-Q1``: sorts as text (R5.20)."""
    return f"{last.year}-Q{(last.month + 2) // 3}"


def ends_quarter(last: date, following: date) -> bool:
    """Whether a period is the last one of its quarter (R5.20).

    :param following: the last day of the period after it
    """
    return quarter_of(last) != quarter_of(following)


def quarter_mean(scores: Sequence[Decimal | None], needed: int = 1) -> Decimal | None:
    """Mean of a quarter's scores; months without one are left out (R5.20).

    :param needed: with fewer scored months there is no mean
    """
    found = [score for score in scores if score is not None]
    if len(found) < max(needed, 1):
        return None
    return total_of(found) / len(found)


def months_between(first: date | None, day: date) -> int:
    """Whole months from ``first`` until the day before ``day``; 0 if there are none."""
    if first is None or first > day:
        return 0
    gone = relativedelta(day, first)
    return gone.years * 12 + gone.months


# --- Measures -------------------------------------------------------------------------


def _served(criterion: Criterion, since: date | None, day: date) -> Measured:
    """Months since a day: so many at least for a promotion, at most else (R5.15)."""
    months, asked = months_between(since, day), int(criterion.bound)
    args = {"months": months, "bound": asked}
    if criterion.direction == PROMOTION:
        return Measured(
            since is not None and months >= asked,
            Decimal(months) / asked if asked else ONE,
            step(f"career.{criterion.measure}", **args),
        )
    is_within = since is not None and day <= since + relativedelta(months=asked)
    share = ONE if is_within else ZERO
    return Measured(
        is_within, share, step(f"career.{criterion.measure}_within", **args)
    )


def _service(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Months since somebody joined (R5.11-R5.13)."""
    return _served(criterion, evidence.joined, evidence.day)


def _tenure(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Months at the present level (R5.15)."""
    return _served(criterion, evidence.level_since, evidence.day)


def _mean_score(criterion: Criterion, evidence: Evidence, how: Readings) -> Measured:
    """The mean score of the months looked at reaches a grade (R5.19, R5.20)."""
    months = _months(criterion, evidence)
    return _scores_reach(criterion, months, criterion.scale, how)


def _scores_reach(
    criterion: Criterion,
    months: Sequence[Month],
    scale: Bound[Any] | None,
    how: Readings,
    **small: object,
) -> Measured:
    """Whether the mean score of months reaches a step of the scale (R5.20)."""
    found = [month for month in months if month.score is not None]
    is_down = criterion.direction != PROMOTION
    if not found or scale is None or _has_gap(criterion, months, how):
        return _unknown(criterion, len(found))
    mean = total_of(month.score or ZERO for month in found) / len(found)
    reaches = scale.holds(mean)
    code = "career.small_team" if small else "career.mean_score"
    if is_down:
        code += "_under"
    near = min(mean / scale.lower, ONE) if scale.lower > 0 else ZERO
    return Measured(
        reaches != is_down,
        max(near, ZERO),
        step(
            code,
            value=mean,
            months=len(found),
            bound=scale.lower,
            **_to(scale),
            **small,
        ),
        found[-1].last,
    )


def _mean_rank(criterion: Criterion, evidence: Evidence, how: Readings) -> Measured:
    """Mean of the monthly ranks, ``bound`` or better (R5.11-R5.13, R5.20).

    The team of the last scored month decides: a small one asks for scores instead.
    After a change of team the ranks of small teams are left out.
    """
    months = _months(criterion, evidence)
    scored = [month for month in months if month.score is not None]
    if scored and scored[-1].team_size <= how.small_team:
        return _scores_reach(
            criterion, months, how.small_scale, how, team=how.small_team
        )
    if not scored or _has_gap(criterion, months, how):
        return _unknown(criterion, len(scored))
    ranks = [month.rank for month in scored if month.team_size > how.small_team]
    mean = Decimal(sum(ranks)) / len(ranks)
    is_inside = Decimal(sum(ranks)) <= criterion.bound * len(ranks)
    is_down = criterion.direction != PROMOTION
    return Measured(
        is_inside != is_down,
        min(criterion.bound / mean, ONE),
        step(
            "career.mean_rank_outside" if is_down else "career.mean_rank",
            value=mean,
            months=len(ranks),
            bound=criterion.bound,
        ),
        scored[-1].last,
    )


def _rank_outside(criterion: Criterion, evidence: Evidence, how: Readings) -> Measured:
    """Months running outside the first ``bound`` (R5.14, R5.15).

    In a small team: months running whose score stays below the grade (R5.20).
    """

    def judge(month: Month) -> bool | None:
        if month.score is None:
            return None
        if month.team_size > how.small_team:
            return month.rank > criterion.bound
        return how.small_scale is not None and not how.small_scale.holds(month.score)

    months = _months(criterion, evidence, windowed=False)
    return _running(criterion, months, judge, how, "career.rank_outside")


def _failed_reviews(
    criterion: Criterion, evidence: Evidence, how: Readings
) -> Measured:
    """Monthly reviews running that were failed (R5.16).

    The confirmed review of a month speaks for it. A month that waits for its sheet
    says nothing yet; where there are no sheets, scores pass from ``bound`` on.
    """

    def judge(month: Month) -> bool | None:
        if month.passed is not None:
            return not month.passed
        if month.score is None or criterion.bound <= 0:
            return None
        return month.score < criterion.bound

    months = [
        month
        for month in _months(criterion, evidence, windowed=False)
        if month.passed is not None or not month.is_reviewed
    ]
    return _running(criterion, months, judge, how, "career.failed_reviews")


def _running(
    criterion: Criterion,
    months: Sequence[Month],
    judge: Callable[[Month], bool | None],
    how: Readings,
    code: str,
) -> Measured:
    """How many months running, up to the last one, something is so."""
    count, newest = 0, None
    for month in reversed(months):
        found = judge(month)
        if found is None and not how.gaps_break:
            continue
        if not found:
            break
        count, newest = count + 1, newest or month.last
    asked = max(criterion.window, 1)
    return _against(
        criterion,
        count >= asked,
        Decimal(min(count, asked)) / asked,
        step(code, value=count, window=asked, bound=criterion.bound),
        newest,
    )


def _grades_row(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Quarters running with a grade or a better one (R5.12, R5.13).

    On the way down: with that grade or a worse one (R5.14, R5.15).
    """
    count, newest = 0, None
    for quarter in reversed(_quarters(criterion, evidence, windowed=False)):
        if not _is_graded(criterion, quarter):
            break
        count, newest = count + 1, newest or quarter.last
    asked = max(criterion.window, 1)
    code = "career.grades_row" + _side(criterion)
    return Measured(
        count >= asked,
        Decimal(min(count, asked)) / asked,
        step(code, value=count, window=asked, **_to(criterion.scale)),
        newest,
    )


def _grade_once(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """One quarter with a grade or a better one; down: or a worse one (R5.11)."""
    found = [
        quarter
        for quarter in _quarters(criterion, evidence)
        if _is_graded(criterion, quarter)
    ]
    code = "career.grade_once" + _side(criterion)
    return Measured(
        bool(found),
        ONE if found else ZERO,
        step(code, value=len(found), **_to(criterion.scale)),
        found[-1].last if found else None,
    )


def _grade_under(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """One quarter with a grade that is worse (R5.14, R5.15)."""
    found = [
        quarter
        for quarter in _quarters(criterion, evidence)
        if quarter.place > criterion.grade
    ]
    return _against(
        criterion,
        bool(found),
        ONE if found else ZERO,
        step("career.grade_under", value=len(found), **_to(criterion.scale)),
        found[-1].last if found else None,
    )


def _titles(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Titles of excellent agent (R5.12, R5.13)."""
    since = _since(criterion, evidence)
    if criterion.window:
        start = evidence.day - relativedelta(months=criterion.window)
        since = max(since, start)
    found = [day for day in evidence.titles if since <= day < evidence.day]
    asked = criterion.bound
    has_them = len(found) >= asked
    return Measured(
        has_them == (criterion.direction == PROMOTION),
        Decimal(len(found)) / asked if asked > 0 else ONE,
        step("career.titles" + _side(criterion), value=len(found), bound=asked),
        found[-1] if found else None,
    )


def _open_case(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Whether a dismissal case is open: nobody rises with one (R5.11)."""
    code = "career.case_open" if evidence.has_case else "career.case_none"
    share = ONE if evidence.has_case else ZERO
    return _against(criterion, evidence.has_case, share, step(code))


def _sanctions(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """At most so many sanctions in force; on the way down: more of them (R2.16).

    With a window counts what was in force on any day of those months.
    """
    start = evidence.day - relativedelta(days=1)
    if criterion.window:
        start = evidence.day - relativedelta(months=criterion.window)
    since = _since(criterion, evidence)
    found = [
        one
        for one in evidence.sanctions
        if one.severity >= criterion.severity
        and since <= one.first < evidence.day
        and (one.last is None or one.last >= start)
    ]
    count, borne = len(found), int(criterion.bound)
    is_more = count > borne
    code = "career.sanctions" + _side(criterion)
    how = step(code, value=count, bound=borne)
    if criterion.direction == PROMOTION:
        return Measured(not is_more, Decimal(borne) / max(count, 1), how)
    newest = max((one.first for one in found), default=None)
    return Measured(is_more, Decimal(count) / (borne + 1), how, newest)


def _judged(criterion: Criterion, evidence: Evidence, _how: Readings) -> Measured:
    """Qualities that whoever recommends ticks: all, or so many of them (R5.11)."""
    ticked = sum(quality in evidence.ticked for quality in criterion.qualities)
    asked = len(criterion.qualities)
    if criterion.bound:
        asked = min(int(criterion.bound), asked)
    return Measured(
        ticked >= asked,
        Decimal(ticked) / asked if asked else ONE,
        step("career.judged", value=ticked, bound=asked),
    )


def _against(
    criterion: Criterion,
    is_so: bool,
    share: Decimal,
    how: TraceStep,
    newest: date | None = None,
) -> Measured:
    """What speaks against somebody: it leads down, and must not be for a promotion."""
    if criterion.direction == PROMOTION:
        return Measured(not is_so, ONE - share, how, newest)
    return Measured(is_so, share, how, newest)


def _unknown(criterion: Criterion, months: int) -> Measured:
    """Nothing to judge by: nobody rises or falls without scores (R5.20)."""
    return Measured(
        False, ZERO, step("career.no_score", months=months, window=criterion.window)
    )


def _side(criterion: Criterion) -> str:
    return "" if criterion.direction == PROMOTION else "_under"


def _to(scale: Bound[Any] | None) -> dict[str, object]:
    """The grade that a step names."""
    return {"career_grade": scale.key if scale else ""}


def _is_graded(criterion: Criterion, quarter: Quarter) -> bool:
    if criterion.direction == PROMOTION:
        return quarter.place <= criterion.grade
    return quarter.place >= criterion.grade


def _since(criterion: Criterion, evidence: Evidence) -> date:
    """The first day whose evidence counts."""
    if not criterion.since_level or evidence.level_since is None:
        return date.min
    return evidence.level_since


def _months(
    criterion: Criterion, evidence: Evidence, windowed: bool = True
) -> list[Month]:
    """The months that count, oldest first."""
    since = _since(criterion, evidence)
    found = [month for month in evidence.months if month.last >= since]
    return found[-criterion.window :] if windowed and criterion.window else found


def _quarters(
    criterion: Criterion, evidence: Evidence, windowed: bool = True
) -> list[Quarter]:
    """The graded quarters that count, oldest first."""
    since = _since(criterion, evidence)
    found = [
        quarter
        for quarter in evidence.quarters
        if (quarter.first or quarter.last) >= since
    ]
    return found[-criterion.window :] if windowed and criterion.window else found


def _has_gap(criterion: Criterion, months: Sequence[Month], how: Readings) -> bool:
    """Whether a mean lacks a month that the policy does not forgive (R5.20)."""
    if not how.gaps_break:
        return False
    return len(months) < criterion.window or any(
        month.score is None for month in months
    )


MEASURES: dict[str, Callable[[Criterion, Evidence, Readings], Measured]] = {
    SERVICE: _service,
    TENURE: _tenure,
    MEAN_RANK: _mean_rank,
    RANK_OUTSIDE: _rank_outside,
    MEAN_SCORE: _mean_score,
    GRADES_ROW: _grades_row,
    GRADE_ONCE: _grade_once,
    GRADE_UNDER: _grade_under,
    TITLES: _titles,
    FAILED_REVIEWS: _failed_reviews,
    SANCTIONS: _sanctions,
    OPEN_CASE: _open_case,
    JUDGED: _judged,
}


# --- Results --------------------------------------------------------------------------


def find(criterion: Criterion, evidence: Evidence, how: Readings) -> Finding:
    """Hold one criterion against the evidence: the numbers.

    R5.10-R5.16, R5.19, R5.20; of sanctions R2.16.

    Better evidence never takes a promotion away, and never makes anybody fall.
    """
    measured = MEASURES[criterion.measure](criterion, evidence, how)
    # What is missing is never shown as whole.
    share = ONE if measured.holds else min(max(measured.share, ZERO), Decimal("0.99"))
    return Finding(criterion, measured.holds, share, measured.step, measured.newest)


def judge(
    criteria: Iterable[Criterion], evidence: Evidence, how: Readings | None = None
) -> Outcome:
    """All criteria of one direction: within a group "and", between groups "or" (R5.11).

    Without criteria nobody rises or falls: the top of the ladder, a level that the
    regulation leaves to the office (R5.13).
    """
    how = how or Readings()
    findings = tuple(find(criterion, evidence, how) for criterion in criteria)
    groups: dict[int, list[Finding]] = {}
    for found in findings:
        groups.setdefault(found.criterion.group, []).append(found)
    if not groups:
        return Outcome()
    nearest = min(groups, key=lambda group: (*_lacks(groups[group]), group))
    return Outcome(
        findings,
        any(all(found.is_met for found in own) for own in groups.values()),
        any(_is_due(own) for own in groups.values()),
        nearest,
    )


def may_apply(criteria: Iterable[Criterion], evidence: Evidence) -> bool:
    """Whether somebody has the service that a promotion asks for (R5.13, R5.18).

    The time alone, of any group: whether the rest is there others look at.
    """
    groups: dict[int, list[Criterion]] = {}
    for criterion in criteria:
        own = groups.setdefault(criterion.group, [])
        if criterion.measure in (SERVICE, TENURE):
            own.append(criterion)
    return not groups or any(
        all(find(one, evidence, Readings()).is_met for one in own)
        for own in groups.values()
    )


def newest_due(outcome: Outcome) -> date | None:
    """The last day that a fall rests on: what is older was proposed before (R5.14)."""
    days: list[date] = []
    for group in {found.criterion.group for found in outcome.findings}:
        own = [f for f in outcome.findings if f.criterion.group == group]
        if _is_due(own):
            days += [found.newest for found in own if found.newest]
    return max(days, default=None)


def _is_due(own: Sequence[Finding]) -> bool:
    """Whether a group is met but for what people judge; judging alone proposes none."""
    measured = [found for found in own if found.criterion.measure != JUDGED]
    return bool(measured) and all(found.is_met for found in measured)


def _lacks(own: Sequence[Finding]) -> tuple[int, Decimal]:
    """How far a group is from being met: criteria missing, then their shares."""
    return sum(not found.is_met for found in own), -_share_of(own)


def _share_of(own: Sequence[Finding]) -> Decimal:
    return total_of(found.share for found in own) / len(own) if own else ZERO
