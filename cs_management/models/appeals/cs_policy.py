from odoo import fields, models
from odoo.exceptions import ValidationError

from ..cs_policy import Part

APPEAL_DAYS = 7
DECIDE_DAYS = 5
MOST_DAYS = 3650


class CsPolicy(models.Model):
    """Chapter "Appeals": how long agents may appeal, and when it is decided."""

    _inherit = "cs.policy"

    appeal_days = fields.Integer(
        string="Days to Appeal",
        default=APPEAL_DAYS,
        help="From the day on which the statement was published, or the agent was "
        "told. 0: without a limit.",
    )
    appeal_decide_days = fields.Integer(
        string="Days to Decide",
        default=DECIDE_DAYS,
        help="An appeal that is not decided by then goes to the next person up, who "
        "has as many days again.",
    )
    appeal_ids = fields.One2many(
        "cs.policy.appeal", "policy_id", string="Other Days to Appeal", copy=True
    )

    _appeal_days_bounds = models.Constraint(
        f"CHECK (appeal_days BETWEEN 0 AND {MOST_DAYS} "
        f"AND appeal_decide_days BETWEEN 1 AND {MOST_DAYS})",
        "Appeals: the days to appeal are 0 or more, those to decide 1 or more, and "
        "ten years at most.",
    )

    def _appeal_days_for(self, target):
        """Days to appeal against a kind of fact; without a policy the usual ones.

        :param target: the field of appeals that leads to the fact
        :return: 0 where there is no limit
        """
        if not self:
            return APPEAL_DAYS
        own = self.appeal_ids.filtered(lambda row: row.target == target)
        return own.days if own else self.appeal_days

    def _document_chapters(self):
        table = self._document_table(
            self.env._("Other Days to Appeal"), self.appeal_ids, "target", "days"
        )
        chapter = self._chapter(
            90,
            self.env._("Appeals"),
            ["appeal_days", "appeal_decide_days"],
            tables=[table],
        )
        return [*super()._document_chapters(), chapter]

    def _parts(self):
        return [*super()._parts(), Part("appeals", True, self._check_appeals)]

    def _check_appeals(self):
        seen = self.appeal_ids.mapped("target")
        if len(seen) != len(set(seen)):
            raise ValidationError(
                self.env._(
                    "%(policy)s: days to appeal are given twice for the same kind.",
                    policy=self.name,
                )
            )
