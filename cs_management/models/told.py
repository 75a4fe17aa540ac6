"""Text columns that hold what people typed, or what the program says by itself.

What the program says is kept as steps of :mod:`engine.trace` and is put in the reader's
language whenever the column is read; what people typed stays as they typed it.
"""

import json

from odoo import fields

from ..engine.trace import TraceStep, trace

# Steps are told from typed text by how they begin; typed text is kept from it.
BEGINS = '{"v": '


class Told(str):
    """Steps on their way into a column: no remote call can send one."""

    __slots__ = ()

    def words(self, env):
        """What it says, in the language of the environment."""
        return env["cs.trace.mixin"]._told(self)


def told(*steps: TraceStep) -> Told:
    """What the program says by itself, for a column of this module.

    :param steps: as :func:`engine.trace.step` makes them; a line each
    """
    return Told(json.dumps(trace(*steps), ensure_ascii=False))


class ToldField:
    """Reads steps as words of the reader's language."""

    def _description_groupable(self, _env):
        """No list is grouped by it: a group would show the steps."""
        return False

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, Told):
            return value
        text = super().convert_to_cache(value, record, validate)
        return f" {text}" if text and text.startswith(BEGINS) else text

    def convert_to_record(self, value, record):
        return self.in_words(super().convert_to_record(value, record), record.env)

    def in_words(self, value, env):
        """A value of the column as people read it."""
        if value and value.startswith(BEGINS):
            return Told(value).words(env)
        return value


class ToldText(ToldField, fields.Text):
    """A long text that the program may write, too."""


class ToldChar(ToldField, fields.Char):
    """A line of text that the program may write, too."""
