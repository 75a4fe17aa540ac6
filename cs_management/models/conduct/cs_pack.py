from odoo import api, models

from ..cs_pack_data import ChildTable, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table("cs.conduct.rule", 90, key=("code",), detail="_detail_rule"),
            ChildTable(
                "cs.conduct.step",
                95,
                parent="rule_id",
                required=frozenset({"rule_id", "occurrence"}),
            ),
        ]

    @api.model
    def _detail_rule(self, plan, row):
        values = row.values
        steps = plan.pack.children("cs.conduct.step", "rule_id", row)
        if steps:
            texts = [self._detail_step(plan, step) for step in steps]
        else:
            texts = [
                self._choice(row, "severity"),
                self._range(values, "points", self._points),
                self._range(values, "amount", lambda x: self._money(plan, x)),
                self._choice(row, "sanction"),
            ]
        return ", ".join(text for text in [values.get("regulation"), *texts] if text)

    @api.model
    def _detail_step(self, plan, row):
        amount = row.values.get("amount")
        cost = [amount and self._money(plan, amount), self._choice(row, "sanction")]
        return f"{row.values['occurrence']}: " + " + ".join(filter(None, cost))

    @api.model
    def _points(self, value):
        return self.env._("%(points)s points", points=f"{value:g}")

    @api.model
    def _range(self, values, name, show):
        low = values.get(f"{name}_min", 0)
        high = values.get(f"{name}_max", low)
        if not low and not high:
            return ""
        return show(low) if low == high else f"{show(low)} - {show(high)}"
