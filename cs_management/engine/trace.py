"""How a result came about, as data: message codes and decimal strings.

A trace is ``{"v": 1, "steps": [{"code": str, "args": {str: str}}, ...]}``. It holds
no words: they are put in the reader's language when the trace is shown.
"""

from datetime import date
from decimal import Decimal
from typing import TypedDict

VERSION = 1


class TraceStep(TypedDict):
    """One step of a calculation: its message code and its arguments."""

    code: str
    args: dict[str, str]


class Trace(TypedDict):
    """A calculation as it is stored."""

    v: int
    steps: list[TraceStep]


def plain(value: object) -> str:
    """Return a value as a stable string: decimals without exponent or idle zeros."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def step(code: str, **args: object) -> TraceStep:
    """One step of a calculation: its message code and its arguments as strings."""
    return {"code": code, "args": {key: plain(value) for key, value in args.items()}}


def trace(*steps: TraceStep) -> Trace:
    """A versioned trace of the given steps."""
    return {"v": VERSION, "steps": list(steps)}
