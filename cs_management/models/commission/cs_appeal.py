from odoo import fields, models


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    commission_line_id = fields.Many2one(
        "cs.commission.line",
        string="Credit",
        index="btree_not_null",
        ondelete="cascade",
    )

    _pending_credit_uniq = models.UniqueIndex(
        "(commission_line_id) WHERE state = 'pending' "
        "AND commission_line_id IS NOT NULL",
        "An appeal against this credit is waiting for its decision already.",
    )
