from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import prizes
from ...engine.money import to_decimal


class CsPolicyPrize(models.Model):
    """A prize for the first by sales (R2.13) or in the assessment (R2.14).

    Those compete whose policy awards the prize, in their team or in the company.
    Months running are counted by the code, over versions and changes of the team.
    """

    _name = "cs.policy.prize"
    _description = "Prize"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        help="Names the prize across versions of the policy: months running are "
        "counted by it.",
    )
    name = fields.Char(required=True, translate=True)
    regulation = fields.Char(help="Where the prize stands, e.g. § 12.")
    measure = fields.Selection(
        [("sales", "Sales"), ("score", "Assessment")],
        string="First by",
        required=True,
        default="sales",
        help="Credited sales of the period, or its score.",
    )
    scope = fields.Selection(
        [("team", "Of the team"), ("company", "Of the company")],
        required=True,
        default="team",
    )
    ties = fields.Selection(
        [
            (prizes.EACH, "Each of them gets it"),
            (prizes.SHARE, "They share it"),
            (prizes.NONE, "Nobody gets it"),
        ],
        string="Several First",
        required=True,
        default=prizes.EACH,
        help="A tie keeps the months running of each. Where nobody gets it, the month "
        "neither counts nor breaks them.",
    )
    one_off = fields.Boolean(
        string="One-Off",
        help="A step pays only in the month that reaches it; after the last step "
        "counting starts anew.",
    )
    step_ids = fields.One2many(
        "cs.policy.prize.step", "prize_id", string="Steps", copy=True
    )
    summary = fields.Char(compute="_compute_summary", string="Pays")

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "Another prize of this policy has this code."
    )

    @api.depends("step_ids.streak", "step_ids.amount", "currency_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        for prize in self:
            prize.summary = ", ".join(
                self.env._(
                    "month %(month)s: %(amount)s",
                    month=step.streak,
                    amount=prize.currency_id.format(step.amount)
                    if prize.currency_id
                    else step.amount,
                )
                for step in prize.step_ids.sorted("streak")
            )

    @api.constrains("policy_id", "measure")
    def _check_measure(self):
        """R2.13 and R2.14 are the rules of two companies, not of one (R2.14)."""
        for policy in self.policy_id:
            if len(set(policy.prize_ids.mapped("measure"))) > 1:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: the first is found by sales or by assessment, "
                        "not by both. Remove one of the prizes.",
                        policy=policy.name,
                    )
                )

    def _prize_rules(self):
        """The prize as the engine takes it."""
        self.ensure_one()
        return prizes.PrizeRules(
            [
                prizes.PrizeStep(step.streak, to_decimal(step.amount))
                for step in self.step_ids
            ],
            self.one_off,
            self.ties,
        )
