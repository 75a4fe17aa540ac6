from dataclasses import replace

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

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Who appeals grants nothing to themselves.
            vals_list = [{**vals, "review_points": 0} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if "review_points" in vals and not self.env.su:
            self._check_may_note()
        return super().write(vals)

    @api.model
    def _decision_steps(self):
        steps = super()._decision_steps()
        return steps | {"accept": replace(steps["accept"], prepare="_check_granted")}

    def _check_granted(self):
        """A line is raised by a grant, and to what it gives at most."""
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
