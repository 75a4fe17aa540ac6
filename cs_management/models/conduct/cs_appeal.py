from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class CsAppeal(models.Model):
    """An appeal against an entry: accepted in part, it costs fewer points or less."""

    _inherit = "cs.appeal"

    entry_id = fields.Many2one(
        "cs.conduct.entry", index="btree_not_null", ondelete="cascade"
    )
    entry_points = fields.Float(
        string="Points That Stay",
        digits=(8, 2),
        copy=False,
        tracking=True,
        help="What the entry costs from now on; for an appeal accepted in part.",
    )
    entry_amount = fields.Monetary(
        string="Money That Stays", copy=False, tracking=True, aggregator=None
    )
    entry_points_now = fields.Float(
        string="Points Now", compute="_compute_entry_now", digits=(8, 2)
    )
    entry_amount_now = fields.Monetary(string="Money Now", compute="_compute_entry_now")

    _pending_entry_uniq = models.UniqueIndex(
        "(entry_id) WHERE state = 'pending' AND entry_id IS NOT NULL",
        "An appeal against this entry is waiting for its decision already.",
    )

    @api.depends(
        "entry_id.points", "entry_id.amount", "entry_id.reversal_ids.is_reduction"
    )
    def _compute_entry_now(self):
        for appeal in self:
            # sudo: whoever reads the appeal reads what it is about
            entry = appeal.sudo().entry_id
            appeal.entry_points_now = entry and entry._costs_now("points")
            appeal.entry_amount_now = entry and entry._costs_now("amount")

    @api.model
    def _granted_fields(self):
        return super()._granted_fields() | {"entry_points", "entry_amount"}

    def _prepare_partly(self):
        values = super()._prepare_partly()
        if self.entry_id:
            self._check_entry_part()
        return values

    def _check_entry_part(self):
        """Some of points or money stays, nothing grows, and something is less."""
        changes = [
            float_compare(left, now, precision_digits=2)
            for left, now in (
                (self.entry_points, self.entry_points_now),
                (self.entry_amount, self.entry_amount_now),
            )
        ]
        lowest = min(self.entry_points, self.entry_amount)
        nothing = not (self.entry_points or self.entry_amount)
        if lowest < 0 or nothing or max(changes) > 0 or min(changes) == 0:
            raise UserError(
                self.env._(
                    "%(appeal)s: say in Points That Stay and Money That Stays what the "
                    "entry still costs, less than %(points)s points and %(amount)s. "
                    "If nothing stays, accept the appeal.",
                    appeal=self.display_name,
                    points=f"{self.entry_points_now:g}",
                    amount=f"{self.entry_amount_now:.2f}",
                )
            )
