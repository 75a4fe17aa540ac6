from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine import mentors
from ...engine.money import ZERO, to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Mentors": prizes for who brings new starters on fast (R2.11)."""

    _inherit = "cs.policy"

    mentors_enabled = fields.Boolean(string="Mentor Prizes", tracking=True)
    mentors_ties = fields.Selection(
        [
            (mentors.EACH, "Each of them gets the prize of the place"),
            (mentors.SHARE, "They share the prizes of the places that they take"),
        ],
        string="Equally Fast",
        required=True,
        default=mentors.EACH,
    )
    mentor_prize_ids = fields.One2many(
        "cs.policy.mentor.prize",
        "policy_id",
        string="Mentor Prizes by Place",
        copy=True,
    )

    def _parts(self):
        part = Part("prizes", self.mentors_enabled, self._check_mentors)
        return [*super()._parts(), part]

    def _check_mentors(self):
        if not self.mentor_prize_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s has mentor prizes but no places: add at least one.",
                    policy=self.name,
                )
            )

    def _document_chapters(self):
        chapter = self.mentors_enabled and self._chapter(
            91,
            self.env._("Mentor Prizes"),
            ["mentors_ties"],
            [
                self._document_table(
                    self.env._("Mentor Prizes"),
                    self.mentor_prize_ids,
                    "place",
                    "amount",
                )
            ],
        )
        return [*super()._document_chapters(), chapter]

    def _mentor_amounts(self):
        """What the places pay, first to last; a place left out pays nothing."""
        self.ensure_one()
        if not self.mentors_enabled:
            return []
        by_place = {row.place: to_decimal(row.amount) for row in self.mentor_prize_ids}
        last = max(by_place, default=0)
        return [by_place.get(place, ZERO) for place in range(1, last + 1)]
