from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..engine.money import to_decimal


class Table(NamedTuple):
    """A table of the regulation: its title, the heads of its columns, its rows."""

    title: str
    head: list[str]
    rows: list[list[str]]


class Chapter(NamedTuple):
    """A chapter of the regulation as it is read.

    :param place: its place among the chapters
    :param articles: ``[(what, how much, what that means)]``
    """

    place: int
    title: str
    articles: list[tuple[str, str, str]]
    tables: list[Table]


class CsPolicy(models.Model):
    """The regulation as a document: the policy in its own words (R9.11).

    A chapter says which of its fields are read; labels, values and what they mean come
    from the fields, so that document and form never differ. It is everybody's document:
    what only some may read is in nobody's copy.
    """

    _inherit = "cs.policy"

    def _document(self):
        """The chapters in force, in order and in the reader's language."""
        self.ensure_one()
        found = [chapter for chapter in self._document_chapters() if chapter]
        return sorted(found, key=lambda chapter: chapter.place)

    def _document_chapters(self):
        """Hook: the chapters as :class:`Chapter`; one not in force may be ``None``."""
        levels = self._document_table(
            self.env._("Levels"), self.level_ids, *self._level_rows()
        )
        return [Chapter(10, self.env._("Levels"), [], [levels])]

    def _level_rows(self):
        """Hook: what the document says of each level, of the chapters in force."""
        return ["level_id"]

    def _chapter(self, place, title, names=(), tables=()):
        """A chapter of fields of the policy and of tables; ``None`` if all is empty.

        An article in which nothing stands is left out.
        """
        articles = [
            (
                self._fields[name]._description_string(self.env),
                text,
                self._fields[name]._description_help(self.env) or "",
            )
            for name in self._public(self, names)
            if (text := self._written(self, name))
        ]
        tables = [table for table in tables if table.rows]
        return Chapter(place, title, articles, tables) if articles or tables else None

    @api.model
    def _document_table(self, title, rows, *names, heads=None):
        """Rows of a chapter; columns in which nothing stands are left out.

        :param heads: ``{name: head}`` where the field's own label says too little
        """
        names = [
            name for name in self._public(rows, names) if any(row[name] for row in rows)
        ]
        return Table(
            title,
            [
                (heads or {}).get(name)
                or rows._fields[name]._description_string(self.env)
                for name in names
            ],
            [[self._written(row, name) for name in names] for row in rows],
        )

    @api.model
    def _public(self, records, names):
        return [name for name in names if not records._fields[name].groups]

    @api.model
    def _written(self, record, name):
        """A value as the reader's language writes it."""
        field, value = record._fields[name], record[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "monetary":
            return record[field.get_currency_field(record)].format(value)
        if field.type in ("float", "integer"):
            exponent = to_decimal(value).normalize().as_tuple().exponent
            return formatLang(self.env, value, digits=max(0, -exponent))
        if field.type == "date":
            return format_date(self.env, value)
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        return value or ""
