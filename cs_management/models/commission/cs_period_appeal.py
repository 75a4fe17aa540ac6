from odoo import models

from ...engine.money import to_decimal
from ...engine.trace import step


class CsPeriod(models.Model):
    """Commission that appeals have added to credits, each counted once."""

    _inherit = "cs.period"

    def _step_appealed_credits(self, run):
        """What HR has granted on appeal, as adjustments of the credit's month."""
        appeals = self.env["cs.appeal"]._granted_credits(self)
        self._add_agents(run, (), set(appeals.employee_id.ids))
        for appeal in appeals:
            credit = appeal.commission_line_id
            amount = to_decimal(appeal.credit_extra)
            run.agents[appeal.employee_id.id].lines.append(
                self._adjustment(
                    "CS_COMMISSION",
                    credit.origin_period_id or credit.period_id,
                    amount,
                    step("adjustment.appeal", order=credit.order_name, amount=amount),
                    key=f"appeal:{appeal.id}",
                )
            )
