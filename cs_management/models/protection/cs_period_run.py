"""What the protection chapter keeps in a run of the pipeline."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Protected:
    """Rows of ``cs.deduction`` to store, by the agent's id.

    ``rows`` holds values by kind, key and the id of the period of origin.
    """

    rows: dict[int, dict[tuple[str, str, int], dict[str, Any]]] = field(
        default_factory=dict
    )
