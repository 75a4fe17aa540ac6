"""What other programs write into the cells of their tables (R6.1, R7.2, R9.2, R10).

A cell is text, a number, a date or a time. Each function gives the value that is meant,
``None`` where the cell says that there is none, and :class:`NotReadError` where it is
something else.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

# Ways to say that there is no value.
BLANKS = frozenset(
    [
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "无",
        "暂无",
        "#n/a",
        "缺卡",
        "未打卡",
    ]
)
TOTALS = ("合计", "总计", "总和", "汇总", "小计", "total", "sum", "grandtotal")
MEANS = ("均值", "平均", "团队均值", "店铺平均", "average", "mean", "avg")
NOTES = ("数据更新时间", "报表生成时间", "统计日期", "统计时间", "说明", "备注:", "注:")

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# Day 0 of spreadsheets, as they count since 1900; of these numbers only are days.
EPOCH = datetime(1899, 12, 30)
SERIALS = range(25_569, 73_050)
YEARS = range(1970, 2100)
LARGEST = Decimal(10) ** 12

WRAPPED = re.compile(r'="(.*)"', re.S)
NUMBER = re.compile(r"[-+]?(\d+(,\d{3})*|\d*)(\.\d+)?(e[-+]?\d+)?")
UNITS = re.compile(r"^[¥$]|(元|cny|rmb|个|人|单|件|条|次|%)$")
SPANS = re.compile(
    r"(?:(\d+(?:\.\d+)?)(?:小时|时|h))?(?:(\d+(?:\.\d+)?)(?:分钟|分|min|m))?"
    r"(?:(\d+(?:\.\d+)?)(?:秒钟|秒|sec|s))?"
)
COLONS = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
CLOCK = re.compile(
    r"(次日|第二天|翌日|\+1|前一日|前日|昨日)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
)
DATES = (
    re.compile(r"(\d{4}|\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
TAILS = re.compile(r"\s*\(?(星期|周|礼拜)[一二三四五六日天]\)?$")
FULL_DATE = re.compile(
    r"(?<!\d)(20\d\d)(?:(\d\d)(\d\d)|[-./年](\d{1,2})[-./月](\d{1,2}))(?!\d)"
)
MONTH = re.compile(r"(?<!\d)(20\d\d)(?:(\d\d)|[-./年]\s*(\d{1,2})月?)(?![-./]?\d)")
DAY_HEAD = re.compile(r"(?:(\d{1,2})\s*[-/.月]\s*)?(\d{1,2})\s*[日号]?")


class NotReadError(ValueError):
    """The cell is no such value."""


def text_of(value: object) -> str:
    """The text of a cell as people see it: 101, not 101.0; without the ``="..."`` that
    keeps spreadsheets from counting with a number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value).replace("\ufeff", "").replace("\u200b", "")
    text = text.replace("\xa0", " ").replace("\u3000", " ").strip()
    if found := WRAPPED.fullmatch(text):
        text = found[1].strip()
    return text.removeprefix("'")


def plain(value: object) -> str:
    """A cell for comparisons: half-width, without upper case."""
    return unicodedata.normalize("NFKC", text_of(value)).strip().lower()


def heading(value: object) -> str:
    """A heading for comparisons: also without blanks and line breaks."""
    return re.sub(r"[\s_]+", "", plain(value)).rstrip(":")


def is_blank(value: object) -> bool:
    """Whether a cell says that there is no value."""
    return plain(value) in BLANKS


def summary_of(value: object) -> str:
    """``"total"``, ``"mean"`` or ``"note"`` where the first cell of a row says so."""
    text = heading(value)
    if text.startswith(TOTALS):
        return "total"
    if text.startswith(MEANS):
        return "mean"
    return "note" if text.startswith(NOTES) else ""


# --- Numbers --------------------------------------------------------------------------


def number_of(value: object) -> Decimal | None:
    """A number: ``1,234.50``, ``￥399.00``, ``0元``, ``1.2万``, ``(50.00)``."""
    if isinstance(value, bool | date | time):
        raise NotReadError
    text = plain(value).replace(" ", "")
    if text in BLANKS:
        return None
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    text = UNITS.sub("", UNITS.sub("", text.replace("-¥", "-").replace("-$", "-")))
    factor = 1
    if text.endswith("万"):
        text, factor = text[:-1], 10_000
    if not text or not NUMBER.fullmatch(text):
        raise NotReadError
    try:
        found = Decimal(text.replace(",", "")) * factor
    except InvalidOperation as error:
        raise NotReadError from error
    if not abs(found) < LARGEST:
        raise NotReadError
    return found


def rate_of(value: object, *, fraction: bool = False) -> Decimal | None:
    """Per cent: of ``72.50%`` and ``72.5``, and of 0.725 in a column of fractions."""
    found = number_of(value)
    if found is not None and fraction and "%" not in plain(value):
        return found * 100
    return found


def is_fractions(values: list[object]) -> bool:
    """Whether a column of rates has fractions of one: none has a ``%`` or is over 1."""
    try:
        found = [number_of(value) for value in values if "%" not in plain(value)]
    except NotReadError:
        return False
    known = [number for number in found if number is not None]
    marked = any("%" in plain(value) for value in values)
    return bool(known) and not marked and all(number <= 1 for number in known)


def seconds_of(value: object, unit: int = 1) -> Decimal | None:
    """A span of time in seconds: ``2分30秒``, ``00:02:05``, ``02:05``, ``5.2``.

    :param unit: seconds that a bare number counts
    """
    if isinstance(value, time):
        return Decimal(value.hour * 3600 + value.minute * 60 + value.second)
    text = plain(value).replace(" ", "")
    if text in BLANKS:
        return None
    if found := COLONS.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return Decimal(hours * 3600 + minutes * 60 + seconds)
    if any(((found := SPANS.fullmatch(text)) and found.groups()) or ()):
        parts = [Decimal(part or 0) for part in found.groups()] if found else []
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    number = number_of(value)
    if number is None or number < 0:
        raise NotReadError
    return number * unit


# --- Days and times -------------------------------------------------------------------


def day_of(value: object) -> date | None:
    """A day: a date, a spreadsheet's number of one, ``26-11-02 星期一``, ``20270105``,
    ``2027年1月4日``, ``2027.1.5``; a time of day behind it is left out."""
    if isinstance(value, datetime):
        return _usual(value.date())
    if isinstance(value, date):
        return _usual(value)
    text = TAILS.sub("", plain(value))
    if text in BLANKS:
        return None
    if serial := _serial(text):
        return _usual(serial.date())
    head = re.split(r"[t\s](?=\d{1,2}:)", text)[0].strip()
    for pattern in DATES:
        if found := pattern.fullmatch(head):
            return _date(*found.groups())
    raise NotReadError


def moment_of(value: object) -> datetime | None:
    """A day with its time: ``2026-11-20 10:00:00``, ``26-11-02 08:30``; midnight where
    there is only a day."""
    if isinstance(value, datetime):
        _usual(value.date())
        return value.replace(tzinfo=None, microsecond=0)
    day = day_of(value)
    if day is None:
        return None
    text = plain(value)
    if serial := _serial(text):
        return (serial + SECOND / 2).replace(microsecond=0)
    start = datetime.combine(day, time.min)
    found = re.search(r"[t\s](\d{1,2}:\d{2}(?::\d{2})?)(\.\d+)?z?$", text)
    span = clock_of(found[1]) if found else None
    return start + span if span is not None else start


def clock_of(value: object) -> timedelta | None:
    """A time of day, since the midnight at which its day begins: ``08:28``,
    ``次日 01:02`` is 25:02."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, float) and 0 <= value < 2:
        return timedelta(seconds=round(value * 86_400))
    text = plain(value)
    if text in BLANKS:
        return None
    if not (found := CLOCK.fullmatch(text)):
        raise NotReadError
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if hours > 47 or minutes > 59 or seconds > 59:
        raise NotReadError
    days = 0
    if found[1]:
        days = -1 if found[1] in ("前一日", "前日", "昨日") else 1
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _serial(text: str) -> datetime | None:
    """The moment that a spreadsheet's number is, of the usual years."""
    if not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    return EPOCH + timedelta(days=float(text)) if int(text[:5]) in SERIALS else None


def _date(year: str, month: str, day: str) -> date:
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return _usual(date(full, int(month), int(day)))
    except ValueError as error:
        raise NotReadError from error


def _usual(day: date) -> date:
    if day.year not in YEARS:
        raise NotReadError
    return day


def days_in(text: object) -> tuple[date, date] | None:
    """First and last day that a title or a file's name says: two days, one, a month."""
    words = unicodedata.normalize("NFKC", str(text or ""))
    found = []
    for year, *parts in FULL_DATE.findall(words):
        month, day = [part for part in parts if part]
        try:
            found.append(_date(year, month, day))
        except NotReadError:
            continue
    if found:
        return min(found[:2]), max(found[:2])
    for match in MONTH.finditer(words):
        year_number, month_number = int(match[1]), int(match[2] or match[3])
        if 1 <= month_number <= 12:
            length = monthrange(year_number, month_number)[1]
            return (
                date(year_number, month_number, 1),
                date(year_number, month_number, length),
            )
    return None


def day_head(value: object, first: date, last: date) -> date | None:
    """The day of a column's heading in a table of ``first`` to ``last``.

    ``5``, ``5日``, ``11-05``, ``11月5日`` or a whole date; ``None`` if it is none.
    """
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return None
    text = TAILS.sub("", plain(value).split("\n")[0])
    if found := DAY_HEAD.fullmatch(text):
        day = first
        while day <= min(last, first + 62 * DAY):
            if day.day == int(found[2]) and int(found[1] or day.month) == day.month:
                return day
            day += DAY
        return None
    try:
        return day_of(value)
    except NotReadError:
        return None


# --- Names ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nick:
    """An agent's name in a shop's tool: ``shop:nick``."""

    shop: str
    name: str


def nick_of(value: object) -> Nick:
    """Shop and name of an account; no shop where the name stands alone."""
    text = text_of(value)
    shop, mark, name = text.replace("：", ":").partition(":")
    return Nick(shop.strip(), name.strip()) if mark and name.strip() else Nick("", text)


def flag_of(value: object) -> str | None:
    """The colour of an order's flag, as the tools name or number it."""
    text = plain(value)
    if text in BLANKS or text in ("0", "灰", "灰旗", "gray", "grey", "无旗"):
        return None
    for colour, words in FLAGS.items():
        if text in words or text.removesuffix("旗").removesuffix("色") in words:
            return colour
    raise NotReadError


FLAGS = {
    "red": ("1", "红", "红色", "red", "#ff0000"),
    "yellow": ("2", "黄", "黄色", "yellow"),
    "green": ("3", "绿", "绿色", "green"),
    "blue": ("4", "蓝", "蓝色", "blue"),
    "purple": ("5", "紫", "紫色", "purple", "pink"),
}
