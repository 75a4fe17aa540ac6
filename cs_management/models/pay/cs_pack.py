from odoo import api, models

from ..cs_pack_data import Item, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                "cs.policy.level",
                40,
                plan="_plan_level_rows",
                load="_load_level_rows",
                label="_label_level_row",
                detail="_detail_level_row",
            ),
        ]

    @api.model
    def _plan_level_rows(self, plan, table):
        """Rows of levels that the ladder has; what is there already stays."""
        levels = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        codes = new | set(plan.ladder.level_ids.mapped("code"))
        present = {line.level_id.code: line for line in plan.present.level_ids}
        brought = {name for item in plan.chapters for name in item.chapter.level_fields}
        items = []
        for row in plan.pack.of(table.model):
            code = levels[row.values["level_id"]]
            values = {k: v for k, v in row.values.items() if k != "level_id"}
            line = present.get(code)
            if code not in codes:
                reason = self.env._("the ladder has no level %(code)s", code=code)
                items.append(Item(row, "skip", reason))
            elif not line:
                items.append(Item(row, "create", values=values))
            else:
                # A setting of a chapter that is new here; the rest is the company's.
                values = {
                    name: value
                    for name, value in values.items()
                    if name in brought and line[name] != value
                }
                reason = "" if values else self.env._("there already")
                action = "change" if values else "skip"
                items.append(Item(row, action, reason, values))
        return items

    @api.model
    def _load_level_rows(self, plan, table):
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        ladder = plan.target.ladder_id.with_context(active_test=False)
        levels = {level.code: level for level in ladder.level_ids}
        lines = {line.level_id: line for line in plan.target.level_ids}
        names = {}
        for item in plan.of(table.model):
            if item.action == "skip":
                continue
            level = levels[codes[item.row.values["level_id"]]]
            # A new policy has made a row for each level of its ladder.
            line = lines.get(level) or self.env[table.model].create(
                {"policy_id": plan.target.id, "level_id": level.id}
            )
            line.write(item.values)
            if item.action == "create":
                names[self._part_name(plan, item.row)] = line
        self._name_records(names)

    @api.model
    def _label_level_row(self, plan, row):
        level = next(
            level
            for level in plan.pack.of("cs.level")
            if level.name == row.values["level_id"]
        )
        return level.text("name", plan.lang)

    @api.model
    def _detail_level_row(self, _plan, row):
        return ", ".join(self._level_texts(row))

    @api.model
    def _level_texts(self, _row):
        """Hook: what a chapter says about a level under the policy."""
        return []
