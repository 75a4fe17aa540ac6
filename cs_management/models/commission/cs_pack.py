from odoo import api, models

from ..cs_pack_data import Chapter, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                "cs.commission.tier",
                70,
                key=("lower_bound", "second_bound"),
                label="_label_bound",
                detail="_detail_tier",
            ),
            Table("cs.commission.rule", 71, key=("name",)),
            Table(
                "cs.commission.factor",
                72,
                key=("measure", "lower_bound"),
                label="_label_measure",
            ),
            Table("cs.commission.gate", 73, key=("measure",), label="_label_measure"),
            Table(
                "cs.commission.bonus",
                74,
                key=("measure", "lower_bound"),
                label="_label_measure",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "commission_enabled",
                20,
                prefixes=("commission_", "holdback_", "override_"),
                models=(
                    "cs.commission.tier",
                    "cs.commission.rule",
                    "cs.commission.factor",
                    "cs.commission.gate",
                    "cs.commission.bonus",
                ),
                level_fields=("commission_eligible", "override_rate", "split_weight"),
            ),
            Chapter("pool_enabled", 30, prefixes=("pool_",)),
        ]

    @api.model
    def _level_texts(self, row):
        texts = super()._level_texts(row)
        if row.values.get("commission_eligible") is False:
            texts.append(self.env._("no commission"))
        return texts

    @api.model
    def _detail_tier(self, _plan, row):
        return f"{row.values['rate']:g} %"

    @api.model
    def _label_measure(self, _plan, row):
        """By what, and from where on if it has a bound of its own."""
        measure = self._choice(row, "measure")
        return (
            f"{measure}, {self._bound(row)}" if "lower_bound" in row.values else measure
        )
