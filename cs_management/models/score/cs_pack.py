from odoo import api, models

from ..cs_pack_data import Chapter, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table("cs.policy.grade", 50, key=("lower_bound",), detail="_detail_bound"),
            Table(
                "cs.policy.penalty",
                60,
                key=("severity", "count"),
                required=frozenset({"count"}),
                label="_label_penalty",
                detail="_detail_penalty",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "score_enabled",
                10,
                prefixes=("score_", "float_", "dismissal_", "last_rank_"),
                models=("cs.policy.grade", "cs.policy.penalty"),
                level_fields=("scored",),
            ),
        ]

    @api.model
    def _level_texts(self, row):
        texts = super()._level_texts(row)
        if row.values.get("scored") is False:
            texts.append(self.env._("not scored"))
        return texts

    @api.model
    def _label_penalty(self, _plan, row):
        return self._choice(row, "severity")

    @api.model
    def _detail_penalty(self, _plan, row):
        return self.env._(
            "from %(count)s in a month: %(points)s points",
            count=row.values["count"],
            points=f"{row.values['points']:g}",
        )
