from odoo import fields, models

from ...engine.money import to_decimal
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Discounts": what agents decide on their own (R6.7)."""

    _inherit = "cs.policy"

    discount_limit = fields.Monetary(
        default=30,
        tracking=True,
        help="Discounts of an order up to this sum need a note only; above it an "
        "approval with a reason. 0: discounts are not watched.",
        aggregator=None,
    )
    discount_approver = fields.Selection(
        [("leader", "Team leader"), ("officer", "HR officer"), ("manager", "Manager")],
        string="Approved By",
        required=True,
        default="leader",
        help="Those above may approve too.",
    )

    _discount_limit = models.Constraint(
        "CHECK (discount_limit >= 0)", "The discount limit cannot be negative."
    )

    def _parts(self):
        return [*super()._parts(), Part("discounts", bool(self.discount_limit))]

    def _strictest_discount(self):
        """The policy with the lowest limit of those that watch discounts."""
        watching = self.filtered("discount_limit")
        return watching.sorted(lambda policy: to_decimal(policy.discount_limit))[:1]

    def _document_chapters(self):
        chapter = self.discount_limit and self._chapter(
            80, self.env._("Discounts"), ["discount_limit", "discount_approver"]
        )
        return [*super()._document_chapters(), chapter]
