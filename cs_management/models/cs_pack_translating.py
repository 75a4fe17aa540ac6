import re

from odoo import api, models
from odoo.tools.translate import TranslationImporter

from .cs_pack import MODULE

# Company, and ladder or policy, and date before the pack's own name of a record.
SCOPE = re.compile(r"\d+_(?:(?:ladder|policy)\d+_)?(?:\d{8}_)?(?P<name>.+)")


class CsPack(models.AbstractModel):
    """Translating what was loaded, as far as nobody renamed it."""

    _inherit = "cs.pack"

    @api.model
    def _load_translations(self, langs):
        """Translate what packs loaded and nobody renamed; other texts are kept."""
        rows = {
            f"{code}_{row.name}": row
            for code in self._folders()
            for model_rows in self._read(code).rows.values()
            for row in model_rows
            if row.translations
        }
        importer = TranslationImporter(self.env.cr, verbose=False)
        # sudo: texts of packs only, for all companies
        data = self.env["ir.model.data"].sudo()
        for model in self._tables():
            named = data.search_fetch(
                [("module", "=", MODULE), ("model", "=", model)], ["name", "res_id"]
            )
            records = data.env[model].with_context(lang="en_US")
            records = records.browse(named.mapped("res_id")).exists()
            for line in named.filtered(
                lambda line, ids=records._ids: line.res_id in ids
            ):
                match = SCOPE.fullmatch(line.name)
                row = match and rows.get(match["name"])
                if row:
                    record = records.browse(line.res_id)
                    self._import_row(importer, row, record, line.name, langs)
        importer.save(overwrite=False)
        self.env.invalidate_all()

    @api.model
    def _import_row(self, importer, row, record, name, langs):
        for column, texts in row.translations.items():
            if record[column] != row.values.get(column):
                continue
            for lang in langs:
                if lang in texts:
                    translations = importer.model_translations[record._name][column]
                    translations[f"{MODULE}.{name}"][lang] = texts[lang]
