from odoo import fields, models
from odoo.exceptions import ValidationError

from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Prizes": the first of the month (R2.13, R2.14)."""

    _inherit = "cs.policy"

    prize_ids = fields.One2many(
        "cs.policy.prize", "policy_id", string="Prizes", copy=True
    )

    def _parts(self):
        part = Part("prizes", bool(self.prize_ids), self._check_prizes)
        return [*super()._parts(), part]

    def _check_prizes(self):
        for prize in self.prize_ids:
            if not prize.step_ids:
                raise ValidationError(
                    self.env._(
                        "The prize %(prize)s of %(policy)s pays nothing: add at least "
                        "one step.",
                        prize=prize.name,
                        policy=self.name,
                    )
                )

    def _document_chapters(self):
        prizes = self._document_table(
            self.env._("Prizes"),
            self.prize_ids,
            "name",
            "measure",
            "scope",
            "ties",
            "one_off",
            "summary",
        )
        chapter = self._chapter(90, self.env._("Prizes"), tables=[prizes])
        return [*super()._document_chapters(), chapter]
