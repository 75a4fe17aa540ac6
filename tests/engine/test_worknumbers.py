"""Work numbers in memos: what is read, what never is, and what follows (R6.1, R6.8)."""

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import worknumbers as wn

# 101 as a Chinese keyboard may write it.
WIDE = "\uff11\uff10\uff11"
CODES = {"101": 1, "102": 2, "8": 8, "KF07": 7}


def read(text, codes=CODES, pattern=wn.DEFAULT_PATTERN):
    reading = wn.read_text(text, codes, pattern)
    return reading.kind, reading.agents


@pytest.mark.parametrize(
    "text",
    [
        "101",
        "GH101",
        "gh101",
        "工号101",
        "工号：101",
        "101 改地址",
        "101改地址",
        "GH101 改地址",
        WIDE,
        "\uff27\uff28" + WIDE,
        "红旗 GH-101",
        "客服101已备注",
        "101号",
        "送2个 101",
        "101,101",
        "电话 138-0000-0102 101",
        "电话 138 0000 0102 101",
        "单号 3930679858170000102 101",
        "改价 102元 101",
        "101 明天10:30发",
        "2026-11-20 101",
        "(101)",
        "【101】",
    ],
)
def test_the_number_of_one_agent_r6_8(text):
    assert read(text) == ("one", (1,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "改地址",
        "13800000101",
        "3930679858170000101",
        "SO101",
        "S-101",
        "101A",
        "101.5",
        "¥101",
        "101元",
        "102室",
        "2026-101-1",
        "10:101",
        "1.101",
        "*102",
        "明天 5 点",
    ],
)
def test_what_is_no_work_number_r6_8(text):
    assert read(text) == ("none", ())


@pytest.mark.parametrize(
    "text", ["101 102", "101,102", "102\uff0c101一起", "GH101/GH102", "工号101 改给102"]
)
def test_never_a_guess_between_two_r6_1(text):
    kind, agents = read(text)
    assert kind == "several"
    assert set(agents) == {1, 2}


@pytest.mark.parametrize(
    "text", ["GH999", "工号9", "999", "101,109", "GH101 GH109", "1,101"]
)
def test_a_number_that_nobody_has_r6_1(text):
    assert read(text)[0] == "unknown"


def test_a_work_number_with_letters_r6_1():
    assert read("kf07 改地址") == ("one", (7,))
    assert read("KF07", {"KF07": 7, "07": 8})[0] == "several"


def test_the_first_place_that_says_something_decides_r6_1():
    place = wn.DEFAULT_PATTERN
    texts = [("", place), ("改地址", place), ("102", place), ("101", place)]
    assert wn.read_order(texts, CODES) == (2, wn.Reading("one", ("102",), (2,)))
    doubt = [("101 102", place), ("101", place)]
    assert wn.read_order(doubt, CODES)[1].kind == "several"
    assert wn.read_order([("", place)], CODES) == (-1, wn.NOTHING)


def test_html_of_a_note():
    text = wn.plain("<p data-oe='102'>GH&nbsp;101</p>", is_html=True)
    assert read(text.replace("\xa0", "")) == ("one", (1,))


# --- Patterns -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern,code",
    [
        (r"(\d+)", "endless"),
        (r"(\d*)", "endless"),
        (r"(\d{1,})", "endless"),
        (r"(a){3}(\d)", "repeat"),
        (r"(?:a?){25}(\d)", "ways"),
        (r"(?:a{1,9}){1,9}(\d)", "ways"),
        (r"(?:a|a){12}(\d)", "ways"),
        (r"\d{3}", "number"),
        (r"(\d)(\d)", "number"),
        (r"(\d{1,3}", "bracket"),
        (r"[0-9(\d)", "bracket"),
        (r"(\d))", "bracket"),
        (r"^(\d)", "sign"),
        (r"(?=a)(\d)", "sign"),
        (r"(\d)\1", "sign"),
        (r"(\d?)", "empty"),
        (r"(\d)a{99}", "long"),
        ("(\\d)" + "a" * 200, "long"),
        (r"[z-a](\d)", "bracket"),
    ],
)
def test_a_dangerous_or_broken_pattern_is_refused(pattern, code):
    with pytest.raises(wn.PatternError) as caught:
        wn.check_pattern(pattern)
    assert caught.value.code == code


def test_the_usual_pattern_and_others_are_allowed():
    for pattern in (wn.DEFAULT_PATTERN, r"客服(\d{3})", r"[#@](\d{2,4})", r"(A\d{2})"):
        wn.check_pattern(pattern)
    assert read("客服101", pattern=r"客服(\d{3})") == ("one", (1,))
    assert read("101", pattern=r"客服(\d{3})") == ("none", ())


PIECES = st.sampled_from(
    ["a", "1", r"\d", "[ab]", "a?", "a{1,4}", r"\d{1,3}", "(?:a|b)", "(?:a|ab)?", "."]
)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["a", "1", "ab", "a1"]))
def test_no_allowed_pattern_is_slow(pieces, text):
    pattern = "".join(pieces) + r"(\d{1,4})"
    try:
        wn.check_pattern(pattern)
    except wn.PatternError:
        return
    begin = time.process_time()
    wn.find_numbers(text * 1000, pattern)
    assert time.process_time() - begin < 3


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    reading = wn.read_text(text, CODES)
    assert reading.kind in ("none", "one", "several", "unknown")
    assert (reading.kind == "one") <= (len(reading.agents) == 1)


@given(
    st.text(alphabet="改地址 请尽快,。!", max_size=8),
    st.sampled_from(["101", "GH101", "工号101", WIDE]),
    st.text(alphabet="改地址 请尽快。!", max_size=8),
)
def test_words_around_the_number_change_nothing_r6_8(before, number, after):
    assert read(f"{before}{number}{after}") == ("one", (1,))


@given(st.integers(0, 10**18), st.integers(0, 2))
def test_no_part_of_a_longer_number_is_read_r6_8(number, where):
    text = [f"101{number:03}", f"{number:03}101", f"9101{number}"][where]
    assert read(text)[0] in ("none", "unknown")


# --- What follows ---------------------------------------------------------------------

ONE = wn.Reading("one", ("101",), (1,))
TWO = wn.Reading("several", ("101", "102"), (1, 2))
ODD = wn.Reading("unknown", ("999",))


@pytest.mark.parametrize(
    "order,reading,outcome",
    [
        (wn.Order(), ONE, wn.Outcome("set", 1)),
        (wn.Order((1,)), ONE, wn.Outcome("same")),
        (wn.Order((1,), own=1), ONE, wn.Outcome("set", 1)),
        (wn.Order((2,), own=2), ONE, wn.Outcome("set", 1)),
        (wn.Order((2,)), ONE, wn.Outcome("other")),
        (wn.Order((1, 2), own=1), ONE, wn.Outcome("other")),
        (wn.Order((2,), own=2), TWO, wn.Outcome("several")),
        (wn.Order((2,), own=2), wn.NOTHING, wn.Outcome("none")),
        (wn.Order(), TWO, wn.Outcome("several")),
        (wn.Order(), ODD, wn.Outcome("unknown")),
        (wn.Order((2,)), ODD, wn.Outcome("same")),
        (wn.Order(was_agent=False), ONE, wn.Outcome("left")),
        (wn.Order(is_decided=True), ONE, wn.Outcome("other")),
        (wn.Order((2,), own=2, is_decided=True), ONE, wn.Outcome("other", 2)),
        (wn.Order(own=1), ONE, wn.Outcome("other", 1)),
        (wn.Order(own=2), ONE, wn.Outcome("set", 1)),
        (wn.Order(is_locked=True), ONE, wn.Outcome("locked")),
        (wn.Order((2,), own=2, is_locked=True), ONE, wn.Outcome("locked", 2)),
        (wn.Order((1,), own=1, is_locked=True), ONE, wn.Outcome("set", 1)),
        (wn.Order((2,), own=2, is_locked=True), wn.NOTHING, wn.Outcome("locked", 2)),
        (wn.Order(trusted=False), ONE, wn.Outcome("hand")),
        (wn.Order(trusted=False, waits=False), ONE, wn.Outcome("listed", 1)),
        (wn.Order((2,), own=2, trusted=False), ONE, wn.Outcome("hand", 2)),
        (wn.Order((2,), own=2, trusted=False), wn.NOTHING, wn.Outcome("hand", 2)),
        (wn.Order(trusted=False), ODD, wn.Outcome("unknown")),
    ],
)
def test_what_follows_from_a_reading_r6_1(order, reading, outcome):
    assert wn.decide(order, reading) == outcome


@given(
    st.builds(
        wn.Order,
        st.sampled_from([(), (1,), (2,), (1, 2)]),
        st.sampled_from([None, 1, 2]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    st.sampled_from([ONE, TWO, ODD, wn.NOTHING]),
)
def test_nothing_that_somebody_set_decided_or_locked_changes_r6_1(order, reading):
    outcome = wn.decide(order, reading)
    agents = outcome.agents(order)
    free = order.by_reading or not order.agents
    if order.is_locked or order.is_decided or not free:
        assert agents == order.agents
    # Read again, nothing changes.
    after = dataclasses.replace(order, agents=agents, own=outcome.own)
    assert wn.decide(after, reading) == outcome
    assert outcome.agents(after) == agents
