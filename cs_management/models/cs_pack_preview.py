from odoo import api, models
from odoo.tools import format_amount, format_date

from .cs_pack import CURRENCY


class CsPack(models.AbstractModel):
    """The preview: a plan in words."""

    _inherit = "cs.pack"

    @api.model
    def _preview(self, plan):
        """The plan in words: values of ``cs.pack.loader.line``."""
        lines = []
        for sequence, item in enumerate(plan.items):
            kind, name = self._label(plan, item)
            lines.append(
                {
                    "sequence": sequence,
                    "kind": kind,
                    "name": name,
                    "detail": self._detail(plan, item),
                    "action": item.action,
                    "reason": item.reason,
                }
            )
        return lines

    @api.model
    def _foreign_amounts(self, plan):
        """Amounts that are written in another currency than the company's.

        They are taken over as the numbers they are: a rate of today is no regulation.

        :return: ``(name of the pack's currency, how many amounts)``; none: ``("", 0)``
        """
        written = plan.pack.meta.values.get("currency") or CURRENCY
        if written == plan.company.currency_id.name:
            return "", 0
        rows = [(item.row.model, item.values) for item in plan.changes]
        for table in self._tables().values():
            if parent := getattr(table, "parent", ""):
                owner = self.env[table.model]._fields[parent].comodel_name
                new = {item.row.name for item in plan.of(owner) if item.values}
                rows += [
                    (row.model, row.values)
                    for row in plan.pack.of(table.model)
                    if row.values[parent] in new
                ]
        count = sum(
            bool(value) and self.env[model]._fields[name].type == "monetary"
            for model, values in rows
            for name, value in values.items()
        )
        return (written, count) if count else ("", 0)

    @api.model
    def _label(self, plan, item):
        """Kind and name of an item."""
        row = item.row
        if item.chapter:
            switch = self.env["cs.policy"]._fields[item.chapter.switch]
            return self.env._("Chapter"), switch._description_string(self.env)
        kind = self.env["ir.model"]._get(row.model).name
        return kind, getattr(self, self._tables()[row.model].label)(plan, row)

    @api.model
    def _label_row(self, plan, row):
        return row.text("name", plan.lang)

    @api.model
    def _label_policy(self, plan, row):
        return plan.present.name or self._label_row(plan, row)

    @api.model
    def _label_level_row(self, plan, row):
        level = next(
            level
            for level in plan.pack.of("cs.level")
            if level.name == row.values["level_id"]
        )
        return level.text("name", plan.lang)

    @api.model
    def _label_bound(self, _plan, row):
        return self._bound(row)

    @api.model
    def _choice(self, row, column):
        choices = self.env[row.model]._fields[column]._description_selection(self.env)
        return dict(choices).get(row.values.get(column), "")

    @api.model
    def _bound(self, row):
        values = row.values
        bound = f"{values.get('lower_bound', 0):g}"
        if values.get("exclusive"):
            return self.env._("over %(bound)s", bound=bound)
        return self.env._("from %(bound)s", bound=bound)

    @api.model
    def _detail(self, plan, item):
        if item.chapter:
            return ""
        describe = getattr(self, self._tables()[item.row.model].detail)
        return describe(plan, item.row)

    @api.model
    def _detail_row(self, _plan, _row):
        return ""

    @api.model
    def _detail_bound(self, _plan, row):
        return self._bound(row)

    @api.model
    def _money(self, plan, value):
        return format_amount(self.env, value, plan.company.currency_id)

    @api.model
    def _detail_level(self, plan, row):
        wage = row.values.get("default_wage")
        return (wage and self._money(plan, wage)) or ""

    @api.model
    def _detail_policy(self, plan, _row):
        start = format_date(self.env, plan.date_from)
        days = plan.ladder.policy_ids.mapped("date_from")
        later = min((day for day in days if day > plan.date_from), default=None)
        if not later:
            return self.env._("from %(date)s", date=start)
        return self.env._(
            "from %(date)s until another policy follows on %(later)s",
            date=start,
            later=format_date(self.env, later),
        )

    @api.model
    def _detail_level_row(self, _plan, row):
        return ", ".join(self._level_texts(row))

    @api.model
    def _level_texts(self, _row):
        """Hook: what a chapter says about a level under the policy."""
        return []
