from odoo import fields, models


class CsSealText(models.Model):
    """What people wrote of what is sealed, beside the chain: the seal has its digest.

    Text and salt go when the time to keep them is over; the digest stays, from which
    nothing can be read without the salt. Who took it out, and under which rule, says a
    link of the chain (:meth:`cs.seal._remove`).
    """

    _name = "cs.seal.text"
    _description = "Sealed Text"
    _log_access = False

    seal_id = fields.Many2one("cs.seal", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="seal_id.company_id", store=True, index=True)
    table_name = fields.Char(required=True)
    row_name = fields.Char(required=True, help="The key of its row, as JSON.")
    column_name = fields.Char(required=True)
    digest = fields.Char(required=True)
    salt = fields.Char()
    text = fields.Text()

    _place_uniq = models.UniqueIndex(
        "(seal_id, table_name, row_name, column_name)",
        "A seal has a text in a place once.",
    )
