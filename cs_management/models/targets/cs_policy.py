from odoo import api, fields, models


class CsPolicy(models.Model):
    """Attainment of a target as a measure of the commission (R6.2)."""

    _inherit = "cs.policy"

    commission_measure = fields.Selection(
        selection_add=[("attainment", "Target Attained (%)")],
        ondelete={"attainment": "set default"},
    )
    commission_target_scope = fields.Selection(
        [
            ("agent", "The agent's own"),
            ("team", "That of the department"),
            ("shop", "That of the department's channels"),
        ],
        string="Target",
        required=True,
        default="agent",
        help="Whose target, and whose sales; those of channels with untagged orders.",
    )
    commission_target_span = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter to date"), ("year", "Year to date")],
        string="Attainment Over",
        required=True,
        default="month",
        help="Sales and targets of the calendar quarter or year up to the period.",
    )

    uses_target = fields.Boolean(compute="_compute_uses_target")

    @api.depends(
        "commission_measure",
        "commission_second_measure",
        "commission_factor_ids.measure",
        "commission_gate_ids.measure",
        "commission_bonus_ids.measure",
    )
    def _compute_uses_target(self):
        for policy in self:
            policy.uses_target = "attainment" in policy._measures_used()

    def _commission_articles(self):
        names = super()._commission_articles()
        if self.uses_target:
            names += ["commission_target_scope", "commission_target_span"]
        return names
