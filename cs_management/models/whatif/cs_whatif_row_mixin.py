from odoo import fields, models


class CsWhatifRowMixin(models.AbstractModel):
    """A row of a what-if: an agent's amounts now and then, and what lies between."""

    _name = "cs.whatif.row.mixin"
    _description = "Row of a What-if"
    _inherit = "cs.guard.mixin"

    whatif_id = fields.Many2one(
        "cs.whatif",
        string="What-if",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    amount_paid = fields.Monetary(string="Statements", readonly=True)
    amount_now = fields.Monetary(string="Now", readonly=True)
    amount_then = fields.Monetary(string="Then", readonly=True)
    difference = fields.Monetary(readonly=True)
    amount_second = fields.Monetary(string="Then, Compared With", readonly=True)
    difference_second = fields.Monetary(
        string="Difference, Compared With", readonly=True
    )
