from pathlib import Path

from odoo import api, models
from odoo.tools import file_path

from .cs_pack_data import Table

MODULE = "cs_management"
# What the amounts of a pack are in, unless its file says otherwise.
CURRENCY = "CNY"


class CsPack(models.AbstractModel):
    """Policy packs: regulations as data, loaded for each company.

    A pack is a folder of CSV files, one per model, with fields as columns and
    ``name@zh_CN`` for translations. It contributes chapters: into a new ladder, or to
    a draft version of an existing ladder's policy. What is there is never changed.

    Reading, planning, loading, translating and the preview stand in files of their
    own; what packs may bring is said by the chapters, through the hooks below.
    """

    _name = "cs.pack"
    _description = "Policy Pack"

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------

    @api.model
    def _folders(self):
        """Hook: folders of the packs by code. Extensions add their own."""
        return self._packs_in(f"{MODULE}/data/packs")

    @api.model
    def _pack_tables(self):
        """Hook: the :class:`Table` of each model of which packs may bring rows."""
        own_steps = {"plan": "", "load": ""}
        return [
            Table("cs.ladder", 10, **own_steps),
            Table("cs.level", 20, detail="_detail_level", **own_steps),
            Table(
                "cs.policy",
                30,
                label="_label_policy",
                detail="_detail_policy",
                **own_steps,
            ),
            Table(
                "cs.policy.level",
                40,
                plan="_plan_level_rows",
                load="_load_level_rows",
                label="_label_level_row",
                detail="_detail_level_row",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        """Hook: the :class:`Chapter` of each part that a policy has or has not."""
        return []

    @api.model
    def _meta_columns(self):
        """Hook: columns that ``pack.csv`` may have."""
        return {"name", "regulations", "description", "gaps", "currency"}

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    @api.model
    def _packs_in(self, folder):
        """Packs below a folder of a module, ``{code: path}``."""
        return {
            path.name: path
            for path in sorted(Path(file_path(folder)).iterdir())
            if (path / "pack.csv").is_file()
        }

    @api.model
    def _tables(self):
        """All tables by model, in the order of loading."""
        tables = sorted(self._pack_tables(), key=lambda table: table.sequence)
        return {table.model: table for table in tables}

    @api.model
    def _chapters(self):
        """All chapters, in the order of the preview."""
        return sorted(self._pack_chapters(), key=lambda chapter: chapter.sequence)

    @api.model
    def _selection(self):
        """Code and name of each pack, in the user's language."""
        return [
            (code, self._read_meta(code, path).text("name", self.env.lang))
            for code, path in self._folders().items()
        ]
