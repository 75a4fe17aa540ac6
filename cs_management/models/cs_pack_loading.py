from markupsafe import Markup

from odoo import api, models

from .cs_pack import MODULE
from .cs_pack_data import ChildTable


class CsPack(models.AbstractModel):
    """Loading what was planned, with an external id for each record."""

    _inherit = "cs.pack"

    @api.model
    def _load(self, code, ladder=None, date_from=None, company=None, variants=()):
        """Load a pack as :meth:`_plan` says.

        :return: the policy that has the pack's chapters now
        """
        plan = self._plan(code, ladder, date_from, company, variants)
        self._load_beside(plan)
        if not plan.changes:
            return plan.present.with_env(self.env)
        # Names are written in the source language; translations follow.
        loader = self.with_company(plan.company).with_context(lang="en_US")
        return loader._execute(plan).with_env(self.env)

    @api.model
    def _load_beside(self, plan):
        """Hook: load what a pack brings beside its policy, by columns of pack.csv."""

    @api.model
    def _execute(self, plan):
        plan.target = self._load_policy(plan, self._load_ladder(plan))
        for table in self._tables().values():
            if table.load:
                getattr(self, table.load)(plan, table)
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self._load_translations(langs)
        return plan.target

    @api.model
    def _load_ladder(self, plan):
        """Make what is missing of ladder and levels; return the ladder."""
        ladder = plan.ladder.with_env(self.env)
        prefix = f"{plan.company.id}_"
        for item in plan.of("cs.ladder"):
            if item.action == "create":
                ladder = self.env["cs.ladder"].create(
                    {**item.values, "company_id": plan.company.id}
                )
                self._name_records(
                    {f"{prefix}{plan.pack.code}_{item.row.name}": ladder}
                )
        items = [item for item in plan.of("cs.level") if item.action == "create"]
        levels = self.env["cs.level"].create(
            [{**item.values, "ladder_id": ladder.id} for item in items]
        )
        self._name_records(
            {
                f"{prefix}ladder{ladder.id}_{plan.pack.code}_{item.row.name}": level
                for item, level in zip(items, levels, strict=True)
            }
        )
        return ladder

    @api.model
    def _load_policy(self, plan, ladder):
        """The draft that takes the chapters: at hand, a copy, or new."""
        row = plan.pack.one("cs.policy")
        policy = plan.target.with_env(self.env)
        if not policy and plan.base:
            # Archived articles come along, so that they are not brought again.
            base = plan.base.with_env(self.env).with_context(active_test=False)
            policy = base.new_version(plan.date_from).with_env(self.env)
        elif not policy:
            # Fields of no chapter, and the switches that the pack leaves off.
            policy = self.env["cs.policy"].create(
                {
                    **row.values,
                    "ladder_id": ladder.id,
                    "date_from": plan.date_from,
                }
            )
        if not plan.target:
            scope = f"{plan.company.id}_ladder{ladder.id}_{plan.date_from:%Y%m%d}"
            self._name_records({f"{scope}_{plan.pack.code}_{row.name}": policy})
        values = {"note": (policy.note or Markup()) + self._note(plan)}
        for item in plan.chapters:
            values |= item.values
        policy.write(values)
        return policy

    @api.model
    def _note(self, plan):
        """What was taken over, and how gaps are filled."""
        note = Markup("<p><strong>%s</strong></p><p>%s</p><p>%s</p>") % tuple(
            plan.pack.meta.text(name, plan.lang)
            for name in ("name", "description", "gaps")
        )
        written, count = self._foreign_amounts(plan)
        if not count:
            return note
        # Whoever approves the policy need not be who loaded it.
        return note + Markup("<p><strong>%s</strong></p>") % self.env._(
            "Amounts were taken over unconverted: written in %(written)s, they are "
            "in %(own)s here. Check them.",
            written=written,
            own=plan.company.currency_id.name,
        )

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
    def _load_parts(self, plan, table):
        items = [item for item in plan.of(table.model) if item.action == "create"]
        records = self.env[table.model].create(
            [{**item.values, "policy_id": plan.target.id} for item in items]
        )
        self._name_records(
            {
                self._part_name(plan, item.row): record
                for item, record in zip(items, records, strict=True)
            }
        )

    @api.model
    def _load_parts_of_levels(self, plan, table):
        """The planned rows, each at the ladder's level of the same code."""
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        ladder = plan.target.ladder_id.with_context(active_test=False)
        levels = {level.code: level.id for level in ladder.level_ids}
        for item in plan.of(table.model):
            if item.action == "create" and item.values.get("level_id"):
                level = levels[codes[item.row.values["level_id"]]]
                item.values = {**item.values, "level_id": level}
        self._load_parts(plan, table)

    @api.model
    def _load_children(self, plan, table):
        """Rows of the parents that this load has made."""
        model, column = table.model, table.parent
        parent_model = self.env[model]._fields[column].comodel_name
        parents = {row.name: row for row in self._new_rows(plan, parent_model)}
        rows = [row for row in plan.pack.of(model) if row.values[column] in parents]
        found = self._records(
            [self._part_name(plan, row) for row in parents.values()], parent_model
        )
        made = {
            name: found[self._part_name(plan, row)] for name, row in parents.items()
        }
        records = self.env[model].create(
            [{**row.values, column: made[row.values[column]].id} for row in rows]
        )
        self._name_records(
            {
                self._part_name(plan, row): record
                for row, record in zip(rows, records, strict=True)
            }
        )

    @api.model
    def _new_rows(self, plan, model):
        """Rows of a model that this load makes: planned ones, or rows of such."""
        table = self._tables()[model]
        if not isinstance(table, ChildTable):
            return [item.row for item in plan.of(model) if item.action == "create"]
        comodel = self.env[model]._fields[table.parent].comodel_name
        parents = {row.name for row in self._new_rows(plan, comodel)}
        return [
            row for row in plan.pack.of(model) if row.values[table.parent] in parents
        ]

    @api.model
    def _part_name(self, plan, row):
        """External id (without module) of a row in the plan's policy."""
        scope = f"{plan.company.id}_policy{plan.present.id or 0}"
        return f"{scope}_{plan.pack.code}_{row.name}"

    @api.model
    def _name_records(self, names):
        """Give records their external ids, ``{name: record}``."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}
                for name, record in names.items()
            ]
        )

    @api.model
    def _records(self, names, model):
        """Records that have these external ids, ``{name: record}``."""
        # sudo: external ids say only which record of the user's own came from a pack
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("module", "=", MODULE),
                    ("name", "in", list(names)),
                    ("model", "=", model),
                ],
                ["name", "res_id"],
            )
        )
        existing = set(self.env[model].browse(data.mapped("res_id")).exists().ids)
        return {
            line.name: self.env[model].browse(line.res_id)
            for line in data
            if line.res_id in existing
        }
