from odoo import fields, models


class CsLostReason(models.Model):
    """Why somebody who asked did not buy (R9.2)."""

    _name = "cs.lost.reason"
    _description = "Reason Not to Buy"
    _inherit = ["cs.shared.mixin", "cs.guard.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: a reason of all companies."
    )

    _name_uniq = models.UniqueIndex(
        "((name->>'en_US'), COALESCE(company_id, 0))",
        "This reason is on the list already.",
    )
