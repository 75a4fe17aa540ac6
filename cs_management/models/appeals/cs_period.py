from odoo import fields, models


class CsPeriod(models.Model):
    _inherit = "cs.period"

    appeal_count = fields.Integer(
        compute="_compute_appeal_count", string="Open Appeals"
    )

    def _compute_appeal_count(self):
        self._set_count("appeal_count", "cs.appeal", [("state", "=", "pending")])

    def action_view_appeals(self):
        return self._action_view("cs_management.cs_appeal_action")

    def _unfinished(self):
        domain = [("period_id", "=", self.id), ("state", "=", "pending")]
        label = self.env._("Appeals waiting for a decision")
        appeals = self._left("appeals", label, self.env["cs.appeal"], domain)
        return [*super()._unfinished(), appeals]
