"""What the attendance chapter keeps in a run of the pipeline."""

from dataclasses import dataclass
from typing import Any

from ...engine.attendance import Settlement
from ...engine.segments import Segment


@dataclass(slots=True)
class Time:
    """An agent's time in one period: of the run, or of a locked one seen today.

    ``policy`` is that of the period; ``workdays`` are records of ``cs.workday``, new
    ones for a locked period; ``settlement`` is ``None`` without attendance.
    """

    period: Any
    employee_id: int
    policy: Any
    segments: list[Segment]
    workdays: Any
    settlement: Settlement | None = None
