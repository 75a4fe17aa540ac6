from odoo import fields, models

from ...engine.money import to_decimal
from ...engine.seniority import SeniorityRules


class CsPolicy(models.Model):
    """Chapter "Pay": what service pays under this policy (R5.7)."""

    _inherit = "cs.policy"

    seniority_amount = fields.Monetary(
        string="Seniority Pay",
        help="A month, for each completed year of service (R5.7). Zero: none is paid.",
    )
    seniority_max_years = fields.Integer(
        string="Years at Most", help="So many years count; zero: all."
    )
    seniority_max_amount = fields.Monetary(
        string="Seniority Pay at Most", help="A month; zero: no limit."
    )

    _seniority_figures = models.Constraint(
        "CHECK (seniority_amount >= 0 AND seniority_max_years >= 0 "
        "AND seniority_max_amount >= 0)",
        "Seniority pay, its years and its limit cannot be below zero.",
    )

    def _seniority_rules(self):
        """What the policy pays for service (engine.seniority.SeniorityRules)."""
        return SeniorityRules(
            to_decimal(self.seniority_amount),
            self.seniority_max_years,
            to_decimal(self.seniority_max_amount),
        )

    def _document_chapters(self):
        chapter = self.seniority_amount and self._chapter(
            15,
            self.env._("Seniority"),
            ["seniority_amount", "seniority_max_years", "seniority_max_amount"],
        )
        return [*super()._document_chapters(), chapter]
