"""Files of rows and columns, whatever wrote them: their tables and their headings.

XLSX is read row by row, so that a long file takes no more memory than a short one; old
XLS and text are known by their content, not by their name.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
    InvalidFileException,
)

from .imports import heading, plain, text_of

MAX_BYTES = 100 * 2**20
# Of what is packed into an XLSX: more, or packed more tightly, is no table of people's.
MAX_UNPACKED = 800 * 2**20
MAX_RATIO = 250
RATIO_FROM = 20 * 2**20
MAX_COLUMNS = 300
# Of a cell, as spreadsheets have it.
MAX_TEXT = 32_767
# Rows that a spreadsheet has at most; empty ones are not counted as rows of a file.
MAX_LINES = 1_100_000
# Headings stand below a few rows of titles.
HEAD_ROWS = 30
OLE = b"\xd0\xcf\x11\xe0"
BLOCK = 2**20
# What openpyxl raises for files that are damaged or something else: a SyntaxError is
# XML that does not parse.
UNREADABLE = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class FileError(Exception):
    """A file that cannot be read; ``code`` says why."""

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell whose formula nobody has calculated."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty; ``number`` is that of the file, from 1 on."""

    number: int
    cells: tuple[object, ...]

    def cell(self, at: int | None) -> object:
        """The cell of a column; ``None`` where the row is shorter."""
        return self.cells[at] if at is not None and at < len(self.cells) else None

    @property
    def first(self) -> object:
        """The first cell that is not empty."""
        return next((cell for cell in self.cells if text_of(cell)), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file; :attr:`rows` begins anew with every call."""

    name: str
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""


def tables_of(content: bytes) -> list[Table]:
    """The tables of a file.

    :raises FileError: at once, or while the rows are read
    """
    if not content.strip(b"\0 \t\r\n\xff\xfe\xef\xbb\xbf"):
        raise FileError("empty")
    if len(content) > MAX_BYTES:
        raise FileError("large", limit=MAX_BYTES // 2**20)
    if content.startswith(b"PK"):
        return _xlsx_tables(content)
    if content.startswith(OLE):
        return _xls_tables(content)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        raise FileError("page")
    return [_text_table(content)]


# --- XLSX and XLS ---------------------------------------------------------------------


def _xlsx_tables(content: bytes) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_unpacked(parts)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except UNREADABLE as error:
        raise FileError("no_table") from error
    return [
        Table(sheet.title, _SheetRows(content, sheet))
        for sheet in sheets or book.worksheets
    ]


def _check_unpacked(parts: zipfile.ZipFile) -> None:
    """Refuse what would fill the memory when it is unpacked."""
    sizes = parts.infolist()
    if any(part.flag_bits & 1 for part in sizes):
        raise FileError("password")
    unpacked = sum(part.file_size for part in sizes)
    packed = sum(part.compress_size for part in sizes) or 1
    is_bomb = unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO
    if unpacked > MAX_UNPACKED or is_bomb:
        raise FileError("bomb", limit=MAX_UNPACKED // 2**20)


class _SheetRows:
    """The rows of a sheet, with what formulas were calculated to."""

    def __init__(self, content: bytes, sheet: object):
        self.content, self.sheet = content, sheet

    def __call__(self) -> Iterator[Row]:
        try:
            yield from self._rows()
        except UNREADABLE as error:
            raise FileError("no_table") from error

    def _rows(self) -> Iterator[Row]:
        formulas = self._formulas()
        for number, cells in enumerate(_lines_of(self.sheet), start=1):
            written = next(formulas, ())
            values = tuple(
                _value_of(cell, written[at] if at < len(written) else None)
                for at, cell in enumerate(cells)
            )
            if any(value is not None and value != "" for value in values):
                yield Row(number, values)

    def _formulas(self) -> Iterator[tuple[object, ...]]:
        """The same rows with their formulas, if there are any."""
        path = getattr(self.sheet, "_worksheet_path", "")
        with (
            zipfile.ZipFile(io.BytesIO(self.content)) as parts,
            parts.open(path) as xml,
        ):
            before = b""
            while block := xml.read(BLOCK):
                if b"<f>" in before + block or b"<f " in before + block:
                    break
                before = block[-3:]
            else:
                return
        book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True)
        yield from _lines_of(book[getattr(self.sheet, "title", "")])


def _lines_of(sheet: object) -> Iterator[tuple[object, ...]]:
    # What the file says of its own size is often wrong.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    rows = sheet.iter_rows()  # type: ignore[attr-defined]
    for row in islice(rows, MAX_LINES):
        yield row[:MAX_COLUMNS]


def _value_of(cell: object, written: object) -> object:
    """The value of a cell; per cent as text, so that 0.5 % is not taken for half."""
    value = getattr(cell, "value", None)
    if value is None:
        text = getattr(written, "value", None)
        return Formula(text) if isinstance(text, str) and text[:1] == "=" else None
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    if is_number and "%" in (getattr(cell, "number_format", "") or ""):
        return f"{round(value * 100, 6)}%"
    return value


def _xls_tables(content: bytes) -> list[Table]:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileError("password")
    try:
        import xlrd  # type: ignore[import-untyped]
    except ImportError as error:
        raise FileError("old") from error
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        code = "password" if "encrypted" in str(error).lower() else "no_table"
        raise FileError(code) from error
    except (*UNREADABLE, AssertionError) as error:
        raise FileError("no_table") from error
    return [Table(sheet.name, _XlsRows(book, sheet)) for sheet in book.sheets()]


class _XlsRows:
    """The rows of an old sheet."""

    def __init__(self, book: object, sheet: object):
        self.book, self.sheet = book, sheet

    def __call__(self) -> Iterator[Row]:
        for number in range(self.sheet.nrows):  # type: ignore[attr-defined]
            cells = self.sheet.row(number)[:MAX_COLUMNS]  # type: ignore[attr-defined]
            values = tuple(self._value(cell) for cell in cells)
            if any(value not in (None, "") for value in values):
                yield Row(number + 1, values)

    def _value(self, cell: object) -> object:
        from xlrd import XL_CELL_DATE, xldate

        value: object = cell.value  # type: ignore[attr-defined]
        if cell.ctype == XL_CELL_DATE:  # type: ignore[attr-defined]
            mode = self.book.datemode  # type: ignore[attr-defined]
            return xldate.xldate_as_datetime(value, mode)
        return value


# --- Text -----------------------------------------------------------------------------


def _text_table(content: bytes) -> Table:
    encoding = encoding_of(content)
    with _opened(content, encoding) as stream:
        start = stream.read(20_000)
    mark = mark_of(start)

    def rows() -> Iterator[Row]:
        with _opened(content, encoding) as text:
            reader = csv.reader(text, delimiter=mark)
            try:
                for number, cells in enumerate(islice(reader, MAX_LINES), start=1):
                    if any(len(cell) > MAX_TEXT for cell in cells):
                        # A quote that nobody has closed swallows the rows behind it.
                        raise FileError("no_table")
                    if any(text_of(cell) for cell in cells):
                        yield Row(number, tuple(cells[:MAX_COLUMNS]))
            except csv.Error as error:
                raise FileError("no_table") from error

    return Table("", rows, encoding)


def _opened(content: bytes, encoding: str) -> io.TextIOWrapper:
    # Without newline, so that the endings of any system are read.
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def encoding_of(content: bytes) -> str:
    """How a text is encoded: UTF-8, UTF-16 with or without a mark, else GB 18030.

    :raises FileError: if it is no text at all
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\0" in content[:4000]:
        even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
        # Of the marks and digits of a text one half is empty, and only that.
        if min(even, odd) or max(even, odd) * 10 < len(content[:4000]):
            raise FileError("binary")
        candidates = ["utf-16-be" if even > odd else "utf-16-le"]
    else:
        candidates = ["utf-8-sig", "gb18030"]
    for encoding in candidates:
        if _is_text(content, encoding):
            return encoding
    raise FileError("binary")


def _is_text(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), BLOCK):
            is_last = start + BLOCK >= len(content)
            part = decoder.decode(content[start : start + BLOCK], is_last)
            if any(mark in part for mark in CONTROLS):
                return False
    except UnicodeError:
        return False
    return True


# Characters that no text has; a form feed or a vertical tab may stand in a memo.
CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\v\f\x1a"]


def mark_of(text: str) -> str:
    """What stands between the columns of a text: the mark that its lines have most."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    return max(",\t;|", key=lambda mark: sum(line.count(mark) for line in lines))


# --- The row of headings --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spec:
    """What a kind of file looks like.

    :param words: what the heading of each column may be, the best first
    :param needed: groups of columns of which one at least has to be there
    :param sheet: part of the sheet's name, where others of the file are something else
    """

    words: Mapping[str, tuple[str, ...]]
    needed: tuple[frozenset[str], ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The row of headings: which column stands where."""

    table: Table
    row: int
    spec: int
    columns: Mapping[str, int]
    cells: tuple[object, ...]
    titles: tuple[str, ...] = ()

    def name(self, field: str) -> str:
        """The heading of a column, as the file has it."""
        at = self.columns.get(field)
        return text_of(self.cells[at]) if at is not None and at >= 0 else ""


# The column of a table with a column for each day stands in no single place.
DAYS = "days"


def find_head(
    tables: Iterable[Table],
    specs: Sequence[Spec],
    count_days: Callable[[Row], int] = lambda _row: 0,
) -> Head:
    """The row of headings that fits one of the specs best.

    :param count_days: how many headings of a row are days
    :raises FileError: "no_head" with the spec and row that came nearest, what it has
        and what is missing
    """
    best: tuple[int, Head] | None = None
    nearest: tuple[int, dict[str, object]] = (0, {})
    for table in tables:
        titles: list[str] = []
        for row in islice(table.rows(), HEAD_ROWS):
            names = _places(row)
            is_days = count_days(row) >= 5
            for number, spec in enumerate(specs):
                if spec.sheet and table.name and spec.sheet not in table.name:
                    continue
                columns = _columns(spec, names, is_days)
                missing = _missing(spec, columns)
                score = len(columns)
                if not missing and (best is None or score > best[0]):
                    head = Head(
                        table, row.number, number, columns, row.cells, tuple(titles)
                    )
                    best = (score, head)
                elif missing and score > nearest[0]:
                    values = {"row": row.number, "spec": number, "missing": missing}
                    nearest = (score, {**values, "sheet": table.name})
            titles += [text_of(cell) for cell in row.cells[:3] if text_of(cell)]
    if best:
        return best[1]
    raise FileError("no_head", **nearest[1])


def _places(row: Row) -> dict[str, int]:
    """Places of the headings, also without what stands in brackets behind them."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        if name := heading(cell):
            found.setdefault(name, at)
    for name, at in list(found.items()):
        found.setdefault(name.split("(")[0] or name, at)
    return found


def _columns(spec: Spec, names: Mapping[str, int], is_days: bool) -> dict[str, int]:
    columns = {}
    for field, words in spec.words.items():
        at = next((names[word] for word in words if word in names), None)
        if at is not None:
            columns[field] = at
    if is_days and any(DAYS in group for group in spec.needed):
        columns[DAYS] = -1
    return columns


def _missing(spec: Spec, columns: Collection[str]) -> list[frozenset[str]]:
    return [group for group in spec.needed if group.isdisjoint(columns)]


def words_of(text: str) -> tuple[str, ...]:
    """Headings as people list them: ``工号 | Work Number``."""
    parts = (heading(part) for part in plain(text).replace("\n", "|").split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))
