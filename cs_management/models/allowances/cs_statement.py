from odoo import api, fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    allowance_facts = fields.Json(
        readonly=True,
        groups="cs_management.group_cs_officer",
        help="By which levels of skills and which yearly grades it was settled.",
    )
    bonus_count = fields.Integer(compute="_compute_bonus_count")

    def _compute_bonus_count(self):
        self._set_count("bonus_count", "cs.bonus")

    @api.readonly
    def action_view_bonuses(self):
        return self._action_sources("cs_management.cs_bonus_action")
