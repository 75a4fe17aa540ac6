from odoo import api, fields, models


class CsRosterPlanLine(models.TransientModel):
    """A line of the roster before it is written: it can be edited (R10)."""

    _name = "cs.roster.plan.line"
    _description = "Preview of a Roster"
    _inherit = "cs.value.mixin"
    _order = "date, employee_id, id"

    plan_id = fields.Many2one(
        "cs.roster.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    employee_id = fields.Many2one(
        "hr.employee", string="Agent", required=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    kind = fields.Selection(
        [("shift", "Shift"), ("rest", "Rest day")], required=True, default="shift"
    )
    shift_id = fields.Many2one("cs.shift", domain="[('company_id', '=', company_id)]")

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "rest":
            self.shift_id = False

    def _values(self):
        """Values of the roster line."""
        return {
            "employee_id": self.employee_id.id,
            "date": self.date,
            "kind": self.kind,
            "shift_id": self.shift_id.id if self.kind == "shift" else False,
        }
