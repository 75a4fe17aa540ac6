from odoo import fields, models
from odoo.exceptions import ValidationError

from ...engine import guarantee
from ...engine.money import to_decimal
from ...engine.seniority import SeniorityRules
from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Pay": seniority and the yearly guarantee (R5.7, R5.3)."""

    _inherit = "cs.policy"

    seniority_amount = fields.Monetary(
        string="Seniority Pay",
        help="A month, for each completed year of service. Zero: none is paid.",
        aggregator=None,
    )
    seniority_max_years = fields.Integer(
        string="Years at Most", help="So many years count; zero: all."
    )
    seniority_max_amount = fields.Monetary(
        string="Seniority Pay at Most",
        help="A month; zero: no limit.",
        aggregator=None,
    )

    guarantee_enabled = fields.Boolean(
        string="Yearly Guarantee",
        tracking=True,
        help="What a year's pay lacks of the guarantee is paid at the year's end, or "
        "when an agent leaves.",
    )
    guarantee_year = fields.Selection(
        [("calendar", "Calendar year"), ("service", "Year of service")],
        string="Settled over the",
        required=True,
        default="calendar",
    )
    guarantee_counts = fields.Selection(
        [
            ("earned", "What was earned, before absence, leave and fines"),
            ("paid", "What was paid, after them"),
        ],
        string="Pay Counted",
        required=True,
        default="earned",
        help="Before them: the guarantee does not make good what absence, leave and "
        "fines cost. Old debts and losses made good never count.",
    )
    guarantee_ids = fields.One2many(
        "cs.policy.guarantee", "policy_id", string="Guaranteed", copy=True
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

    def _parts(self):
        part = Part("pay", self.guarantee_enabled, self._check_guarantee)
        return [*super()._parts(), part]

    def _check_guarantee(self):
        if not self.guarantee_ids:
            raise ValidationError(
                self.env._(
                    "%(policy)s has a yearly guarantee but no amount: add at least "
                    "one.",
                    policy=self.name,
                )
            )

    def _guarantee_rules(self):
        """The chapter as the engine takes it; ``None`` without it."""
        if not self.guarantee_enabled:
            return None
        return guarantee.Rules(
            [(row.from_year, to_decimal(row.amount)) for row in self.guarantee_ids],
            self.guarantee_year == "service",
        )

    def _document_chapters(self):
        chapter = self.seniority_amount and self._chapter(
            15,
            self.env._("Seniority"),
            ["seniority_amount", "seniority_max_years", "seniority_max_amount"],
        )
        yearly = self.guarantee_enabled and self._chapter(
            16,
            self.env._("Yearly Guarantee"),
            ["guarantee_year", "guarantee_counts"],
            [
                self._document_table(
                    self.env._("Guarantee"), self.guarantee_ids, "from_year", "amount"
                )
            ],
        )
        return [*super()._document_chapters(), chapter, yearly]

    def _level_rows(self):
        names = ["guaranteed"] if self.guarantee_enabled else []
        return [*super()._level_rows(), *names]
