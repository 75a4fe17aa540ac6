from odoo import fields, models


class CsPeriodJob(models.Model):
    _inherit = "cs.period.job"

    kind = fields.Selection(
        selection_add=[("numbers", "Read Work Numbers")],
        ondelete={"numbers": "cascade"},
    )
