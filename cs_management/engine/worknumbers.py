"""Work numbers in the texts of orders: which agent a memo names (R6.1, R6.8).

A pattern is what a company types, so it is no regular expression at large: it is read
by the small parser below, which counts in how many ways it can match. No loop without
an end, no more ways than :data:`MOST_WAYS`: no text makes it slow.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

# ``101``, ``GH101``, ``工号：101``: marks that may stand before the number.
DEFAULT_PATTERN = r"(?:(?:GH|KF|工号|客服|NO)[ .:#-]?)?(\d{1,8})"

MOST_WAYS = 512
LONGEST_PATTERN = 200
LONGEST_MATCH = 64
# A seller's memo has 500 characters; what stands behind is no work number.
LONGEST_TEXT = 2000

# What follows a bare number that counts or measures something.
UNITS = (
    "元|块|角|分|个|件|台|只|支|套|盒|包|箱|瓶|斤|公斤|千克|克|米|厘米|毫米|寸|码|天|日|月|"
    "年|点|时|小时|次|折|倍|楼|栋|幢|室|层|单元|%"
)

# Full-width letters, digits and signs, as Chinese keyboards write them.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TAG = re.compile(r"<[^<>]{0,500}>")
_PHONE = re.compile(r"(?<!\d)1\d{2}[ -]\d{4}[ -]\d{4}(?!\d)")
_TOKEN = re.compile(r"[0-9A-Z]+")
_JOINT = re.compile(r"\s*[,、/+&和]\s*")
# Not inside a longer number or word, a price, a date, a time or a decimal.
_BEFORE = r"(?<![0-9A-Z])(?<![0-9A-Z][-.:_])(?<![¥￥$€*\u00d7])"
_AFTER = r"(?![0-9A-Z])(?![-.:_][0-9])"
_UNIT = re.compile(rf"\s?(?:{UNITS})")


class PatternError(ValueError):
    """Why a pattern cannot be used: a code, and the place where it was noticed."""

    def __init__(self, code: str, position: int = 0) -> None:
        super().__init__(code)
        self.code, self.position = code, position


@dataclass(frozen=True, slots=True)
class Found:
    """A number that stands in a text.

    :param marked: whether a mark stands before it, as in ``GH101``
    :param joined: whether it belongs to the one before it, as in ``101,102``
    """

    number: str
    marked: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: ``kind`` is none, one, several or unknown.

    :param numbers: as they stand in the text, what decided the kind
    :param agents: whom the known ones stand for, each once
    """

    kind: str
    numbers: tuple[str, ...] = ()
    agents: tuple[int, ...] = ()


NOTHING = Reading("none")


# --- Patterns -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: in how many ways it matches, how long, how many groups."""

    ways: int = 1
    shortest: int = 0
    longest: int = 0
    groups: int = 0

    def then(self, other: "_Part") -> "_Part":
        return _Part(
            self.ways * other.ways,
            self.shortest + other.shortest,
            self.longest + other.longest,
            self.groups + other.groups,
        )

    def either(self, other: "_Part") -> "_Part":
        return _Part(
            self.ways + other.ways,
            min(self.shortest, other.shortest),
            max(self.longest, other.longest),
            self.groups + other.groups,
        )

    def times(self, least: int, most: int) -> "_Part":
        ways = sum(self.ways**count for count in range(least, most + 1))
        return _Part(ways, self.shortest * least, self.longest * most, self.groups)


_CHARACTER = _Part(1, 1, 1)


class _Parser:
    """Reads the part of regular expressions that a pattern may use.

    Letters and signs, ``.``, ``\\d``, ``\\s``, ``[...]``, ``(...)``, ``(?:...)``,
    ``|``, ``?``, ``{n}`` and ``{m,n}``.
    """

    def __init__(self, source: str) -> None:
        self.source, self.at, self.depth = source, 0, 0

    def parse(self) -> _Part:
        part = self._either()
        if self.at < len(self.source):
            raise PatternError("bracket", self.at)
        return part

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self, text: str) -> bool:
        if self.source.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _either(self) -> _Part:
        part = self._sequence()
        while self._take("|"):
            part = part.either(self._sequence())
        return part

    def _sequence(self) -> _Part:
        part = _Part()
        while self._peek() not in ("", "|", ")"):
            part = self._bounded(part.then(self._repeated()))
        return part

    def _repeated(self) -> _Part:
        begin = self.at
        part = self._atom()
        if self._take("?"):
            repeated = self._bounded(part.times(0, 1))
        elif self._peek() == "{":
            repeated = self._bounded(part.times(*self._bounds()))
        else:
            return part
        if part.groups or self._peek() in ("?", "{", "*", "+"):
            # The number stands once and for all; nothing is repeated twice.
            raise PatternError("repeat", begin)
        return repeated

    def _bounds(self) -> tuple[int, int]:
        match = re.compile(r"\{([0-9]{1,2})(?:,([0-9]{1,2}))?\}").match(
            self.source, self.at
        )
        if not match:
            raise PatternError("endless", self.at)
        least = int(match[1])
        most = least if match[2] is None else int(match[2])
        if most < least or not most:
            raise PatternError("endless", self.at)
        self.at = match.end()
        return least, most

    def _atom(self) -> _Part:
        begin, sign = self.at, self._peek()
        if sign in "*+{":
            raise PatternError("endless", begin)
        if sign in "^$]}?":
            raise PatternError("sign", begin)
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._choice()
        if sign == "\\":
            return self._escaped()
        self.at += 1
        return _CHARACTER

    def _escaped(self) -> _Part:
        self.at += 1
        sign = self._peek()
        if not sign or (sign.isalnum() and sign not in "ds"):
            raise PatternError("sign", self.at - 1)
        self.at += 1
        return _CHARACTER

    def _choice(self) -> _Part:
        begin = self.at
        self.at += 1
        self._take("^")
        first = self.at
        while (sign := self._peek()) != "]":
            if sign in ("", "["):
                raise PatternError("bracket", begin)
            if sign == "\\":
                self._escaped()
            else:
                self.at += 1
        if self.at == first:
            raise PatternError("bracket", begin)
        self.at += 1
        return _CHARACTER

    def _group(self) -> _Part:
        begin = self.at
        self.at += 1
        captured = not self._take("?:")
        if self._peek() == "?":
            raise PatternError("sign", self.at)
        self.depth += 1
        if self.depth > 10:
            raise PatternError("long", begin)
        part = self._either()
        self.depth -= 1
        if not self._take(")"):
            raise PatternError("bracket", begin)
        if captured:
            if not part.shortest:
                raise PatternError("empty", begin)
            return part.then(_Part(groups=1))
        return part

    @staticmethod
    def _bounded(part: _Part) -> _Part:
        # Checked as it grows: the numbers themselves never get large.
        if part.ways > MOST_WAYS:
            raise PatternError("ways")
        if part.longest > LONGEST_MATCH:
            raise PatternError("long")
        return part


def check_pattern(source: str) -> None:
    """Raise unless a pattern is safe and has the number in brackets (R6.8).

    :raises PatternError: with the code ``long``, ``bracket``, ``sign``, ``endless``,
        ``repeat``, ``ways``, ``empty`` or ``number``
    """
    _compiled(source)


@lru_cache(maxsize=256)
def _compiled(source: str) -> re.Pattern[str]:
    if len(source) > LONGEST_PATTERN:
        raise PatternError("long")
    part = _Parser(source).parse()
    _Parser._bounded(part)
    if part.groups != 1:
        raise PatternError("number")
    try:
        return re.compile(f"{_BEFORE}(?:{source}){_AFTER}", re.ASCII | re.IGNORECASE)
    except re.error as error:
        raise PatternError("bracket") from error


# --- Texts ----------------------------------------------------------------------------


def plain(text: str, *, is_html: bool = False) -> str:
    """A text in narrow signs and capital letters, without the tags of HTML."""
    if is_html:
        text = html.unescape(_TAG.sub(" ", text))
    return text[:LONGEST_TEXT].translate(_NARROW).upper()


def find_numbers(
    text: str, pattern: str = DEFAULT_PATTERN, codes: Iterable[str] = ()
) -> tuple[Found, ...]:
    """The numbers in a text, in its order (R6.8).

    Never part of a longer number, a word, a date or a price. Work numbers that have
    letters themselves are found as they are.

    :param codes: the known work numbers, as :func:`plain` writes them
    """
    text = _PHONE.sub(" ", plain(text))
    known = set(codes)
    whole = {
        match.span(): Found(match[0], marked=True)
        for match in _TOKEN.finditer(text)
        if match[0] in known and not match[0].isdigit()
    }
    places = list(whole.items())
    for match in _compiled(pattern).finditer(text):
        # ``KF07`` may be a work number, and ``07`` somebody else's.
        if match.span() in whole and match[1] not in known:
            continue
        mark = text[match.start() : match.start(1)].strip()
        if mark or not _UNIT.match(text, match.end()):
            places.append((match.span(), Found(match[1], bool(mark))))
    return _joined(text, sorted(places, key=lambda place: place[0]))


def _joined(
    text: str, places: list[tuple[tuple[int, int], Found]]
) -> tuple[Found, ...]:
    result: list[Found] = []
    end = 0
    for (begin, stop), found in places:
        joint = bool(result) and _JOINT.fullmatch(text[end:begin]) is not None
        result.append(Found(found.number, found.marked, joint))
        end = stop
    return tuple(result)


def read_text(
    text: str, codes: Mapping[str, int], pattern: str = DEFAULT_PATTERN
) -> Reading:
    """Whom a text names; never a guess between two (R6.8).

    A number with a mark, or in a row with others, must be known. Of bare numbers those
    count that are known; if none is, those as long as a work number.

    :param codes: known work numbers -> whom they stand for
    """
    found = find_numbers(text, pattern, codes)
    if not found:
        return NOTHING
    known = [item for item in found if item.number in codes]
    agents = tuple(dict.fromkeys(codes[item.number] for item in known))
    if len(agents) > 1:
        return Reading("several", _numbers(known), agents)
    doubtful = [item for item in _doubtful(found, codes) if item.number not in codes]
    if agents:
        if doubtful:
            return Reading("unknown", _numbers([*known, *doubtful]), agents)
        return Reading("one", _numbers(known), agents)
    lengths = {len(code) for code in codes if code.isdigit()}
    unknown = [item for item in found if item.marked or len(item.number) in lengths]
    return Reading("unknown", _numbers(unknown)) if unknown else NOTHING


def _doubtful(found: tuple[Found, ...], codes: Mapping[str, int]) -> list[Found]:
    """Numbers that were meant as work numbers: marked, or in a row with a known one."""
    rows: list[list[Found]] = []
    for item in found:
        if item.joined:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [
        item
        for row in rows
        for item in row
        if item.marked or any(other.number in codes for other in row)
    ]


def read_order(
    texts: Iterable[tuple[str, str]], codes: Mapping[str, int]
) -> tuple[int, Reading]:
    """The first text that says something decides, also that two are named (R6.1).

    :param texts: text and pattern of each place, the first one first
    :return: the place, and what stands there; -1 where nothing does
    """
    for place, (text, pattern) in enumerate(texts):
        reading = read_text(text, codes, pattern) if text else NOTHING
        if reading.kind != "none":
            return place, reading
    return -1, NOTHING


def _numbers(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.number for item in found))


# --- What follows for an order ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """What is known of an order when its number is read.

    :param agents: whom its tags carry
    :param own: whom the reading had set before; ``None`` if it had set nobody
    :param was_agent: whether whom the text names was an agent on the order's day
    :param trusted: whether who wrote the text may give orders to those concerned
    :param waits: what somebody else wrote waits for a leader
    """

    agents: tuple[int, ...] = ()
    own: int | None = None
    is_locked: bool = False
    is_decided: bool = False
    was_agent: bool = True
    trusted: bool = True
    waits: bool = True

    @property
    def by_reading(self) -> bool:
        """Whether the order carries whom the reading had set, and nobody else."""
        return self.own is not None and self.agents == (self.own,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an order: the reading's state, and whom it had set last.

    Somebody may have taken that tag away since; it is not set again then.
    """

    state: str
    own: int | None = None

    def agents(self, order: Order) -> tuple[int, ...]:
        """The agents that the order carries then."""
        if self.own is not None and self.state in ("set", "listed"):
            return (self.own,)
        if self.own is None and order.by_reading:
            return ()
        return order.agents


def decide(order: Order, reading: Reading) -> Outcome:
    """What a reading changes: nothing that somebody set, decided or locked (R6.1).

    States: ``none``, ``same``, ``set`` (by the reading), ``listed`` (set, to be looked
    at); and for the Order Check ``several``, ``unknown``, ``left``, ``hand`` (waits for
    a leader), ``other`` (than the tag says), ``locked``.
    """
    by_reading = order.by_reading
    own = order.own if by_reading else None
    named = reading.agents[0] if reading.kind == "one" else None
    if named is not None and order.agents == (named,):
        return Outcome(_state_of_same(order), own)
    if reading.kind == "none" and not by_reading:
        return Outcome("none")
    if order.is_locked:
        return Outcome("locked", own)
    if order.is_decided or (order.agents and not by_reading):
        return Outcome("other" if named is not None else "same", own)
    if named is not None and named == order.own:
        # Somebody took the tag away that this number had set.
        return Outcome("other", order.own)
    if not order.trusted and order.waits and (by_reading or named is not None):
        return Outcome("hand", own)
    if named is None:
        return Outcome(reading.kind)
    if not order.was_agent:
        return Outcome("left")
    return Outcome("set" if order.trusted else "listed", named)


def _state_of_same(order: Order) -> str:
    """The order carries whom it names: by whom, and whether a leader is to look."""
    if not order.by_reading:
        return "same"
    return "set" if order.trusted or order.is_decided else "listed"
