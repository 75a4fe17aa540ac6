from odoo import fields, models
from odoo.exceptions import ValidationError

from ..cs_policy import Part
from ..cs_policy_document import Table


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

    def _document_chapters(self):
        """The steps in which a level changes, and what is judged on the way."""
        chapter = self.change_enabled and self._chapter(
            96,
            self.env._("Level Changes in Steps"),
            tables=[
                self._document_table(
                    self.env._("Steps to a Level"),
                    self.level_ids,
                    "level_id",
                    "change_application",
                    "change_recommendation",
                    "change_min_qualities",
                    "change_vote",
                    "change_hearing",
                    "change_fall_recommendation",
                ),
                self._document_votes(),
                self._document_table(
                    self.env._("Hearing"),
                    self.level_ids.filtered("change_hearing"),
                    "level_id",
                    "change_min_panel",
                    "change_mark_max",
                    "change_bar",
                ),
            ],
        )
        return [*super()._document_chapters(), chapter, self._document_qualities()]

    def _document_votes(self):
        """How the team votes, where it does: the share as per cent."""
        rows = self.level_ids.filtered("change_vote")
        names = ("level_id", "change_min_voters", "change_vote_days")
        share = rows._fields["change_vote_share"]._description_string(self.env)
        return Table(
            self.env._("Team Vote"),
            [
                *(rows._fields[name]._description_string(self.env) for name in names),
                share,
            ],
            [
                [
                    *(self._written(row, name) for name in names),
                    f"{row.change_vote_share * 100:g} %",
                ]
                for row in rows
            ],
        )

    def _document_qualities(self):
        if not (self.careers_enabled or self.change_enabled):
            return None
        table = self._document_table(
            self.env._("Judged Qualities"), self.quality_ids, "name", "level_id"
        )
        return self._chapter(97, self.env._("Judged Qualities"), tables=[table])

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
