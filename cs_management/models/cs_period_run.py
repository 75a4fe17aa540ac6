"""What one run of the monthly pipeline carries from step to step."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..engine.money import ZERO, to_decimal
from ..engine.segments import Segment, Version
from ..engine.trace import TraceStep, trace


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
    """One agent in one run: who he was, his facts, his results so far."""

    employee_id: int
    versions: list[Version]
    segments: list[Segment]
    level: Any
    policy: Any
    terms: Any
    department_id: int | None
    entries: Any
    joined: date | None = None
    sales: Decimal = ZERO
    commission: Decimal = ZERO
    commission_rate: Decimal = ZERO
    score: Decimal | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    workdays: Any = None
    settlement: Any = None

    @property
    def earns_commission(self) -> bool:
        """Whether the level of the last day earns commission and pool (R6.6)."""
        return bool(self.segments) and (
            not self.terms or self.terms.commission_eligible
        )


@dataclass(slots=True)
class Run:
    """One computation of one period for all its agents at once."""

    period: Any
    rounding: Decimal
    agents: dict[int, Agent] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    late_credits: list[dict[str, Any]] = field(default_factory=list)
    working_days: dict[tuple[int, int | None], set[date]] = field(default_factory=dict)
    leaves: dict[int, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, period: Any) -> "Run":
        """A fresh run in the currency of the period's company."""
        return cls(period, to_decimal(period.currency_id.rounding))

    def by_department(self) -> dict[int | None, list[Agent]]:
        """Agents by the department of their last day."""
        teams = defaultdict(list)
        for agent in self.agents.values():
            teams[agent.department_id].append(agent)
        return teams
