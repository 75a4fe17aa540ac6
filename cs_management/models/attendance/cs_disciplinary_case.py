from odoo import fields, models


class CsDisciplinaryCase(models.Model):
    _inherit = "cs.disciplinary.case"

    reason = fields.Selection(
        selection_add=[("absence", "Absence")], ondelete={"absence": "cascade"}
    )
