from odoo import fields, models

APPROVERS = [
    ("leader", "Direct manager or team leader"),
    ("second", "Second leader"),
    ("head", "Department head"),
    ("officer", "HR officer"),
]


class CsLeaveLevel(models.Model):
    """One approval of leave: from more than so many days on (R1.40)."""

    _name = "cs.leave.level"
    _description = "Approval of Leave by Length"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, over_days, sequence, id"

    sequence = fields.Integer(default=10)
    over_days = fields.Float(
        string="Leave over (Days)",
        digits=(6, 2),
        help="Longer leave needs this approval after those of shorter leave.",
    )
    approver = fields.Selection(
        APPROVERS,
        string="Approved By",
        required=True,
        default="leader",
        help="The team leader is the agent's manager, or a customer service leader of "
        "their department; the second leader is the manager's manager, or a leader of "
        "the department above; the head is the manager of the department. Where there "
        "is nobody, or only who agreed before, the next one decides.",
    )

    _approver_uniq = models.UniqueIndex(
        "(policy_id, approver)", "This approval is in the policy already."
    )
    _over_days = models.Constraint(
        "CHECK (over_days >= 0)", "The length of a leave cannot be negative."
    )
