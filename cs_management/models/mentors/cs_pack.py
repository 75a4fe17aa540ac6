from odoo import api, models

from ..cs_pack_data import Chapter, Table


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table(
                "cs.policy.mentor.prize",
                87,
                key=("place",),
                required=frozenset({"place", "amount"}),
                label="_label_mentor_prize",
                detail="_detail_mentor_prize",
            ),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "mentors_enabled",
                45,
                prefixes=("mentors_",),
                models=("cs.policy.mentor.prize",),
            ),
        ]

    @api.model
    def _label_mentor_prize(self, _plan, row):
        return self.env._("Mentor, place %(place)s", place=row.values["place"])

    @api.model
    def _detail_mentor_prize(self, plan, row):
        return self._money(plan, row.values["amount"])
