from odoo import fields, models


class CsPolicy(models.Model):
    """Attainment of a target as a measure of the commission (R6.2)."""

    _inherit = "cs.policy"

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

    def _measure_labels(self):
        return [
            *super()._measure_labels(),
            ("attainment", self.env._("Target Attained (%)")),
        ]

    def _commission_articles(self):
        names = super()._commission_articles()
        if "attainment" in self._measures_used():
            names += ["commission_target_scope", "commission_target_span"]
        return names
