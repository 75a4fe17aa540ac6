"""What one run of the monthly pipeline carries from step to step."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from ..engine.money import ZERO, to_decimal
from ..engine.segments import Segment, Version
from ..engine.trace import TraceStep, trace

Facts = TypeVar("Facts")


@dataclass(slots=True)
class Line:
    """A statement line to be: its natural key, its figures, its calculation.

    ``rate`` is in per cent; ``origin`` is the id of a locked period.
    """

    code: str
    amount: Decimal
    base: Decimal = ZERO
    rate: Decimal = ZERO
    steps: tuple[TraceStep, ...] = ()
    key: str = ""
    origin: int = 0
    adjusted: str = ""

    def values(self, sequence: int) -> dict[str, Any]:
        """Values of the ``cs.statement.line``."""
        return {
            "code": self.code,
            "key": self.key or False,
            "origin_period_id": self.origin or False,
            "adjusted_code": self.adjusted or False,
            "base": float(self.base),
            "rate": float(self.rate),
            "amount": float(self.amount),
            "trace": trace(*self.steps),
            "sequence": sequence,
        }


@dataclass(slots=True)
class Agent:
    """One agent in one run: who they were, what their statement says so far."""

    employee_id: int
    versions: list[Version]
    segments: list[Segment]
    level: Any
    policy: Any
    terms: Any
    department_id: int | None
    joined: date | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One computation of one period for all its agents at once.

    What a chapter finds out and needs again later in the run is kept in
    ``facts[chapter]``, in the chapter's own words; others ask its methods for it.
    ``left_out`` are the ids of who is on a ladder without a policy; ``is_final`` is the
    run of the lock: what waits for a decision counts as it is. A run that ``is_dry``
    reads facts as they stand and stores nothing; ``only`` is the id of the one agent
    whose month such a run estimates. One with ``instead`` tries policies out: by the
    ladder's id those that stand in for the approved ones, none for the month as it is.
    """

    period: Any
    rounding: Decimal
    is_final: bool = False
    is_dry: bool = False
    only: int = 0
    instead: dict[int, Any] | None = None
    agents: dict[int, Agent] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, period: Any, is_final: bool = False) -> "Run":
        """A fresh run in the currency of the period's company."""
        return cls(period, to_decimal(period.currency_id.rounding), is_final)

    def policy_for(self, policy: Any) -> Any:
        """The policy that holds in this run where ``policy`` does."""
        return (self.instead or {}).get(policy.ladder_id.id, policy)

    def facts_of(self, chapter: str, kind: type[Facts]) -> Facts:
        """What a chapter keeps in this run; empty until it keeps something."""
        found: Facts = self.facts.setdefault(chapter, kind())
        return found

    def by_department(self) -> dict[int | None, list[Agent]]:
        """Agents by the department of their last day."""
        teams = defaultdict(list)
        for agent in self.agents.values():
            teams[agent.department_id].append(agent)
        return teams
