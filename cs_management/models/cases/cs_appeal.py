from odoo import fields, models


class CsAppeal(models.Model):
    _inherit = "cs.appeal"

    sanction_id = fields.Many2one(
        "cs.sanction", index="btree_not_null", ondelete="cascade"
    )
    case_id = fields.Many2one(
        "cs.disciplinary.case", index="btree_not_null", ondelete="cascade"
    )

    _pending_sanction_uniq = models.UniqueIndex(
        "(sanction_id) WHERE state = 'pending' AND sanction_id IS NOT NULL",
        "An appeal against this sanction is waiting for its decision already.",
    )
    _pending_case_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'pending' AND case_id IS NOT NULL",
        "An appeal against this case is waiting for its decision already.",
    )
