"""What the first steps are made of."""

from dataclasses import dataclass, field
from typing import Any

DONE, PARTLY, OPEN, NOT_NEEDED = "done", "partly", "open", "not_needed"


@dataclass(slots=True)
class Step:
    """One step: where it stands by what is there, and where it is done.

    :param text: what is there, in one line
    :param doors: ``[(label, action)]``, the first is the main one; an action is one of
        the client's, or the name of a method of ``cs.onboarding``
    :param may_skip: whether a company may do without
    :param hint: why the user cannot do it themselves
    """

    sequence: int
    code: str
    title: str
    state: str
    text: str = ""
    doors: list[tuple[str, Any]] = field(default_factory=list)
    may_skip: bool = False
    hint: str = ""

    def content(self, skipped: set[str]) -> dict[str, Any]:
        is_skipped = self.may_skip and self.code in skipped and self.state != DONE
        return {
            "code": self.code,
            "title": self.title,
            "state": NOT_NEEDED if is_skipped else self.state,
            "text": self.text,
            "hint": self.hint,
            "may_skip": self.may_skip and self.state in (OPEN, PARTLY),
            "is_skipped": is_skipped,
            "doors": [
                {"label": label, "method": action, "action": False}
                if isinstance(action, str)
                else {"label": label, "method": "", "action": action}
                for label, action in self.doors
            ],
        }
