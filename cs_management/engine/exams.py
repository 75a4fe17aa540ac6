"""Marks of an exam: which of them count, and what they earn or cost (R9.7, R2.15)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

FIRST = "first"
BEST = "best"
LAST = "last"

FULL = "full"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an exam is measured by (R3.2, R3.4).

    :param full: marks from which on they are full marks
    :param bound: fewer than these are not passed
    :param counts: which marks count after a retake: FIRST, BEST or LAST
    :param absent_fails: whether who was absent without excuse has not passed
    """

    full: Decimal
    bound: Decimal
    counts: str = FIRST
    absent_fails: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody wrote in an exam; ``None``: nothing."""

    marks: Decimal | None = None
    retake: Decimal | None = None
    absent: bool = False


def counted(terms: Terms, paper: Paper) -> Decimal | None:
    """The marks that count; the retake of who was absent is their first (R9.7)."""
    sat = [marks for marks in (paper.marks, paper.retake) if marks is not None]
    if not sat:
        return None
    if terms.counts == BEST:
        return max(sat)
    return sat[-1] if terms.counts == LAST else sat[0]


def outcome(terms: Terms, paper: Paper) -> str:
    """FULL, FAILED or none: full marks +5, under a bound -10 (R9.7, R3.2, R3.4)."""
    marks = counted(terms, paper)
    if marks is None:
        return FAILED if paper.absent and terms.absent_fails else ""
    if marks >= terms.full:
        return FULL
    return FAILED if marks < terms.bound else ""


def best(terms: Terms, papers: Mapping[Key, Paper]) -> list[Key]:
    """Who has the most marks, several when tied; nobody who has not passed (R2.15)."""
    passed = {
        key: marks
        for key, paper in papers.items()
        if (marks := counted(terms, paper)) is not None and marks >= terms.bound
    }
    most = max(passed.values(), default=None)
    return [key for key, marks in passed.items() if marks == most]
