from odoo import api, fields, models


class CsConductEntry(models.Model):
    _inherit = "cs.conduct.entry"

    suggestion_id = fields.Many2one(
        "cs.suggestion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"suggestion_id"}
