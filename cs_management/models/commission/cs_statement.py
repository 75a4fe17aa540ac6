from odoo import api, fields, models
from odoo.exceptions import UserError


class CsStatement(models.Model):
    """What an agent sold in a period, and to how many of those who asked (R6)."""

    _inherit = "cs.statement"

    amount_sales = fields.Monetary(string="Sales", readonly=True)
    asked = fields.Integer(string="Customers Who Asked", readonly=True)
    bought = fields.Integer(string="Customers Who Bought", readonly=True)
    conversion = fields.Float(
        string="Conversion (%)", readonly=True, digits=(6, 2), aggregator="avg"
    )
    commission_factor = fields.Float(
        readonly=True,
        default=1,
        digits=(16, 10),
        aggregator=None,
        help="What coefficients, gates and the most per month came to together: late "
        "changes of orders are worth their rate times this.",
    )
    commission_line_ids = fields.One2many(
        "cs.commission.line", "statement_id", string="Credits"
    )
    credit_count = fields.Integer(compute="_compute_credit_count")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        """What the foreign key of the credits would do, if they had one."""
        # sudo: the guard holds whoever deletes; only the statement is named
        credits_ = self.env["cs.commission.line"].sudo()
        if found := credits_.search([("statement_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(statement)s has credits: compute the period again, which "
                    "settles them.",
                    statement=found.statement_id.display_name,
                )
            )

    def _compute_credit_count(self):
        self._set_count("credit_count", "cs.commission.line")

    @api.readonly
    def action_view_credits(self):
        return self._action_sources("cs_management.cs_commission_line_action")
