from odoo import api, fields, models

from .cs_policy_criterion import DIRECTIONS


class CsLevelProgressLine(models.Model):
    """A criterion as it stood when the period was locked, with its numbers."""

    _name = "cs.level.progress.line"
    _description = "Criterion on the Way"
    _inherit = "cs.trace.mixin"
    _order = "progress_id, sequence, id"
    _check_company_auto = True

    progress_id = fields.Many2one(
        "cs.level.progress",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    sequence = fields.Integer(readonly=True)
    criterion_id = fields.Many2one(
        "cs.policy.criterion", required=True, readonly=True, ondelete="restrict"
    )
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    group_number = fields.Integer(string="Group", readonly=True, aggregator=None)
    is_met = fields.Boolean(string="Met", readonly=True)
    is_judged = fields.Boolean(
        readonly=True, help="People judge it when they recommend."
    )
    percent = fields.Integer(string="Part There", readonly=True, aggregator=None)

    @api.depends("criterion_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.criterion_id.display_name
