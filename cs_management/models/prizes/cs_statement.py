from odoo import fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    prize_streaks = fields.Json(
        readonly=True, help="Months running as the first, by the code of the prize."
    )
