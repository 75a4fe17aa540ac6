from odoo import api, fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    workday_count = fields.Integer(compute="_compute_workday_count")

    def _compute_workday_count(self):
        self._set_count("workday_count", "cs.workday")

    @api.readonly
    def action_view_workdays(self):
        return self._action_sources("cs_management.cs_workday_action")
