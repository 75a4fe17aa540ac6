"""Dates and hours as people write them into a table (R10)."""

import re
from datetime import date, datetime

HOURS = re.compile(r"(\d{1,2})[:：.](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：.](\d{2})")
DATES = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAY_MINUTES = 24 * 60
# Years of a roster; others are slips of the pen.
YEARS = range(1970, 2200)


def parse_date(value: object) -> date | None:
    """A date cell, or text such as ``2026-03-02``; ``None`` if it is none."""
    found = value if isinstance(value, date) else _date_of(value)
    if isinstance(found, datetime):
        found = found.date()
    return found if found and found.year in YEARS else None


def _date_of(value: object) -> date | None:
    match = DATES.fullmatch(str(value or "").strip().split("T")[0].split(" ")[0])
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def parse_hours(value: object) -> tuple[int, int] | None:
    """``"17:30-01:00"`` in minutes since midnight, the end after the start.

    :return: ``None`` if it is no such text, or has hours that no clock shows: 24:00
        is an end, 25:00 nothing
    """
    match = HOURS.fullmatch(str(value or "").strip())
    if not match:
        return None
    hour, minute, stop_hour, stop_minute = map(int, match.groups())
    start, stop = hour * 60 + minute, stop_hour * 60 + stop_minute
    if minute > 59 or stop_minute > 59 or start >= DAY_MINUTES or stop > DAY_MINUTES:
        return None
    return start, stop if stop > start else stop + DAY_MINUTES


def write_hours(start: datetime, stop: datetime) -> str:
    """Local hours as :func:`parse_hours` reads them."""
    return f"{start:%H:%M}-{stop:%H:%M}"


def neutral(text: str) -> str:
    """A text that no spreadsheet runs as a formula; :func:`text_of` reads it back."""
    return f"'{text}" if text.startswith(FORMULA) else text


def text_of(value: object) -> str:
    """The text of a cell; a whole number has no decimals: 101, not 101.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
