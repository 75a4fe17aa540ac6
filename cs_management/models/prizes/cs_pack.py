from odoo import api, models

from ..cs_pack_data import ChildTable, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table("cs.policy.prize", 80, key=("code",), detail="_detail_prize"),
            ChildTable(
                "cs.policy.prize.step",
                85,
                parent="prize_id",
                required=frozenset({"prize_id", "streak", "amount"}),
            ),
        ]

    @api.model
    def _detail_prize(self, plan, row):
        texts = [
            f"{step.values['streak']}: {self._money(plan, step.values['amount'])}"
            for step in plan.pack.children("cs.policy.prize.step", "prize_id", row)
        ]
        texts = [row.values.get("regulation"), self._choice(row, "measure"), *texts]
        return ", ".join(text for text in texts if text)
