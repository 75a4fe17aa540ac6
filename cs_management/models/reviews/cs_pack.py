from odoo import api, models

from ..cs_pack_data import Chapter, ChildTable, Table


class CsPack(models.AbstractModel):
    """KPI sheets in packs: sheets, lines, steps and grades, each a file of its own."""

    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table("cs.review.template", 110, key=("code",), detail="_detail_sheet"),
            ChildTable("cs.review.criterion", 112, parent="template_id"),
            ChildTable(
                "cs.review.band",
                114,
                parent="criterion_id",
                required=frozenset({"criterion_id", "points"}),
            ),
            ChildTable("cs.review.grade", 116, parent="template_id"),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "review_enabled",
                45,
                prefixes=("review_",),
                models=("cs.review.template",),
                level_fields=("kpi_amount", "kpi_rate"),
            ),
        ]

    @api.model
    def _level_texts(self, row):
        texts = super()._level_texts(row)
        if amount := row.values.get("kpi_amount"):
            texts.append(self.env._("KPI bonus %(amount)s", amount=f"{amount:g}"))
        if rate := row.values.get("kpi_rate"):
            texts.append(self.env._("KPI bonus %(rate)s %%", rate=f"{rate:g}"))
        return texts

    @api.model
    def _detail_sheet(self, plan, row):
        lines = plan.pack.children("cs.review.criterion", "template_id", row)
        return self.env._(
            "%(lines)s lines, %(total)s points, passed from %(bar)s",
            lines=len(lines),
            total=f"{row.values.get('total', 0):g}",
            bar=f"{row.values.get('bar', 0):g}",
        )
