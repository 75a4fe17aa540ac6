from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppeal(models.Model):
    """An appeal against a credit: HR may add commission that the order lacks."""

    _inherit = "cs.appeal"

    commission_line_id = fields.Many2one(
        "cs.commission.line",
        string="Credit",
        index="btree_not_null",
        ondelete="cascade",
    )
    credit_extra = fields.Monetary(
        string="Commission Added",
        copy=False,
        tracking=True,
        help="Paid in addition, in the first month that is open; decided by HR.",
        aggregator=None,
    )
    credit_period_id = fields.Many2one(
        "cs.period",
        string="Added In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    credit_agents = fields.Integer(
        related="commission_line_id.agent_count", string="Agents on the Order"
    )

    _pending_credit_uniq = models.UniqueIndex(
        "(commission_line_id) WHERE state = 'pending' "
        "AND commission_line_id IS NOT NULL",
        "An appeal against this credit is waiting for its decision already.",
    )
    _credit_extra_positive = models.Constraint(
        "CHECK (credit_extra >= 0)", "Commission that an appeal adds is not negative."
    )

    @api.model
    def _granted_fields(self):
        return super()._granted_fields() | {"credit_extra"}

    def write(self, vals):
        if vals.get("credit_extra") and not self._is_officer():
            raise UserError(self.env._("Commission is added by HR."))
        return super().write(vals)

    def _prepare_accept(self):
        return (super()._prepare_accept() or {}) | self._post_credit()

    def _prepare_partly(self):
        return (super()._prepare_partly() or {}) | self._post_credit()

    def _post_credit(self):
        """Where what is added counts: the credit's own month, or the next open one."""
        # sudo: the credit that the user decides about
        credit = self.sudo().commission_line_id
        if not (credit and self.credit_extra):
            return {}
        period = credit.period_id
        if period.state == "locked":
            period = period._next_open()
        period._enter()
        return {"credit_period_id": period.id}

    def _granted_credits(self, period):
        """Appeals that add commission in a period."""
        return self.search(
            [
                ("credit_period_id", "=", period.id),
                ("state", "in", ("accepted", "partly")),
                ("credit_extra", ">", 0),
            ],
            order="id",
        )
