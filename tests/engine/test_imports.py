"""Cells, files and punches of other programs (R1.1, R6.1, R7.2, R10)."""

import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import imports as cells
from odoo.addons.cs_management.engine import imports_punches as punches
from odoo.addons.cs_management.engine import imports_table as tables
from odoo.addons.cs_management.engine.attendance import Plan

FILES = Path(__file__).parent.parent / "imports" / "files"
NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def hours(number, minutes=0):
    return timedelta(hours=number, minutes=minutes)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12,888.50", "12888.50"),
        ("￥399.00", "399"),
        ("¥ 1\uff0c299.00", "1299"),
        ("0元", "0"),
        ("1.2万", "12000"),
        ("(50.00)", "-50"),
        ("\uff11\uff12\uff13", "123"),
        ('="409.00"', "409"),
        ("58人", "58"),
        (58, "58"),
        (444.43, "444.43"),
        (".5", "0.5"),
    ],
)
def test_numbers(cell, number):
    assert cells.number_of(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["-", "--", "", None, "—", "无", "N/A", "  "])
def test_nothing(cell):
    assert cells.number_of(cell) is None
    assert cells.seconds_of(cell) is None
    assert cells.day_of(cell) is None
    assert cells.clock_of(cell) is None


@pytest.mark.parametrize("cell", ["abc", "12a", "1.2.3", "#REF!", True, "1e99", "="])
def test_no_numbers(cell):
    with pytest.raises(cells.NotReadError):
        cells.number_of(cell)


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_a_number_is_read_however_it_is_written(number):
    for text in (
        f"{number:,.2f}",
        f"{number:.2f}元",
        f'="{number:.2f}"',
        f"￥{number}",
    ):
        assert cells.number_of(text.replace("￥-", "-￥")) == number


def test_rates():
    assert cells.rate_of("98.10%") == Decimal("98.10")
    assert cells.rate_of(72.5) == Decimal("72.5")
    assert cells.rate_of("0.981", fraction=True) == Decimal("98.1")
    assert cells.is_fractions(["0.98", 1, "-"])
    assert not cells.is_fractions(["98.1", "0.5"])
    assert not cells.is_fractions(["0.5%", "0.7"])
    assert not cells.is_fractions(["-", ""])


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("2分05秒", 125),
        ("2分30秒", 150),
        ("1小时2分", 3720),
        ("00:02:05", 125),
        ("02:05", 125),
        ("5.2", "5.2"),
        ("26.3秒", "26.3"),
        (time(0, 2, 5), 125),
    ],
)
def test_spans_of_time(cell, seconds):
    assert cells.seconds_of(cell) == Decimal(seconds)


def test_a_bare_span_in_minutes():
    assert cells.seconds_of("2.5", unit=60) == 150
    assert cells.seconds_of("2秒", unit=60) == 2


@pytest.mark.parametrize(
    "cell",
    [
        "2027-01-04",
        "2027/1/4",
        "2027年1月4日",
        "2027.1.4",
        "20270104",
        20270104,
        "27-01-04 星期一",
        "2027-01-04 08:30:00",
        46391,
        46391.5,
        date(2027, 1, 4),
        datetime(2027, 1, 4, 8, 30),
    ],
)
def test_days(cell):
    assert cells.day_of(cell) == date(2027, 1, 4)


@pytest.mark.parametrize("cell", ["2027-02-30", "tomorrow", "0001-01-01", "12"])
def test_no_days(cell):
    with pytest.raises(cells.NotReadError):
        cells.day_of(cell)


def test_moments():
    assert cells.moment_of("26-11-02 08:30") == datetime(2026, 11, 2, 8, 30)
    assert cells.moment_of("2026-11-20 10:00:12") == datetime(2026, 11, 20, 10, 0, 12)
    assert cells.moment_of("2026/11/2") == datetime(2026, 11, 2)
    assert cells.moment_of(46391.354166666664) == datetime(2027, 1, 4, 8, 30)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
def test_a_moment_is_read_however_it_is_written(moment):
    moment = moment.replace(microsecond=0)
    for mark in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%y-%m-%d %H:%M:%S"):
        assert cells.moment_of(moment.strftime(mark)) == moment
    serial = (moment - cells.EPOCH) / timedelta(days=1)
    assert cells.moment_of(serial) == moment
    assert cells.day_of(moment.strftime("%Y年%m月%d日")) == moment.date()


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("08:28", hours(8, 28)),
        ("8:29:59", hours(8, 29) + timedelta(seconds=59)),
        ("次日 01:02", hours(25, 2)),
        ("次日01:02", hours(25, 2)),
        ("25:02", hours(25, 2)),
        ("前一日 23:50", -hours(0, 10)),
        (time(8, 28), hours(8, 28)),
        (0.5, hours(12)),
    ],
)
def test_clocks(cell, span):
    assert cells.clock_of(cell) == span


def test_no_clocks():
    for cell in ("8点", "08:70", "99:00", "正常"):
        with pytest.raises(cells.NotReadError):
            cells.clock_of(cell)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("客服绩效20261101-20261127.xlsx", (date(2026, 11, 1), date(2026, 11, 27))),
        (
            "每日统计表 统计日期：2026-11-02 至 2026-11-06",
            (date(2026, 11, 2), date(2026, 11, 6)),
        ),
        ("排班表 2027年01月", (date(2027, 1, 1), date(2027, 1, 31))),
        ("排班表202701.xlsx", (date(2027, 1, 1), date(2027, 1, 31))),
        ("2026-11.csv", NOVEMBER),
        ("figures 2026-11-05.csv", (date(2026, 11, 5),) * 2),
        ("ExportOrderList", None),
        ("no 202613", None),
    ],
)
def test_days_in_titles(text, days):
    assert cells.days_in(text) == days


def test_headings_that_are_days():
    for cell in (5, "5", 5.0, "5日", "11-05", "11月5日", "2026-11-05"):
        assert cells.day_head(cell, *NOVEMBER) == date(2026, 11, 5)
    assert cells.day_head("31", *NOVEMBER) is None
    assert cells.day_head("10-05", *NOVEMBER) is None
    assert cells.day_head("姓名", *NOVEMBER) is None


def test_summaries():
    for text in ("合计", "汇总值", "总计：", "Total"):
        assert cells.summary_of(text) == "total"
    for text in ("均值", "团队均值", "店铺平均值", "平均"):
        assert cells.summary_of(text) == "mean"
    assert cells.summary_of("数据更新时间：2026-11-28 09:10:00") == "note"
    assert cells.summary_of("王小丽") == ""


def test_names_and_flags():
    assert cells.nick_of("演示网店:王小丽") == cells.Nick("演示网店", "王小丽")
    assert cells.nick_of("演示网店：王小丽") == cells.Nick("演示网店", "王小丽")
    assert cells.nick_of("王小丽") == cells.Nick("", "王小丽")
    for text in ("红", "红旗", "1", "red", 1):
        assert cells.flag_of(text) == "red"
    assert cells.flag_of("0") is None
    with pytest.raises(cells.NotReadError):
        cells.flag_of("turquoise")


# --- Files ----------------------------------------------------------------------------

TEXT = "工号,日期\r\n101,2027-01-04\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding):
    [table] = tables.tables_of(TEXT.encode(encoding))
    rows = list(table.rows())
    assert [row.cells for row in rows] == [("工号", "日期"), ("101", "2027-01-04")]
    assert [row.number for row in rows] == [1, 2]


@given(
    st.lists(
        st.lists(
            st.text(st.sampled_from("客服abc,;\t\"'| 1"), min_size=0, max_size=6),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]),
)
def test_what_is_written_as_text_is_read(rows, mark, encoding):
    rows = [["a", "b", "c", "d", "e", "f", "g"], *rows]
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
    content = stream.getvalue()
    if tables.mark_of(content) != mark:
        return
    [table] = tables.tables_of(content.encode(encoding))
    found = [list(row.cells) for row in table.rows()]
    assert found == [row for row in rows if any(cells.text_of(c) for c in row)]


def book(rows, **sheets):
    stream = io.BytesIO()
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title, others in sheets.items():
        sheet = made.create_sheet(title)
        for row in others:
            sheet.append(row)
    made.save(stream)
    return stream.getvalue()


def code_of(content):
    with pytest.raises(tables.FileError) as error:
        for table in tables.tables_of(content):
            list(table.rows())
    return error.value.code


def test_bad_files_say_what_they_are():
    assert code_of(b"") == "empty"
    assert code_of(b"\xef\xbb\xbf\r\n") == "empty"
    assert code_of(bytes(range(256)) * 50) == "binary"
    assert code_of("工号,日期\x00\x01\n".encode()) == "binary"
    assert code_of(b"PK\x03\x04 broken") == "no_table"
    assert code_of(b"<html><table><tr><td>1</td></tr></table></html>") == "page"
    assert code_of(tables.OLE + b"\0" * 600) == "no_table"
    locked = tables.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert code_of(locked) == "password"
    assert code_of(b"a,b\n" + b'"' + b"1" * 200_000 + b"\n") == "no_table"


def test_a_bomb_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * (tables.RATIO_FROM + 1))
    assert code_of(stream.getvalue()) == "bomb"


def test_a_workbook_with_broken_parts():
    whole = book([["工号"], ["101"]])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(whole)) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            for name in old.namelist():
                new.writestr(name, b"<junk" if name == part else old.read(name))
        assert code_of(stream.getvalue()) == "no_table"


def test_a_formula_that_nobody_calculated():
    [table] = tables.tables_of(book([["工号", "数"], ["101", "=1+1"]]))
    rows = list(table.rows())
    assert rows[1].cells[1] == tables.Formula("=1+1")


def test_a_cell_in_per_cent():
    made = openpyxl.Workbook()
    made.active.append([0.725, 0.725])
    made.active["A1"].number_format = "0.00%"
    stream = io.BytesIO()
    made.save(stream)
    [table] = tables.tables_of(stream.getvalue())
    assert next(table.rows()).cells == ("72.5%", 0.725)


def test_empty_rows_are_not_counted_and_keep_the_numbers():
    rows = [["工号"], [None], [""], ["101"]]
    [table] = tables.tables_of(book(rows))
    assert [row.number for row in table.rows()] == [1, 4]


SPECS = [
    tables.Spec(
        {"number": ("工号",), "date": ("日期", "考勤日期")},
        (frozenset(["number"]), frozenset(["date"])),
    ),
    tables.Spec(
        {"number": ("工号",), "moment": ("打卡时间",), "date": ("考勤日期",)},
        (frozenset(["number"]), frozenset(["moment"])),
    ),
]


def test_the_headings_are_found_below_titles_and_on_another_sheet():
    content = book(
        [["说明"], ["这里没有数据"]],
        Data=[["统计日期：2026-11-02"], [], ["姓名", "工 号", "考勤日期(本地)"]],
    )
    head = tables.find_head(tables.tables_of(content), SPECS)
    assert (head.table.name, head.row, head.spec) == ("Data", 3, 0)
    assert dict(head.columns) == {"number": 1, "date": 2}
    assert head.titles == ("统计日期：2026-11-02",)


def test_the_layout_with_most_columns_wins():
    content = book([["工号", "考勤日期", "打卡时间"]])
    assert tables.find_head(tables.tables_of(content), SPECS).spec == 1


def test_what_is_missing_is_told():
    with pytest.raises(tables.FileError) as error:
        tables.find_head(tables.tables_of("x\n工号,b\n".encode()), SPECS)
    assert error.value.code == "no_head"
    assert error.value.values["row"] == 2
    assert error.value.values["missing"] == [frozenset(["date"])]


def test_every_file_of_the_cases_is_read():
    for path in FILES.iterdir():
        found = tables.tables_of(path.read_bytes())
        assert sum(1 for table in found for _row in table.rows()) > 3, path.name


# --- Punches --------------------------------------------------------------------------

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def at(day, hour, minute=0):
    return datetime.combine(day, time()) + hours(hour, minute)


def plan(day, start, stop):
    return Plan(day, at(day, start), at(day, stop))


def test_pairs_of_a_daily_sheet():
    """R1.1: two punches a day, over midnight too."""
    found = punches.stays_of_day(TUESDAY, [(hours(17, 41), hours(25, 2))])
    assert found == [punches.Stay(at(TUESDAY, 17, 41), at(TUESDAY, 25, 2))]
    # The tool need not say that it is the next morning.
    assert punches.stays_of_day(TUESDAY, [(hours(17, 41), hours(1, 2))]) == found
    assert punches.stays_of_day(MONDAY, [(hours(17, 25), None)]) == [
        punches.Stay(at(MONDAY, 17, 25))
    ]
    assert punches.stays_of_day(MONDAY, [(None, None)]) == []


def test_raw_punches_in_pairs():
    day = [at(MONDAY, 8, 28), at(MONDAY, 12), at(MONDAY, 13), at(MONDAY, 17, 31)]
    assert punches.pair(day) == [
        punches.Stay(day[0], day[1]),
        punches.Stay(day[2], day[3]),
    ]
    twice = [
        at(MONDAY, 8, 28),
        at(MONDAY, 8, 29),
        at(MONDAY, 17, 30),
        at(MONDAY, 17, 31),
    ]
    assert punches.pair(twice) == [punches.Stay(twice[0], twice[3])]
    assert punches.pair(day[:3]) == [punches.Stay(day[0], day[2])]
    assert punches.pair(day[:1]) == [punches.Stay(day[0])]


def test_a_departure_after_midnight_is_of_its_shift():
    moments = [at(TUESDAY, 17, 41), at(TUESDAY, 25, 2), at(TUESDAY, 24 + 8, 30)]
    plans = [plan(TUESDAY, 17.5, 25), plan(TUESDAY + timedelta(days=1), 8.5, 17.5)]
    days = punches.days_of(moments, plans)
    assert days[TUESDAY] == moments[:2]
    assert days[TUESDAY + timedelta(days=1)] == moments[2:]
    # Without a roster the night belongs to the day that lacks a departure.
    assert punches.days_of(moments, [])[TUESDAY] == moments[:2]


@given(
    st.lists(
        st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 20)),
        unique=True,
        max_size=30,
    )
)
def test_punches_of_days_lose_and_double_none(moments):
    days = punches.days_of(sorted(moments), [])
    assert sorted(moment for own in days.values() for moment in own) == sorted(moments)
    for own in days.values():
        stays = punches.pair(own)
        assert stays == sorted(stays, key=lambda stay: stay.start)
        assert all(stay.stop is None or stay.start < stay.stop for stay in stays)
        assert {stay.start for stay in stays} <= set(own)


def test_cells_of_a_monthly_sheet():
    assert punches.cell_of("休息").kind == "off"
    assert punches.cell_of("事假11-03 1天").kind == "away"
    assert punches.cell_of("旷工").kind == "absent"
    late = punches.cell_of("上班迟到11分钟")
    assert (late.kind, late.late, late.grave) == ("results", 11, 0)
    grave = punches.cell_of("上班旷工迟到65分钟 下班外勤")
    assert (grave.kind, grave.late, grave.grave) == ("results", 0, 65)
    assert punches.cell_of("下班缺卡").no_departure
    assert punches.cell_of("08:28\n17:31").times == (hours(8, 28), hours(17, 31))
    assert punches.cell_of("08:28;次日01:02").times == (hours(8, 28), hours(25, 2))
    assert punches.cell_of("???") is None


def test_results_become_the_times_of_the_shift():
    plans = [plan(MONDAY, 8.5, 17.5)]

    def stays(text):
        return punches.stays_of_results(punches.cell_of(text), plans)

    assert stays("正常") == [punches.Stay(at(MONDAY, 8, 30), at(MONDAY, 17, 30))]
    assert stays("上班迟到11分钟")[0].start == at(MONDAY, 8, 41)
    assert stays("下班早退20分钟")[0].stop == at(MONDAY, 17, 10)
    assert stays("下班缺卡") == [punches.Stay(at(MONDAY, 8, 30))]
    assert stays("上班缺卡") == [punches.Stay(at(MONDAY, 17, 30))]
    assert stays("上班缺卡 下班缺卡") == []
