from odoo import api, models

from ..cs_pack_data import Chapter, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                "cs.policy.guarantee",
                45,
                key=("from_year",),
                required=frozenset({"from_year", "amount"}),
                label="_label_guarantee",
                detail="_detail_guarantee",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "guarantee_enabled",
                15,
                prefixes=("guarantee_",),
                models=("cs.policy.guarantee",),
                level_fields=("guaranteed",),
            ),
            Chapter("seniority_amount", 16, prefixes=("seniority_",)),
        ]

    @api.model
    def _level_texts(self, row):
        texts = super()._level_texts(row)
        if row.values.get("guaranteed") is False:
            texts.append(self.env._("no guarantee"))
        return texts

    @api.model
    def _label_guarantee(self, _plan, row):
        return self.env._("Year of service %(year)s", year=row.values["from_year"])

    @api.model
    def _detail_guarantee(self, plan, row):
        return self.env._(
            "%(amount)s a month", amount=self._money(plan, row.values["amount"])
        )
