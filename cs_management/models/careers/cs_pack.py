from odoo import api, models

from ..cs_pack_data import Chapter, Table

MODEL = "cs.policy.criterion"


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                MODEL,
                90,
                plan="_plan_parts_of_levels",
                load="_load_parts_of_levels",
                label="_label_level_row",
                detail="_detail_criterion",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "careers_enabled",
                75,
                prefixes=("careers_", "career_"),
                models=(MODEL, "cs.policy.quality"),
            ),
        ]

    @api.model
    def _detail_criterion(self, _plan, row):
        texts = [
            row.values.get("regulation"),
            self._choice(row, "direction"),
            self._choice(row, "measure"),
        ]
        return ", ".join(text for text in texts if text)
