from odoo import fields, models


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    entry_id = fields.Many2one(
        "cs.conduct.entry", index="btree_not_null", ondelete="cascade"
    )

    _pending_entry_uniq = models.UniqueIndex(
        "(entry_id) WHERE state = 'pending' AND entry_id IS NOT NULL",
        "An appeal against this entry is waiting for its decision already.",
    )
