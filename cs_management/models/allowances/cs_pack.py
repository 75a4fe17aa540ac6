from odoo import api, models

from ..cs_pack_data import Table

MODEL = "cs.policy.allowance"


class CsPack(models.AbstractModel):
    """Allowances in packs; the ranges of bonuses are columns of ``cs.policy.level``."""

    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                MODEL,
                70,
                plan="_plan_parts_of_levels",
                load="_load_parts_of_levels",
                detail="_detail_allowance",
            ),
        ]

    @api.model
    def _detail_allowance(self, plan, row):
        texts = [
            row.values.get("regulation"),
            self._choice(row, "kind"),
            self._money(plan, row.values["amount"]),
        ]
        return ", ".join(text for text in texts if text)
