"""What the conduct chapter keeps in a run of the pipeline."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Conduct:
    """Entries that count and dismissal cases to propose, by the agent's id.

    ``entries`` holds recordsets of ``cs.conduct.entry``, ``cases`` values of
    ``cs.disciplinary.case``.
    """

    entries: dict[int, Any] = field(default_factory=dict)
    cases: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
