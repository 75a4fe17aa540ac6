"""What the commission chapter keeps in a run of the pipeline."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...engine.money import ZERO


@dataclass(slots=True)
class Sales:
    """An agent's sales in the period and what they earn; ``rate`` is a factor."""

    amount: Decimal = ZERO
    commission: Decimal = ZERO
    rate: Decimal = ZERO


@dataclass(slots=True)
class Credits:
    """Sales by the agent's id, and the credits of locked periods that changed."""

    sales: dict[int, Sales] = field(default_factory=dict)
    late: list[dict[str, Any]] = field(default_factory=list)
