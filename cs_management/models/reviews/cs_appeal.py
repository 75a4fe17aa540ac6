from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppeal(models.Model):
    """An appeal against a line of a KPI sheet: who accepts says how many points."""

    _inherit = "cs.appeal"

    review_line_id = fields.Many2one(
        "cs.review.line",
        string="KPI Sheet Line",
        index="btree_not_null",
        ondelete="restrict",
    )
    review_points = fields.Float(
        string="Points Granted",
        digits=(8, 2),
        copy=False,
        tracking=True,
        help="What the line gives from now on; needed to accept the appeal.",
    )
    review_line_points = fields.Float(
        related="review_line_id.points", string="Points Given"
    )
    review_line_most = fields.Float(
        related="review_line_id.most", string="Points at Most"
    )

    _pending_review_line_uniq = models.UniqueIndex(
        "(review_line_id) WHERE state = 'pending' AND review_line_id IS NOT NULL",
        "An appeal against this line is waiting for its decision already.",
    )

    @api.model
    def _granted_fields(self):
        return super()._granted_fields() | {"review_points"}

    def _prepare_accept(self):
        """A line is raised by a grant, and to what it gives at most."""
        values = super()._prepare_accept()
        # sudo: the line that the user decides about
        line = self.sudo().review_line_id
        if line and not line.points < self.review_points <= line.most:
            raise UserError(
                self.env._(
                    "%(appeal)s: say in Points Granted how many points the line gives "
                    "instead of %(points)s, %(most)s at most.",
                    appeal=self.display_name,
                    points=f"{line.points:g}",
                    most=f"{line.most:g}",
                )
            )
        return values

    def _set_state(self, state, **values):
        """Fewer points than the line gives at most are a part of what was asked."""
        # sudo: the line that the user decides about
        line = self.sudo().review_line_id
        if line and state == "accepted" and self.review_points < line.most:
            state = "partly"
        return super()._set_state(state, **values)
