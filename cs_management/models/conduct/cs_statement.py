from odoo import api, fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    entry_ids = fields.One2many("cs.conduct.entry", "statement_id", string="Entries")
    entry_count = fields.Integer(compute="_compute_entry_count")

    def _compute_entry_count(self):
        self._set_count("entry_count", "cs.conduct.entry")

    @api.readonly
    def action_view_entries(self):
        return self._action_sources("cs_management.cs_conduct_entry_action")
