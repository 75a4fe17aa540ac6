import csv

from odoo import api, models
from odoo.exceptions import UserError

from .cs_pack_data import Pack, Row

# Set by the loader: a pack has one ladder and one policy.
PARENTS = {"ladder_id", "policy_id", "company_id", "date_from", "state"}
# Files of a pack that hold no rows of a model.
NO_MODEL = {"pack.csv", "variants.csv"}
PARSERS = {
    "boolean": {"0": False, "1": True}.__getitem__,
    "float": float,
    "integer": int,
    "monetary": float,
}


class CsPack(models.AbstractModel):
    """Reading the files of a pack, and checking them."""

    _inherit = "cs.pack"

    @api.model
    def _read_meta(self, code, path):
        rows = list(
            self._read_rows(path / "pack.csv", "", self._meta_columns().__contains__)
        )
        if len(rows) != 1:
            raise UserError(
                self.env._("%(pack)s/pack.csv must have one row.", pack=code)
            )
        return rows[0]

    @api.model
    def _read(self, code, variants=()):
        """Read and check all files of a pack.

        :param variants: ids of the variants whose rows stand in place of the pack's
        :raises UserError: naming file, row and column of what is wrong
        """
        path = self._folders().get(code)
        if not path:
            raise UserError(self.env._("There is no policy pack %(code)s.", code=code))
        pack = Pack(code, self._read_meta(code, path))
        self._read_folder(pack, path)
        for row in self._chosen_variants(code, path, variants):
            self._read_folder(pack, path / "variants" / row.values["id"])
        self._check_singles(pack)
        self._check_references(pack)
        return pack

    @api.model
    def _read_folder(self, pack, path):
        """Read the files of a pack, or of one of its variants."""
        tables = self._tables()
        found = {}
        for file in sorted(path.glob("*.csv")):
            if table := tables.get(file.stem):
                found[table.model] = self._read_model(file, table)
            elif file.name not in NO_MODEL:
                raise UserError(
                    self.env._(
                        "%(file)s: no pack has such a file. Known are: %(known)s.",
                        file=f"{pack.code}/{file.name}",
                        known=", ".join(tables),
                    )
                )
        for table in tables.values():
            if parent := getattr(table, "parent", ""):
                owner = self.env[table.model]._fields[parent].comodel_name
                names = {row.name for row in found.get(owner, ())}
                pack.drop_children(table, names)
            if table.model in found:
                pack.take(table, found[table.model])

    @api.model
    def _read_variants(self, path):
        """Other wordings of articles that a pack has, by the article they vary."""
        file = path / "variants.csv"
        known = {"id", "article", "name"}.__contains__
        return list(self._read_rows(file, "", known)) if file.is_file() else []

    @api.model
    def _chosen_variants(self, code, path, variants):
        """Rows of the chosen variants: one of an article at most."""
        known = {row.values["id"]: row for row in self._read_variants(path)}
        chosen, articles = [], {}
        for name in variants:
            row = known.get(name)
            if not row:
                raise UserError(
                    self.env._(
                        "The pack %(pack)s has no variant %(variant)s.",
                        pack=code,
                        variant=name,
                    )
                )
            other = articles.setdefault(row.values["article"], row)
            if other is not row:
                raise UserError(
                    self.env._(
                        "Choose one variant of an article: %(first)s, or %(second)s.",
                        first=other.text("name", self.env.lang),
                        second=row.text("name", self.env.lang),
                    )
                )
            chosen.append(row)
        return chosen

    @api.model
    def _read_model(self, file, table):
        """Rows of one model, typed by its fields."""
        model = self.env[table.model]

        def known(column):
            column_field = model._fields.get(column)
            return column == "id" or (
                column_field is not None
                and column not in PARENTS
                and column not in models.MAGIC_COLUMNS
                and column_field.store
                and not column_field.related
            )

        rows = []
        for row in self._read_rows(file, table.model, known):
            row.name = row.values.pop("id", "")
            self._check_row(model, table, row, rows)
            row.values = {
                column: self._parse(row, model._fields[column], text)
                for column, text in row.values.items()
                if text
            }
            rows.append(row)
        return rows

    @api.model
    def _read_rows(self, file, model, known):
        """Rows of a file as texts; ``known`` says which columns may stand in it."""
        name = f"{file.parent.name}/{file.name}"
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            for column in reader.fieldnames or ():
                self._check_column(Row(model, "", name, 1), column, known)
            for record in reader:
                row = Row(model, "", name, reader.line_num)
                if None in record or None in record.values():
                    self._fail(
                        row, "-", self.env._("the row has not as many cells as columns")
                    )
                for column, text in record.items():
                    base, _at, lang = column.partition("@")
                    if not lang:
                        row.values[base] = text.strip()
                    elif text.strip():
                        row.translations.setdefault(base, {})[lang] = text.strip()
                yield row

    @api.model
    def _fail(self, row, column, reason):
        raise UserError(
            self.env._(
                "%(file)s, row %(row)s, column %(column)s: %(reason)s.",
                file=row.file,
                row=row.line,
                column=column,
                reason=reason,
            )
        )

    @api.model
    def _check_column(self, row, column, known):
        base, _at, lang = column.partition("@")
        if not known(base):
            self._fail(row, column, self.env._("a pack has no such column"))
        translated = not row.model or self.env[row.model]._fields[base].translate
        if lang and not translated:
            self._fail(row, column, self.env._("the field is not translated"))

    @api.model
    def _check_row(self, model, table, row, rows):
        """An id of its own, and a value in each required column."""
        if not row.name or any(row.name == other.name for other in rows):
            self._fail(row, "id", self.env._("the id is missing or there twice"))
        required = table.required | {
            name
            for name, model_field in model._fields.items()
            if model_field.required and not (model_field.default or model_field.compute)
        }
        for name in sorted(required - PARENTS):
            if not row.values.get(name):
                self._fail(row, name, self.env._("a value is missing"))

    @api.model
    def _parse(self, row, model_field, text):
        if model_field.type == "selection" and text not in model_field.get_values(
            self.env
        ):
            self._fail(
                row,
                model_field.name,
                self.env._("%(value)s is none of the choices", value=text),
            )
        try:
            return PARSERS.get(model_field.type, str)(text)
        except (KeyError, ValueError):
            self._fail(
                row,
                model_field.name,
                self.env._("%(value)s is not of the field's type", value=text),
            )

    @api.model
    def _check_singles(self, pack):
        for model in ("cs.ladder", "cs.policy"):
            for row in pack.of(model)[1:]:
                self._fail(row, "id", self.env._("a pack has one row in this file"))
        if not pack.one("cs.policy"):
            raise UserError(
                self.env._("%(pack)s has no file cs.policy.csv.", pack=pack.code)
            )

    @api.model
    def _check_references(self, pack):
        """Each reference is the id of a row of the same pack."""
        for model, rows in pack.rows.items():
            references = {
                name: {row.name for row in pack.of(model_field.comodel_name)}
                for name, model_field in self.env[model]._fields.items()
                if model_field.type == "many2one"
            }
            for row in rows:
                for column in references.keys() & row.values.keys():
                    if row.values[column] not in references[column]:
                        self._fail(
                            row,
                            column,
                            self.env._(
                                "the pack has no row with the id %(id)s",
                                id=row.values[column],
                            ),
                        )
