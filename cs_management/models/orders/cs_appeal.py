from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppeal(models.Model):
    """An appeal against a credit: the order is the agent's, or shared otherwise."""

    _inherit = "cs.appeal"

    credit_share_id = fields.Many2one(
        "hr.employee",
        string="Shared With",
        copy=False,
        tracking=True,
        domain="[('cs_level_id', '!=', False), ('id', '!=', employee_id)]",
        help="For an appeal accepted in part: the one colleague who keeps a share.",
    )

    @api.model
    def _granted_fields(self):
        return super()._granted_fields() | {"credit_share_id"}

    def _credit_agents_after(self, partly):
        """Who carries the order from now on; ``None`` if that stays as it is."""
        credit = self.commission_line_id
        if not credit:
            return None
        agents = self.employee_id
        if partly:
            if not self.credit_share_id:
                return None
            agents |= self.credit_share_id
        return agents if agents != credit.order_id._cs_agents() else None

    def _prepare_accept(self):
        values = super()._prepare_accept()
        self._check_credit(partly=False)
        return values

    def _prepare_partly(self):
        values = super()._prepare_partly()
        self._check_credit(partly=True)
        return values

    def _check_credit(self, partly):
        """Something is won, and the user may give the order so."""
        # sudo: leaders have no access to orders; what they may give is asked below
        appeal = self.sudo()
        if not appeal.commission_line_id:
            return
        agents = appeal._credit_agents_after(partly)
        if agents is not None:
            order = appeal.commission_line_id.order_id.with_env(self.env)
            order._cs_check_may_give(agents.with_env(self.env))
        elif not appeal.credit_extra:
            raise UserError(
                self.env._(
                    "%(appeal)s: nothing would change. The agent carries the order "
                    "alone, or shares it so already: say in Shared With who keeps a "
                    "share, or let HR enter Commission Added.",
                    appeal=self.display_name,
                )
            )
