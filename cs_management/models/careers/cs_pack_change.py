from odoo import api, models

from ..cs_pack_data import Chapter, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                "cs.policy.quality",
                64,
                key=("code",),
                plan="_plan_parts_of_levels",
                load="_load_parts_of_levels",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "change_enabled",
                65,
                prefixes=("change_",),
                models=("cs.policy.quality",),
                level_fields=tuple(
                    name
                    for name in self.env["cs.policy.level"]._fields
                    if name.startswith("change_")
                ),
            ),
        ]
