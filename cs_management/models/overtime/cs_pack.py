from odoo import api, models

from ..cs_pack_data import Chapter


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter("overtime_enabled", 60, prefixes=("overtime_",)),
        ]
