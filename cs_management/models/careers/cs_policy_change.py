from odoo import fields, models
from odoo.exceptions import ValidationError

from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Careers": the steps in which levels change (R5.17)."""

    _inherit = "cs.policy"

    change_enabled = fields.Boolean(
        string="Level Changes in Steps",
        default=True,
        help="Off: the office changes levels without recommendation, vote or hearing.",
    )
    quality_ids = fields.One2many(
        "cs.policy.quality", "policy_id", string="Judged Qualities", copy=True
    )

    def _parts(self):
        part = Part("careers", self.change_enabled, self._check_recommendations)
        return [*super()._parts(), part]

    def _check_recommendations(self):
        for row in self.level_ids.filtered("change_recommendation"):
            listed = len(self._qualities_of(row.level_id))
            if row.change_min_qualities > listed:
                raise ValidationError(
                    self.env._(
                        "%(level)s asks for %(count)s judged qualities, and "
                        "%(policy)s lists %(listed)s. Add qualities, or ask for "
                        "fewer.",
                        level=row.level_id.name,
                        count=row.change_min_qualities,
                        policy=self.name,
                        listed=listed,
                    )
                )

    def _qualities_of(self, level):
        """The qualities that are judged on the way to a level: its own, else those
        of every level."""
        own = self.quality_ids.filtered(lambda quality: quality.level_id == level)
        return (level and own) or self.quality_ids.filtered(
            lambda quality: not quality.level_id
        )
