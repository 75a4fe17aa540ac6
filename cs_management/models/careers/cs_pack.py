from odoo import api, models

from ..cs_pack_data import Chapter, Item, Table

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
                plan="_plan_criteria",
                load="_load_criteria",
                label="_label_criterion",
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
                models=(MODEL,),
            ),
        ]

    @api.model
    def _plan_criteria(self, plan, table):
        """The chapter's rows, of levels that the ladder has."""
        level_rows = plan.pack.of("cs.level")
        codes = {row.name: row.values["code"] for row in level_rows}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        there = new | set(plan.ladder.level_ids.mapped("code"))
        items = []
        for item in self._plan_parts(plan, table):
            code = codes[item.row.values["level_id"]]
            if item.action == "create" and code not in there:
                reason = self.env._("the ladder has no level %(code)s", code=code)
                item = Item(item.row, "skip", reason)
            items.append(item)
        return items

    @api.model
    def _load_criteria(self, plan, table):
        """The planned rows, each of the ladder's level of the same code."""
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        ladder = plan.target.ladder_id.with_context(active_test=False)
        levels = {level.code: level.id for level in ladder.level_ids}
        for item in plan.of(table.model):
            if item.action == "create":
                level = levels[codes[item.row.values["level_id"]]]
                item.values = {**item.values, "level_id": level}
        self._load_parts(plan, table)

    @api.model
    def _label_criterion(self, plan, row):
        return self._label_level_row(plan, row)

    @api.model
    def _detail_criterion(self, _plan, row):
        texts = [
            row.values.get("regulation"),
            self._choice(row, "direction"),
            self._choice(row, "measure"),
        ]
        return ", ".join(text for text in texts if text)
