from odoo import Command, fields, models
from odoo.exceptions import ValidationError

from ...engine import leave
from ...engine.money import to_decimal
from ..cs_policy import Part

# R1.40: who agrees to leave over so many days.
USUAL_LEVELS = ((0, "leader"), (1, "second"), (3, "head"), (10, "officer"))


class CsPolicy(models.Model):
    """Chapter "Leave": who agrees to it, and how it is asked for (R1.40, R1.42, R0.2).

    What a day of leave pays stands on its type.
    """

    _inherit = "cs.policy"

    leave_enabled = fields.Boolean(
        string="Leave",
        tracking=True,
        help="Leave of agents goes through the approvals below, and what it does not "
        "pay is deducted. Else their time off is as Odoo makes it, and costs nothing.",
    )
    leave_level_ids = fields.One2many(
        "cs.leave.level",
        "policy_id",
        string="Approvals",
        copy=True,
        default=lambda _self: [
            Command.create({"over_days": days, "approver": approver, "sequence": place})
            for place, (days, approver) in enumerate(USUAL_LEVELS, start=1)
        ],
    )
    leave_adjacent = fields.Boolean(
        string="Adjacent Leaves Count Together",
        default=True,
        help="Leaves with nothing but days off between them are one: several short "
        "ones need the approvals of a long one.",
    )
    leave_urgent_allowed = fields.Boolean(
        string="Short Notice Accepted",
        default=True,
        help="In urgent cases, with a reason and the form on the first day back. Else "
        "leave asked for too late is not accepted at all.",
    )
    leave_own_only = fields.Boolean(
        string="Only for Oneself",
        default=True,
        help="Nobody asks for the leave of others; sick leave and what HR enters are "
        "excepted.",
    )

    def _parts(self):
        return [*super()._parts(), Part("leave", self.leave_enabled, self._check_leave)]

    def _check_leave(self):
        if all(level.over_days for level in self.leave_level_ids):
            raise ValidationError(
                self.env._(
                    "%(policy)s: nobody approves the shortest leave. Add an approval "
                    "of leave over 0 days.",
                    policy=self.name,
                )
            )

    def _leave_levels(self, length, needs_hr):
        """Who must agree to a leave of so many days, in order (R1.40)."""
        self.ensure_one()
        rows = self.leave_level_ids.sorted(lambda row: (row.over_days, row.sequence))
        bounds = [(to_decimal(row.over_days), row.approver) for row in rows]
        # Somebody agrees to the shortest leave, too.
        length = max(length, to_decimal("0.001"))
        return leave.levels(length, bounds, ["officer"] if needs_hr else [])

    def _document_chapters(self):
        chapter = self.leave_enabled and self._chapter(
            60,
            self.env._("Leave"),
            ["leave_adjacent", "leave_urgent_allowed", "leave_own_only"],
            [
                self._document_table(
                    self.env._("Approvals"),
                    self.leave_level_ids,
                    "over_days",
                    "approver",
                )
            ],
        )
        return [*super()._document_chapters(), chapter]
