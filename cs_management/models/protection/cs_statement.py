from odoo import api, fields, models


class CsStatement(models.Model):
    """What is open of fines, losses and pay taken back, before and after."""

    _inherit = "cs.statement"

    balance_opening = fields.Monetary(
        string="Open Before",
        readonly=True,
        help="What earlier periods could not take of fines, losses and clawbacks.",
    )
    balance_closing = fields.Monetary(
        string="Open After",
        readonly=True,
        help="What is carried on to the next period that pays something.",
    )
    deduction_ids = fields.One2many(
        "cs.deduction", "statement_id", string="Deductions", readonly=True
    )
    deduction_count = fields.Integer(compute="_compute_deduction_count")

    def _compute_deduction_count(self):
        self._set_count("deduction_count", "cs.deduction")

    @api.readonly
    def action_view_deductions(self):
        return self._action_sources("cs_management.cs_deduction_action")
