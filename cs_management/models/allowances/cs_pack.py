from odoo import api, models

from ..cs_pack_data import Item, Table

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
                plan="_plan_allowances",
                load="_load_allowances",
                detail="_detail_allowance",
            ),
        ]

    @api.model
    def _plan_allowances(self, plan, table):
        """Allowances for a policy that has none, of levels that the ladder has."""
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        there = new | set(plan.ladder.level_ids.mapped("code"))
        items = []
        for item in self._plan_parts(plan, table):
            level = item.row.values.get("level_id")
            if item.action == "create" and level and codes[level] not in there:
                reason = self.env._(
                    "the ladder has no level %(code)s", code=codes[level]
                )
                item = Item(item.row, "skip", reason)
            items.append(item)
        return items

    @api.model
    def _load_allowances(self, plan, table):
        """The planned rows, each of the ladder's level of the same code."""
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        ladder = plan.target.ladder_id.with_context(active_test=False)
        levels = {level.code: level.id for level in ladder.level_ids}
        for item in plan.of(table.model):
            if item.action == "create" and item.values.get("level_id"):
                level = levels[codes[item.row.values["level_id"]]]
                item.values = {**item.values, "level_id": level}
        self._load_parts(plan, table)

    @api.model
    def _detail_allowance(self, plan, row):
        texts = [
            row.values.get("regulation"),
            self._choice(row, "kind"),
            self._money(plan, row.values["amount"]),
        ]
        return ", ".join(text for text in texts if text)
