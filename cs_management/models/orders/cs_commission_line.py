from odoo import models
from odoo.exceptions import UserError

from ...engine.trace import step
from ..told import told


class CsCommissionLine(models.Model):
    _inherit = "cs.commission.line"

    def action_correct(self):
        """HR gives the orders of credits to others, also of locked months (R6.1)."""
        if self.filtered("pos_order_id"):
            raise UserError(
                self.env._(
                    "What was sold at the counter is its cashier's: correct the "
                    "cashier there."
                )
            )
        return self.env["cs.order.assign"]._correct(credit_ids=self)

    # ------------------------------------------------------------------
    # Appeals
    # ------------------------------------------------------------------

    def _appeal_issuers(self):
        """Who gave the order last, and those who would lose their share of it."""
        decisions = self.env["cs.order.decision"].search(
            [("order_id", "in", self.order_id.ids)], order="id desc", limit=1
        )
        agents = self.order_id._cs_agents() - self.employee_id
        return super()._appeal_issuers() | decisions.user_id | agents.user_id

    def _accept_appeal(self):
        """The order is the agent's alone; a locked month is settled in the next."""
        for credit in self:
            appeal = credit.appeal_ids.filtered(lambda row: row.state == "accepted")
            credit._give_by_appeal(appeal.sorted("decided_on")[-1:], partly=False)
        return super()._accept_appeal()

    def _accept_part(self, appeal):
        """The order is shared with the colleague who was named, if one was."""
        self._give_by_appeal(appeal, partly=True)
        return super()._accept_part(appeal)

    def _give_by_appeal(self, appeal, partly):
        agents = appeal._credit_agents_after(partly)
        if agents is None:
            return
        order = self.order_id
        order._cs_counting_period()._enter()
        why = step(
            "order.appealed",
            agent=appeal.employee_id.id,
            note=appeal.decision_note or "",
        )
        order._cs_set_agents(agents, told(why))
