"""What a policy pack brings, and what loading it would do."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Table:
    """A model of which packs bring rows, in a file named after it.

    :param sequence: place in the order of loading; references point backwards
    :param key: columns that tell that a policy has a row already, whoever made it
    :param required: columns to be filled although their fields have a default
    :param plan: method that plans the rows, empty: the steps of the loader do
    :param load: method that loads what was planned, likewise
    :param label: method that names a row in the preview
    :param detail: method that says in the preview what a row holds
    """

    model: str
    sequence: int
    key: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    plan: str = "_plan_parts"
    load: str = "_load_parts"
    label: str = "_label_row"
    detail: str = "_detail_row"


@dataclass(frozen=True)
class ChildTable(Table):
    """A table whose rows come with the row they belong to, and only with it.

    :param parent: the column that leads to that row
    """

    parent: str = ""
    plan: str = ""
    load: str = "_load_children"


@dataclass(frozen=True)
class Chapter:
    """A part of a policy that a pack contributes as a whole or not at all.

    :param switch: field of the policy that says whether it has the chapter
    :param sequence: place in the preview
    :param prefixes: of the chapter's other fields on the policy
    :param models: whose rows belong to it
    :param level_fields: of ``cs.policy.level`` that belong to it
    """

    switch: str
    sequence: int
    prefixes: tuple[str, ...]
    models: tuple[str, ...] = ()
    level_fields: tuple[str, ...] = ()


@dataclass
class Row:
    """A row of a pack's file: its own id, where it stands, values, translations.

    References stay the ids of the pack until they are loaded.
    """

    model: str
    name: str
    file: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, column, lang):
        """A text in the reader's language, else as written."""
        own = self.translations.get(column, {}).get(lang)
        return own or self.values.get(column) or ""


@dataclass
class Pack:
    """A pack as its files say: ``rows`` by model, in the order of the files."""

    code: str
    meta: Row
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def take(self, table, rows):
        """Take rows of a file; a variant's stand in the place of those they vary.

        A row replaces the one with its id, with all that belongs to that one; rows
        that belong to another replace all of its rows.
        """
        names = {row.name for row in rows}
        parent = getattr(table, "parent", "")
        varied = {row.values[parent] for row in rows} if parent else set()
        self.rows[table.model] = [
            row
            for row in self.of(table.model)
            if row.name not in names and row.values.get(parent) not in varied
        ] + rows

    def drop_children(self, table, names):
        """Drop the rows of ``table`` that belong to rows with these ids."""
        self.rows[table.model] = [
            row for row in self.of(table.model) if row.values[table.parent] not in names
        ]

    def of(self, model):
        return self.rows.get(model, [])

    def one(self, model):
        """The only row of a model, if there is one."""
        return next(iter(self.of(model)), None)

    def children(self, model, column, parent):
        """Rows of ``model`` that belong to the row ``parent``."""
        return [row for row in self.of(model) if row.values[column] == parent.name]


@dataclass
class Item:
    """What happens to a row (for a chapter: to a part of the policy's row)."""

    row: Row
    action: str  # create, change, skip
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    chapter: Chapter | None = None


@dataclass
class Plan:
    """All that loading a pack would do, worked out without writing.

    :param target: the draft that takes the chapters; empty: a policy is made
    :param base: the policy before it, of which a new version is made
    """

    pack: Pack
    company: Any
    ladder: Any
    date_from: Any
    lang: str
    target: Any = None
    base: Any = None
    items: list[Item] = field(default_factory=list)

    @property
    def present(self):
        """The policy that says what is there already; may be empty."""
        return self.target or self.base

    def of(self, model):
        return [
            item for item in self.items if item.row.model == model and not item.chapter
        ]

    @property
    def changes(self):
        return [item for item in self.items if item.action != "skip"]

    @property
    def chapters(self):
        """Chapters that the policy lacks and the pack brings."""
        return [item for item in self.changes if item.chapter]
