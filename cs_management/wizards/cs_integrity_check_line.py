from odoo import fields, models


class CsIntegrityCheckLine(models.TransientModel):
    """A month that was verified, or a fault that was found."""

    _name = "cs.integrity.check.line"
    _description = "Line of an Integrity Report"
    _order = "number, id"

    check_id = fields.Many2one(
        "cs.integrity.check", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("month", "Month"), ("fault", "Fault"), ("removal", "Removal")],
        required=True,
        readonly=True,
    )
    number = fields.Integer(string="Link", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    text = fields.Text(string="What Differs", readonly=True)
    statement_count = fields.Integer(string="Statements", readonly=True)
    is_late = fields.Boolean(string="Sealed Afterwards", readonly=True)
    is_sound = fields.Boolean(string="As It Was Sealed", readonly=True)
