from odoo import fields, models


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    level_change_id = fields.Many2one(
        "cs.level.change",
        index="btree_not_null",
        ondelete="cascade",
    )

    _pending_level_change_uniq = models.UniqueIndex(
        "(level_change_id) WHERE state = 'pending' AND level_change_id IS NOT NULL",
        "An appeal against this level change is waiting for its decision already.",
    )
