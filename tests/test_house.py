"""The house's own rules, held to the code itself."""

import ast
import re
from pathlib import Path

import pytest

from odoo.addons import cs_management

ADDON = Path(cs_management.__file__).parent
SOURCES = sorted(ADDON.rglob("*.py"))


def is_sudo(node):
    """Whether a node is a call of ``sudo()``: what the caller may not, it may."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sudo"
        and not node.args
    )


class Sudo:
    """The calls of ``sudo()`` in a file that no sentence explains.

    The sentence, ``# sudo: ...``, stands above the call's statement or in it. It also
    speaks for the statements that follow at once and call ``sudo()``, too.
    """

    def __init__(self, text):
        self.lines = text.splitlines()
        self.unexplained = []
        self._look(ast.parse(text), False)

    def _look(self, node, explained):
        """Look at the statements in a node; ``explained``: what holds for them."""
        for _name, field in ast.iter_fields(node):
            if isinstance(field, list) and field and isinstance(field[0], ast.stmt):
                self._look_block(field, explained)
            elif isinstance(field, list):
                for part in field:
                    if isinstance(part, ast.ExceptHandler | ast.match_case):
                        self._look(part, explained)

    def _look_block(self, block, explained):
        before = False
        for statement in block:
            is_scope = isinstance(statement, ast.FunctionDef | ast.ClassDef)
            own = explained and not is_scope
            calls = [] if is_scope else self._own_calls(statement)
            own = own or self._is_told(statement.lineno - 1)
            own = own or (bool(calls) and before)
            for call in calls:
                if not own and not self._is_told_within(statement, call):
                    self.unexplained.append(call.end_lineno)
            self._look(statement, own)
            before = own and any(map(is_sudo, ast.walk(statement)))

    def _own_calls(self, statement):
        """Calls in a statement itself, not in the statements within it."""
        found, rest = [], list(ast.iter_child_nodes(statement))
        while rest:
            node = rest.pop()
            if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                continue
            found += [node] if is_sudo(node) else []
            rest += ast.iter_child_nodes(node)
        return found

    def _is_told(self, line):
        """Whether the comment that ends on a line has the sentence."""
        while line and self.lines[line - 1].strip().startswith("#"):
            if "sudo:" in self.lines[line - 1]:
                return True
            line -= 1
        return False

    def _is_told_within(self, statement, call):
        within = self.lines[statement.lineno - 1 : call.end_lineno]
        return any("sudo:" in line.partition("#")[2] for line in within)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ADDON)))
def test_every_sudo_says_what_may_be_seen_or_done(path):
    assert not Sudo(path.read_text()).unexplained


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("names = record.sudo().name", [1]),
        ("# sudo: names are no secret\nnames = record.sudo().name", []),
        ("# Names are no secret.\nnames = record.sudo().name", [2]),
        ("names = [\n    # sudo: names\n    record.sudo().name,\n]", []),
        ("# sudo: rows\nrows = self.sudo()\nnames = rows.sudo()", []),
        ("# sudo: rows\nrows = self.sudo()\nx = 1\nnames = rows.sudo()", [4]),
        ("# sudo: rows\nfor row in self.sudo():\n    row.sudo().a = 1", []),
        ("def a():\n    # sudo: a\n    b.sudo()\ndef c():\n    d.sudo()", [5]),
        ("# sudo: not of the other branch\nif a.sudo():\n    b()\nelse:\n    c()", []),
        ("a = b.sudo(user.su)", []),
    ],
)
def test_a_sentence_speaks_for_what_follows_at_once(text, lines):
    assert Sudo(text).unexplained == lines


# Patterns that put days and months into an order of their own, as in "Sun 29 Nov".
OWN_ORDER = re.compile(r"""date_format=(["'])(?=[^"']*d)(?=[^"']*M).*?\1""")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ADDON)))
def test_days_are_said_in_the_order_of_the_readers_language(path):
    """By a length, a skeleton or ``models.days``: 11月29日周日, and Sun, Nov 29."""
    assert not OWN_ORDER.search(path.read_text())


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ('format_date(env, day, date_format="EEE d MMM")', True),
        ("format_date(env, day, date_format='dd/MM')", True),
        ('format_date(env, day, date_format="yyyy-MM")', False),
        ('format_date(env, day, date_format="E")', False),
        ("format_date(env, day)", False),
    ],
)
def test_an_order_of_ones_own_is_seen(text, is_own):
    assert bool(OWN_ORDER.search(text)) is is_own
