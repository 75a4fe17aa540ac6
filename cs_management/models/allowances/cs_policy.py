from odoo import fields, models

from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Allowances": what is paid beside the wage, by kind (R5.5, R5.6)."""

    _inherit = "cs.policy"

    allowance_ids = fields.One2many(
        "cs.policy.allowance",
        "policy_id",
        string="Allowances",
        copy=True,
        groups="cs_management.group_cs_officer",
    )

    def _parts(self):
        return [*super()._parts(), Part("allowances", bool(self.allowance_ids))]

    def _document_chapters(self):
        """Which allowances there are, and on which condition; the amounts are HR's,
        and stand on the statement of whom they are paid to."""
        # sudo: what allowances are for binds everybody; no amount is shown
        rows = self.sudo().allowance_ids
        table = self._document_table(
            self.env._("Allowances"),
            rows,
            "name",
            "kind",
            "level_id",
            "unit",
            "pro_rata",
            "condition",
            "min_days",
        )
        chapter = self._chapter(17, self.env._("Allowances"), tables=[table])
        return [*super()._document_chapters(), chapter]

    def _allowances_of(self, level_id, by_time):
        """The policy's allowances of a level.

        :param by_time: those that follow days attended, or the others
        """
        return self.allowance_ids.filtered(
            lambda row: row._follows_time() == by_time
            and (not row.level_id or row.level_id.id == level_id)
        )
