"""What the commission chapter keeps in a run of the pipeline."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...engine.money import ZERO, total_of


@dataclass(frozen=True, slots=True)
class Sold:
    """What an agent sold, as far as one plan line pays it, or the tiers.

    ``ordered``, ``orders`` and ``kept`` of refunds are of whole orders, the agent's
    share of them; an order that several plan lines pay is in one of them.
    """

    base: Decimal = ZERO
    measure: Decimal = ZERO
    ordered: Decimal = ZERO
    orders: Decimal = ZERO
    kept: Decimal = ZERO


@dataclass(slots=True)
class Paid:
    """What is paid on some of an agent's orders, and how it is split on them.

    :param rule: id of the plan line; zero: by the tiers
    :param measure: sales, margin, orders or pieces that are paid
    :param each: a fraction, or money where ``is_money``; with all that changes it
    """

    rule: int
    measure: Decimal
    amount: Decimal = ZERO
    each: Decimal = ZERO
    is_money: bool = False


@dataclass(slots=True)
class Sales:
    """An agent's sales in the period and what they earn; ``rate`` is a factor.

    ``plain`` are the sales that the tiers pay, with ``by_tiers``; ``parts`` are what
    plan lines pay. ``ordered``, ``orders`` and ``kept`` are as in :class:`Sold`.
    """

    amount: Decimal = ZERO
    plain: Decimal = ZERO
    commission: Decimal = ZERO
    rate: Decimal = ZERO
    parts: list[Paid] = field(default_factory=list)
    by_tiers: Decimal = ZERO
    ordered: Decimal = ZERO
    orders: Decimal = ZERO
    kept: Decimal = ZERO

    @classmethod
    def of(cls, sold: dict[int, Sold]) -> "Sales":
        """Sales before anything is paid on them, by plan line."""
        plain = sold.get(0, Sold())
        return cls(
            total_of(part.base for part in sold.values()),
            plain.base,
            parts=[
                Paid(rule, part.measure) for rule, part in sorted(sold.items()) if rule
            ],
            ordered=total_of(part.ordered for part in sold.values()),
            orders=total_of(part.orders for part in sold.values()),
            kept=total_of(part.kept for part in sold.values()),
        )

    def paid(self) -> list[Paid]:
        """What is paid by the tiers, and by each plan line."""
        return [Paid(0, self.plain, self.by_tiers, self.rate), *self.parts]


@dataclass(slots=True)
class Credits:
    """Sales by the agent's id, and the credits of locked periods that changed.

    ``is_whole``: of all orders of the period, not of one agent's only.
    """

    sales: dict[int, Sales] = field(default_factory=dict)
    late: list[dict[str, Any]] = field(default_factory=list)
    is_whole: bool = False
