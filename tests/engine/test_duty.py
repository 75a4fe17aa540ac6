from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.duty import in_turn

agents = st.lists(st.integers(1, 9), min_size=1, max_size=9, unique=True)
rotas = st.lists(st.lists(st.integers(1, 9), max_size=9, unique=True), max_size=12)
history = st.dictionaries(st.integers(1, 9), st.integers(0, 5))


def test_in_turn_over_those_who_are_there_r9_8():
    days = [["li", "wang", "chen"]] * 2 + [["li", "wang"]] * 2
    assert in_turn(days, 1, {}) == [["li"], ["wang"], ["li"], ["wang"]]


def test_a_newcomer_is_next_but_does_not_catch_up():
    days = [["li", "wang", "new"]] * 4
    found = in_turn(days, 1, {"li": 5, "wang": 4})
    assert found == [["new"], ["wang"], ["new"], ["li"]]


@given(agents, st.integers(1, 30), st.integers(1, 3))
def test_fair_where_everybody_is_there(there, days, count):
    had = Counter(dict.fromkeys(there, 0))
    for chosen in in_turn([there] * days, count, {}):
        had.update(chosen)
    assert max(had.values()) - min(had.values()) <= 1


@given(rotas, st.integers(0, 4), history)
def test_only_those_who_are_there_each_once_and_as_many_as_asked(days, count, had):
    before = dict(had)
    found = in_turn(days, count, had)
    assert had == before
    assert len(found) == len(days)
    for there, chosen in zip(days, found, strict=True):
        assert set(chosen) <= set(there)
        assert len(chosen) == len(set(chosen)) == min(count, len(there))
