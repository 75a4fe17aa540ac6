from odoo import api, fields, models


class CsPolicyMentorPrize(models.Model):
    """What a place in the cohort pays the mentor (R2.11)."""

    _name = "cs.policy.mentor.prize"
    _description = "Mentor Prize"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, place, id"

    place = fields.Integer(required=True, default=1)
    amount = fields.Monetary(string="Pays", required=True)

    _place_uniq = models.UniqueIndex("(policy_id, place)", "A place has one prize.")
    _positive = models.Constraint(
        "CHECK (place > 0 AND amount >= 0)",
        "Places begin with 1 and pay zero or more.",
    )

    @api.depends("place", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for prize in self:
            amount = prize.currency_id.format(prize.amount)
            prize.display_name = f"{prize.place}: {amount}"
