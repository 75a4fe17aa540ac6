from odoo import fields, models


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    workday_id = fields.Many2one(
        "cs.workday", index="btree_not_null", ondelete="restrict"
    )

    _pending_workday_uniq = models.UniqueIndex(
        "(workday_id) WHERE state = 'pending' AND workday_id IS NOT NULL",
        "An appeal against this workday is waiting for its decision already.",
    )
