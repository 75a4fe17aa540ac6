"""The chain of sealed months: canonical content, hashes, what differs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import sealing
from odoo.addons.cs_management.engine.sealing import Link

texts = st.text(max_size=8)
rows = st.lists(
    st.tuples(texts, st.none() | texts, st.none() | texts),
    unique_by=lambda row: row[0],
    max_size=6,
)


def chain(bodies):
    """Links as they are written, one after the other."""
    links, previous = [], ""
    for number, body in enumerate(bodies, start=1):
        header = sealing.canonical({"number": number})
        content = sealing.canonical(body)
        full = sealing.link_hash(previous, header, content)
        links.append(Link(number, previous, full, header, content))
        previous = full
    return links


def found(links):
    return [(fault.kind, fault.number) for fault in sealing.breaks(links)]


@given(rows, st.randoms())
def test_content_does_not_depend_on_the_order_of_rows_and_keys(given_rows, random):
    mixed = list(given_rows)
    random.shuffle(mixed)
    columns = ["id", "amount", "note"]
    one = {"a": sealing.section(columns, 1, given_rows), "b": None}
    two = {"b": None, "a": sealing.section(columns, 1, mixed)}
    assert sealing.canonical(one) == sealing.canonical(two)


@given(rows)
def test_content_is_read_back_as_it_was_written(given_rows):
    content = {"a": sealing.section(["id", "amount", "note"], 1, given_rows)}
    assert json.loads(sealing.canonical(content)) == content
    assert not list(sealing.differences(content, content))


def test_the_text_is_the_same_in_ten_years():
    """Pinned: if this fails, every sealed month would. Make a new scheme instead."""
    content = {"t": sealing.section(["id", "amount"], 1, [["2", "5.00"], ["1", None]])}
    text = '{"t":{"columns":["id","amount"],"key":1,"rows":[["1",null],["2","5.00"]]}}'
    assert sealing.canonical(content) == text
    assert sealing.canonical({"名": "班"}) == '{"\\u540d":"\\u73ed"}'
    assert (
        sealing.link_hash("", "{}", text)
        == "2cd2ec8039fd235b548869f0fc9c2e2acd3cdafb57363ae8fbce1657b285d9bc"
    )


def test_what_has_no_one_text_is_refused():
    for value in ({1, 2}, b"x", object()):
        with pytest.raises(TypeError):
            sealing.canonical({"a": value})
    with pytest.raises(ValueError):
        sealing.canonical(float("nan"))


@given(st.lists(texts, max_size=6))
def test_a_chain_as_it_was_written_holds(bodies):
    assert found(chain(bodies)) == []


@given(st.lists(texts, min_size=3, max_size=6, unique=True), st.data())
def test_nothing_is_left_out_swapped_or_changed_unseen(bodies, data):
    links = chain(bodies)
    place = data.draw(st.integers(0, len(links) - 2))
    one, two = links[place : place + 2]
    assert found([*links[:place], *links[place + 1 :]]) == [("missing", two.number)]
    swapped = [
        *links[:place],
        two._replace(number=one.number),
        one._replace(number=two.number),
        *links[place + 2 :],
    ]
    assert found(swapped)[0] == ("order", one.number)
    links[place] = one._replace(content='"other"')
    assert found(links) == [("changed", one.number)]


def test_a_link_made_to_fit_breaks_the_one_behind_it():
    links = chain("abc")
    forged = sealing.link_hash("", links[0].header, '"x"')
    links[0] = links[0]._replace(content='"x"', hash=forged)
    assert found(links) == [("order", 2)]


def test_differences_name_row_column_and_both_values():
    columns = ["code", "amount"]
    before = {"line": sealing.section(columns, 1, [["A", "5.00"], ["B", "1.00"]])}
    now = {"line": sealing.section(columns, 1, [["A", "6.00"], ["C", "2.00"]])}
    assert list(sealing.differences(before, now)) == [
        ("line", ("A",), "changed", "amount", "5.00", "6.00"),
        ("line", ("B",), "gone", "", None, None),
        ("line", ("C",), "added", "", None, None),
    ]


def test_columns_that_are_gone_are_left_out_of_the_comparison():
    before = {
        "line": sealing.section(["id", "old", "amount"], 1, [["1", "x", "5.00"]]),
        "gone": sealing.section(["id"], 1, [["1"]]),
    }
    now = {"line": sealing.section(["id", "amount"], 1, [["1", "5.00"]])}
    known = {"line": ["id", "amount"]}
    assert not list(sealing.differences(sealing.project(before, known), now))


def test_a_hash_is_typed_in_full_or_short():
    full = sealing.digest("x")
    assert sealing.read_code(full.upper()) == full
    assert sealing.read_code(f" {sealing.short(full)} ") == full[:16]
    assert [sealing.read_code(text) for text in ("", "abc", "g" * 64)] == [""] * 3


def noted(value):
    return {"t": sealing.section(["id", "note"], 1, [["1", value], ["2", None]])}


PLACE = sealing.Place("t", ("1",), "note")


@given(texts.filter(bool), st.text(min_size=1, max_size=8))
def test_a_veil_is_one_texts_and_says_nothing_without_its_salt(text, salt):
    veil = sealing.veil(salt, text)
    assert veil == sealing.veil(salt, text)
    assert veil != sealing.veil(salt, text + "x")
    assert veil != sealing.veil(salt + "x", text)
    assert len(veil["sealed"]) == sealing.DIGITS


def test_only_personal_columns_are_changed_and_each_place_is_named():
    seen = []

    def change(place, value):
        seen.append((place, value))
        return value and "x"

    found = sealing.mapped(noted("Li"), {"t": ["note"], "u": ["a"]}, change)
    assert found == noted("x")
    assert seen[0] == (PLACE, "Li")
    assert sealing.mapped(noted("Li"), {"t": ["id"]}, change) == noted("Li"), "a key"


def test_a_later_link_vouches_for_what_is_left_of_a_redacted_one():
    links = chain([noted("Li"), "b"])
    content = sealing.canonical(sealing.redacted(noted("Li"), [PLACE]))
    assert "Li" not in content
    one = links[0]._replace(content=content)
    assert found([one, links[1]]) == [("changed", 1)]
    vouched = {1: (one.hash, sealing.rest_hash(one.header, content))}
    assert not list(sealing.breaks([one, links[1]], vouched))
    for other in (
        one._replace(content='"x"'),
        one._replace(header='{"number":1,"by":"x"}'),
    ):
        assert next(sealing.breaks([other], vouched)).kind == "changed"
    other = {1: ("0" * 64, vouched[1][1])}
    assert next(sealing.breaks([one], other)).kind == "changed"
