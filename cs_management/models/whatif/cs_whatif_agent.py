from odoo import api, fields, models


class CsWhatifAgent(models.Model):
    """One agent in a what-if, over all its months."""

    _name = "cs.whatif.agent"
    _description = "Agent in a What-if"
    _inherit = "cs.guard.mixin"
    _order = "whatif_id desc, difference, id"

    whatif_id = fields.Many2one(
        "cs.whatif",
        string="What-if",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    amount_paid = fields.Monetary(string="Statements", readonly=True)
    amount_now = fields.Monetary(string="Now", readonly=True)
    amount_then = fields.Monetary(string="Then", readonly=True)
    difference = fields.Monetary(readonly=True)
    amount_second = fields.Monetary(string="Then, Compared With", readonly=True)
    difference_second = fields.Monetary(
        string="Difference, Compared With", readonly=True
    )
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
