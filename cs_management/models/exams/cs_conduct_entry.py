from odoo import api, fields, models


class CsConductEntry(models.Model):
    _inherit = "cs.conduct.entry"

    exam_result_id = fields.Many2one(
        "cs.exam.result",
        string="Exam",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"exam_result_id"}
