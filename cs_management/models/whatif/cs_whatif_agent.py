from odoo import api, fields, models


class CsWhatifAgent(models.Model):
    """One agent in a what-if, over all its months."""

    _name = "cs.whatif.agent"
    _description = "Agent in a What-if"
    _inherit = "cs.whatif.row.mixin"
    _order = "whatif_id desc, difference, id"

    has_second = fields.Boolean(compute="_compute_has_second")
    line_ids = fields.One2many("cs.whatif.line", "agent_id", string="Amounts")

    _agent_uniq = models.UniqueIndex(
        "(whatif_id, employee_id)", "An agent has one row in a what-if."
    )

    @api.depends("whatif_id.second_policy_id")
    def _compute_has_second(self):
        for row in self:
            row.has_second = bool(row.whatif_id.second_policy_id)

    @api.depends("employee_id")
    def _compute_display_name(self):
        for row in self:
            # sudo: a name, also of who is of another company by now
            row.display_name = row.employee_id.sudo().display_name
